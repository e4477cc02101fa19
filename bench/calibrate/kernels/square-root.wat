;; Sums of square roots of f64 and f32.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x f64) (local $y f32)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $x (f64.sqrt (f64.add (local.get $x) (f64.const 3.7))))
      (local.set $y (f32.sqrt (f32.add (local.get $y) (f32.const 2.3))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.store (i32.const 0) (f64.add (local.get $x) (f64.promote_f32 (local.get $y))))))
