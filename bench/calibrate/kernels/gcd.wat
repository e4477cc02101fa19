;; Greatest common divisors by Euclid: a chain of remainders.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $a i64) (local $b i64) (local $t i64) (local $sum i64)
    (local.set $n (i32.const 8000))
    (loop $pairs
      (local.set $a (i64.mul (i64.extend_i32_u (local.get $n)) (i64.const 2654435761)))
      (local.set $b (i64.add (i64.extend_i32_u (local.get $n)) (i64.const 7919)))
      (loop $euclid
        (local.set $t (i64.rem_u (local.get $a) (local.get $b)))
        (local.set $a (local.get $b))
        (local.set $b (local.get $t))
        (br_if $euclid (i32.eqz (i64.eqz (local.get $b)))))
      (local.set $sum (i64.add (local.get $sum) (local.get $a)))
      (br_if $pairs (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (local.get $sum))))
