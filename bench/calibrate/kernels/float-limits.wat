;; min, max, abs, copysign, floor and nearest of f64 and f32.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x f64) (local $y f32) (local $low f64) (local $high f64)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $x (f64.sub (local.get $x) (f64.const 1.37)))
      (local.set $low (f64.min (local.get $low) (local.get $x)))
      (local.set $high (f64.max (local.get $high) (f64.abs (f64.floor (local.get $x)))))
      (local.set $y (f32.max (f32.nearest (f32.add (local.get $y) (f32.const 0.6)))
        (f32.copysign (local.get $y) (f32.const 1))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.store (i32.const 0) (f64.add (local.get $low) (local.get $high)))
    (f32.store (i32.const 8) (local.get $y))))
