;; Escape times of a 48 x 48 grid, at most 64 steps a point.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32) (local $k i32) (local $cx f64) (local $cy f64) (local $x f64) (local $y f64) (local $t f64)
    (loop $points
      (local.set $cx (f64.sub (f64.mul (f64.convert_i32_u (i32.rem_u (local.get $i) (i32.const 48)))
        (f64.const 0.0625)) (f64.const 2)))
      (local.set $cy (f64.sub (f64.mul (f64.convert_i32_u (i32.div_u (local.get $i) (i32.const 48)))
        (f64.const 0.04)) (f64.const 1)))
      (local.set $x (f64.const 0))
      (local.set $y (f64.const 0))
      (local.set $k (i32.const 64))
      (block $escaped
        (loop $step
          (local.set $t (f64.add (f64.sub (f64.mul (local.get $x) (local.get $x))
            (f64.mul (local.get $y) (local.get $y))) (local.get $cx)))
          (local.set $y (f64.add (f64.mul (f64.mul (local.get $x) (local.get $y)) (f64.const 2)) (local.get $cy)))
          (local.set $x (local.get $t))
          (br_if $escaped (f64.gt (f64.add (f64.mul (local.get $x) (local.get $x))
            (f64.mul (local.get $y) (local.get $y))) (f64.const 4)))
          (br_if $step (local.tee $k (i32.sub (local.get $k) (i32.const 1))))))
      (i32.store8 (local.get $i) (local.get $k))
      (br_if $points (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2304))))))
