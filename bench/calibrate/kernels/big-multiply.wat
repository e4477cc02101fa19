;; Schoolbook product of two integers of 96 limbs of 32 bits, through i64.
(module
  (memory (export "memory") 1 1)
  (func (export "setup")
    (local $i i32)
    (loop $fill
      (i32.store (local.get $i) (i32.mul (i32.add (local.get $i) (i32.const 1)) (i32.const 0x9e3779b1)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 1024)))))
  (func (export "run")
    (local $rounds i32) (local $i i32) (local $j i32) (local $carry i64) (local $a i64) (local $at i32)
    (local.set $rounds (i32.const 20))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $outer
        (local.set $a (i64.load32_u (local.get $i)))
        (local.set $carry (i64.const 0))
        (local.set $j (i32.const 0))
        (loop $inner
          (local.set $at (i32.add (local.get $i) (local.get $j)))
          (local.set $carry (i64.add (local.get $carry)
            (i64.add (i64.load32_u offset=1024 (local.get $at))
              (i64.mul (local.get $a) (i64.load32_u offset=512 (local.get $j))))))
          (i64.store32 offset=1024 (local.get $at) (local.get $carry))
          (local.set $carry (i64.shr_u (local.get $carry) (i64.const 32)))
          (br_if $inner (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 4))) (i32.const 384))))
        (br_if $outer (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 384))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))))
