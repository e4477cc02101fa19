;; An escrow for the token beside it: holds tokens until the buyer releases them to the seller, or the seller gives
;; them back; the arbiter may do both. Whoever pays sends the tokens to the escrow's address.
;;
;; Call data: in the first run, at its end token, seller, arbiter, price as u64; then 1 to release, 2 to refund.
;; Storage: token, seller, arbiter, price, buyer, 1 once it is closed; at 0x100 in memory.
(module
  (import "shard" "storageSize" (func $storageSize (result i32)))
  (import "shard" "storageResize" (func $storageResize (param i32)))
  (import "shard" "readStorage" (func $readStorage (param i32 i32 i32)))
  (import "shard" "setStorage" (func $setStorage (param i32 i32 i32)))
  (import "shard" "call" (func $call (param i64 i32 i32 i32 i32) (result i32)))
  (import "shard" "callDataSize" (func $callDataSize (result i32)))
  (import "shard" "callDataCopy" (func $callDataCopy (param i32 i32 i32)))
  (import "shard" "getCaller" (func $getCaller (param i32)))
  (import "shard" "revert" (func $revert (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x220) "malformed call")
  (data (i32.const 0x240) "you may not")
  (data (i32.const 0x260) "it is closed")
  (data (i32.const 0x280) "the token refused")

  (func $isSame (param $a i32) (param $b i32) (result i32)
    (i64.eqz (i64.or
      (i64.or
        (i64.xor (i64.load (local.get $a)) (i64.load (local.get $b)))
        (i64.xor (i64.load offset=8 (local.get $a)) (i64.load offset=8 (local.get $b))))
      (i64.xor (i64.load32_u offset=16 (local.get $a)) (i64.load32_u offset=16 (local.get $b))))))

  (func $require (param $condition i32) (param $text i32) (param $length i32)
    (if (i32.eqz (local.get $condition)) (then (call $revert (local.get $text) (local.get $length)))))

  ;; Pays to an address, if the caller (at 0x1a0) is another or the arbiter. Closes first.
  (func $pay (param $to i32) (param $by i32)
    (call $require
      (i32.or (call $isSame (i32.const 0x1a0) (local.get $by)) (call $isSame (i32.const 0x1a0) (i32.const 0x128)))
      (i32.const 0x240) (i32.const 11))
    (call $require (i32.eqz (i32.load8_u (i32.const 0x158))) (i32.const 0x260) (i32.const 12))
    (i32.store8 (i32.const 0x158) (i32.const 1))
    (call $setStorage (i32.const 0) (i32.const 0x100) (i32.const 89))
    (i32.store8 (i32.const 0x300) (i32.const 1))
    (memory.copy (i32.const 0x301) (local.get $to) (i32.const 20))
    (i64.store (i32.const 0x315) (i64.load (i32.const 0x13c)))
    (call $require
      (i32.eqz (call $call (i64.const 0x7fffffffffffffff) (i32.const 0x100) (i32.const 0x340)
        (i32.const 0x300) (i32.const 29)))
      (i32.const 0x280) (i32.const 17)))

  (func (export "main")
    (call $getCaller (i32.const 0x1a0))
    (if (i32.eqz (call $storageSize))
      (then
        (call $require (i32.ge_u (call $callDataSize) (i32.const 68)) (i32.const 0x220) (i32.const 14))
        (call $callDataCopy (i32.const 0x100) (i32.sub (call $callDataSize) (i32.const 68)) (i32.const 68))
        (memory.copy (i32.const 0x144) (i32.const 0x1a0) (i32.const 20))
        (call $storageResize (i32.const 89))
        (call $setStorage (i32.const 0) (i32.const 0x100) (i32.const 89))
        (return)))
    (call $require (i32.eq (call $callDataSize) (i32.const 1)) (i32.const 0x220) (i32.const 14))
    (call $callDataCopy (i32.const 0x1c0) (i32.const 0) (i32.const 1))
    (call $readStorage (i32.const 0) (i32.const 0x100) (i32.const 89))
    (if (i32.eq (i32.load8_u (i32.const 0x1c0)) (i32.const 1))
      (then (call $pay (i32.const 0x114) (i32.const 0x144)) (return)))
    (if (i32.eq (i32.load8_u (i32.const 0x1c0)) (i32.const 2))
      (then (call $pay (i32.const 0x144) (i32.const 0x114)) (return)))
    (call $revert (i32.const 0x220) (i32.const 14))))
