;; Longest Collatz sequence of the numbers below 2,500: branches that follow the data.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32) (local $x i64) (local $steps i32) (local $longest i32)
    (local.set $i (i32.const 1))
    (loop $numbers
      (local.set $x (i64.extend_i32_u (local.get $i)))
      (local.set $steps (i32.const 0))
      (block $done
        (loop $step
          (br_if $done (i64.eq (local.get $x) (i64.const 1)))
          (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
          (if (i64.eqz (i64.and (local.get $x) (i64.const 1)))
            (then (local.set $x (i64.shr_u (local.get $x) (i64.const 1))))
            (else (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 3)) (i64.const 1)))))
          (br $step)))
      (if (i32.gt_u (local.get $steps) (local.get $longest)) (then (local.set $longest (local.get $steps))))
      (br_if $numbers (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2500))))
    (i32.store (i32.const 0) (local.get $longest))))
