;; A linear congruential generator: one long chain of multiplications.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i64)
    (local.set $n (i32.const 200000))
    (loop $next
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (local.get $x))))
