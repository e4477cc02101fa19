;; A counter that its owner moves to another shard and back, with its count. When it cannot pay its rent it sleeps;
;; who wakes it finds the count as it was. It needs no code for that: a contract moves and wakes whole.
;;
;; Call data: nothing to count, which finishes with the count as u64; a shard as u32 to move there.
;; Storage: the count, the owner. Integers are little-endian.
(module
  (import "shard" "storageSize" (func $storageSize (result i32)))
  (import "shard" "storageResize" (func $storageResize (param i32)))
  (import "shard" "readStorage" (func $readStorage (param i32 i32 i32)))
  (import "shard" "setStorage" (func $setStorage (param i32 i32 i32)))
  (import "shard" "callDataSize" (func $callDataSize (result i32)))
  (import "shard" "callDataCopy" (func $callDataCopy (param i32 i32 i32)))
  (import "shard" "getCaller" (func $getCaller (param i32)))
  (import "shard" "yank" (func $yank (param i32)))
  (import "shard" "finish" (func $finish (param i32 i32)))
  (import "shard" "revert" (func $revert (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x40) "only the owner moves it")

  ;; Whether 20 bytes are equal.
  (func $isSame (param $a i32) (param $b i32) (result i32)
    (i64.eqz (i64.or
      (i64.or
        (i64.xor (i64.load (local.get $a)) (i64.load (local.get $b)))
        (i64.xor (i64.load offset=8 (local.get $a)) (i64.load offset=8 (local.get $b))))
      (i64.xor (i64.load32_u offset=16 (local.get $a)) (i64.load32_u offset=16 (local.get $b))))))

  ;; The count at 0, the owner at 8, the caller at 0x20, a shard at 0x34.
  (func (export "main")
    (call $getCaller (i32.const 0x20))
    (if (i32.eqz (call $storageSize))
      (then
        (call $storageResize (i32.const 28))
        (call $setStorage (i32.const 8) (i32.const 0x20) (i32.const 20))
        (return)))
    (call $readStorage (i32.const 0) (i32.const 0) (i32.const 28))
    (if (i32.eq (call $callDataSize) (i32.const 4))
      (then
        (if (i32.eqz (call $isSame (i32.const 8) (i32.const 0x20)))
          (then (call $revert (i32.const 0x40) (i32.const 23))))
        (call $callDataCopy (i32.const 0x34) (i32.const 0) (i32.const 4))
        (call $yank (i32.load (i32.const 0x34)))
        (return)))
    (i64.store (i32.const 0) (i64.add (i64.load (i32.const 0)) (i64.const 1)))
    (call $setStorage (i32.const 0) (i32.const 0) (i32.const 8))
    (call $finish (i32.const 0) (i32.const 8))))
