;; Sieve of Eratosthenes below 65,536, one byte a number.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $p i32) (local $m i32) (local $count i32)
    (local.set $m (i32.const 0))
    (loop $clear
      (i64.store (local.get $m) (i64.const 0))
      (br_if $clear (i32.lt_u (local.tee $m (i32.add (local.get $m) (i32.const 8))) (i32.const 65536))))
    (local.set $p (i32.const 2))
    (loop $next
      (if (i32.eqz (i32.load8_u (local.get $p)))
        (then
          (local.set $count (i32.add (local.get $count) (i32.const 1)))
          (local.set $m (i32.mul (local.get $p) (i32.const 2)))
          (if (i32.lt_u (local.get $m) (i32.const 65536))
            (then
              (loop $strike
                (i32.store8 (local.get $m) (i32.const 1))
                (local.set $m (i32.add (local.get $m) (local.get $p)))
                (br_if $strike (i32.lt_u (local.get $m) (i32.const 65536))))))))
      (br_if $next (i32.lt_u (local.tee $p (i32.add (local.get $p) (i32.const 1))) (i32.const 65536))))
    (i32.store (i32.const 0) (local.get $count))))
