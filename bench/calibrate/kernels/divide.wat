;; Decimal digits of 20,000 numbers: quotients of i32 and i64 by values that the compiler does not know.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i32) (local $y i64) (local $ten i32)
    (local.set $ten (i32.load offset=8 (i32.const 0)))
    (local.set $ten (i32.add (i32.const 10) (local.get $ten)))
    (local.set $n (i32.const 20000))
    (loop $numbers
      (local.set $x (i32.mul (local.get $n) (i32.const 0x9e3779b1)))
      (local.set $y (i64.mul (i64.extend_i32_u (local.get $n)) (i64.const 0x9e3779b97f4a7c15)))
      (local.set $x (i32.div_u (local.get $x) (local.get $ten)))
      (local.set $y (i64.div_u (local.get $y) (i64.extend_i32_u (local.get $ten))))
      (local.set $x (i32.div_s (local.get $x) (local.get $ten)))
      (local.set $y (i64.div_s (local.get $y) (i64.extend_i32_u (local.get $ten))))
      (i32.store (i32.const 0) (i32.add (local.get $x) (i32.wrap_i64 (local.get $y))))
      (br_if $numbers (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
