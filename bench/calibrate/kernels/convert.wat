;; Fixed-point scaling: integers to floats and back, both widths.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i32) (local $y i64)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $x (i32.add (local.get $x)
        (i32.trunc_sat_f64_s (f64.mul (f64.convert_i32_s (local.get $n)) (f64.const 0.37)))))
      (local.set $y (i64.add (local.get $y)
        (i64.trunc_f32_s (f32.mul (f32.convert_i64_s (i64.extend_i32_s (local.get $n))) (f32.const 0.73)))))
      (local.set $y (i64.add (local.get $y)
        (i64.trunc_f64_u (f64.promote_f32 (f32.demote_f64 (f64.convert_i32_u (local.get $n)))))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (i64.add (local.get $y) (i64.extend_i32_s (local.get $x))))))
