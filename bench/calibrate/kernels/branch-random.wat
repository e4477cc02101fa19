;; if on a generator's top bits: half of the branches are foreseen wrong.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i64) (local $y i32)
    (local.set $n (i32.const 50000))
    (local.set $x (i64.load (i32.const 0)))
    (loop $next
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (if (i64.lt_s (local.get $x) (i64.const 0))
        (then (i32.store8 (i32.const 64) (i32.wrap_i64 (local.get $x))))
        (else (i32.store16 (i32.const 66) (i32.wrap_i64 (local.get $x)))))
      (if (i32.wrap_i64 (i64.shr_u (i64.shl (local.get $x) (i64.const 2)) (i64.const 63)))
        (then (i32.store8 (i32.const 68) (i32.wrap_i64 (local.get $x))))
        (else (i32.store16 (i32.const 70) (i32.wrap_i64 (local.get $x)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (local.get $x))))
