;; Two bodies around each other in two dimensions: multiply, add, divide and square root of f64.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x f64) (local $y f64) (local $vx f64) (local $vy f64) (local $r f64) (local $f f64)
    (local.set $x (f64.const 1))
    (local.set $vy (f64.const 0.9))
    (local.set $n (i32.const 50000))
    (loop $step
      (local.set $r (f64.add (f64.mul (local.get $x) (local.get $x)) (f64.mul (local.get $y) (local.get $y))))
      (local.set $f (f64.div (f64.const 0.001) (f64.mul (local.get $r) (f64.sqrt (local.get $r)))))
      (local.set $vx (f64.sub (local.get $vx) (f64.mul (local.get $x) (local.get $f))))
      (local.set $vy (f64.sub (local.get $vy) (f64.mul (local.get $y) (local.get $f))))
      (local.set $x (f64.add (local.get $x) (f64.mul (local.get $vx) (f64.const 0.001))))
      (local.set $y (f64.add (local.get $y) (f64.mul (local.get $vy) (f64.const 0.001))))
      (br_if $step (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.store (i32.const 0) (f64.add (local.get $x) (local.get $y)))))
