;; Loads and stores of every width in 16 KiB.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $rounds i32) (local $i i32)
    (local.set $rounds (i32.const 10))
    (loop $again
      (local.set $i (i32.const 0))
      (loop $places
        (i32.store8 offset=16384 (local.get $i) (i32.load8_s (local.get $i)))
        (i32.store16 offset=16386 (local.get $i) (i32.load16_u offset=2 (local.get $i)))
        (i32.store offset=16388 (local.get $i) (i32.load offset=4 (local.get $i)))
        (i64.store offset=16392 (local.get $i) (i64.load offset=8 (local.get $i)))
        (f32.store offset=32768 (local.get $i) (f32.load offset=16 (local.get $i)))
        (f64.store offset=32776 (local.get $i) (f64.load offset=24 (local.get $i)))
        (i64.store32 offset=32784 (local.get $i) (i64.load32_s (local.get $i)))
        (i64.store16 offset=32788 (local.get $i) (i64.load16_s (local.get $i)))
        (i64.store8 offset=32790 (local.get $i) (i64.load8_u (local.get $i)))
        (br_if $places (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 32))) (i32.const 16352))))
      (br_if $again (local.tee $rounds (i32.sub (local.get $rounds) (i32.const 1)))))))
