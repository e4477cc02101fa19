;; CRC-32 of 64 KiB by a table of 256 entries.
(module
  (memory (export "memory") 2 2)
  (func (export "setup")
    (local $i i32) (local $k i32) (local $c i32)
    (loop $entries
      (local.set $c (local.get $i))
      (local.set $k (i32.const 8))
      (loop $bits
        (local.set $c (i32.xor (i32.shr_u (local.get $c) (i32.const 1))
          (i32.and (i32.sub (i32.const 0) (i32.and (local.get $c) (i32.const 1))) (i32.const 0xedb88320))))
        (br_if $bits (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (i32.store (i32.shl (local.get $i) (i32.const 2)) (local.get $c))
      (br_if $entries (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 256)))))
  (func (export "run")
    (local $i i32) (local $c i32)
    (local.set $c (i32.const -1))
    (loop $bytes
      (local.set $c (i32.xor (i32.shr_u (local.get $c) (i32.const 8))
        (i32.load (i32.shl (i32.and (i32.xor (local.get $c) (i32.load8_u offset=65536 (local.get $i)))
          (i32.const 255)) (i32.const 2)))))
      (br_if $bytes (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
    (i32.store offset=2048 (i32.const 0) (local.get $c))))
