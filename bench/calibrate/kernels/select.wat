;; Minimum, maximum and clamping by select.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i32) (local $low i32) (local $high i32) (local $f f64)
    (local.set $n (i32.const 100000))
    (loop $next
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (local.set $low (select (local.get $x) (local.get $low) (i32.lt_s (local.get $x) (local.get $low))))
      (local.set $high (select (local.get $x) (local.get $high) (i32.gt_s (local.get $x) (local.get $high))))
      (local.set $f (select (local.get $f) (f64.const 1) (i32.lt_s (local.get $x) (i32.const 77))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 0) (i32.sub (local.get $high) (local.get $low)))
    (f64.store (i32.const 8) (local.get $f))))
