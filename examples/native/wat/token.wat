;; A token for up to 1,024 holders, whose storage is its memory from 0x8000 on: a table of slots of 32 bytes, each an
;; address, 1 if it is used (+20), and the balance (+24). There is no other code for storage than loads and stores.
;;
;; Call data: in the first run, at its end the supply as u64, so that the arguments [bytes] are fine; then 1, receiver, amount as u64 for a transfer; 2, owner for a balance.
;; Integers are little-endian.
(module
  (@custom "pbevm.storage-memory" "\00\80\00\00")
  (import "shard" "storageSize" (func $storageSize (result i32)))
  (import "shard" "storageResize" (func $storageResize (param i32)))
  (import "shard" "callDataSize" (func $callDataSize (result i32)))
  (import "shard" "callDataCopy" (func $callDataCopy (param i32 i32 i32)))
  (import "shard" "getCaller" (func $getCaller (param i32)))
  (import "shard" "log" (func $log (param i32 i32 i32 i32 i32 i32 i32)))
  (import "shard" "finish" (func $finish (param i32 i32)))
  (import "shard" "revert" (func $revert (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 0x200) "insufficient balance")
  (data (i32.const 0x220) "malformed call")
  (data (i32.const 0x240) "the table is full")
  (data (i32.const 0x260) "Transfer")

  ;; Whether 20 bytes are equal.
  (func $isSame (param $a i32) (param $b i32) (result i32)
    (i64.eqz (i64.or
      (i64.or
        (i64.xor (i64.load (local.get $a)) (i64.load (local.get $b)))
        (i64.xor (i64.load offset=8 (local.get $a)) (i64.load offset=8 (local.get $b))))
      (i64.xor (i64.load32_u offset=16 (local.get $a)) (i64.load32_u offset=16 (local.get $b))))))

  ;; The slot of an address, or a free one that is for it.
  (func $slot (param $address i32) (result i32)
    (local $at i32) (local $left i32)
    (local.set $at (i32.shl (i32.and (i32.load (local.get $address)) (i32.const 1023)) (i32.const 5)))
    (local.set $left (i32.const 1024))
    (loop $next
      (if (i32.or
            (i32.eqz (i32.load8_u offset=0x8014 (local.get $at)))
            (call $isSame (i32.add (i32.const 0x8000) (local.get $at)) (local.get $address)))
        (then (return (i32.add (i32.const 0x8000) (local.get $at)))))
      (local.set $at (i32.and (i32.add (local.get $at) (i32.const 32)) (i32.const 0x7fff)))
      (br_if $next (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
    (call $revert (i32.const 0x240) (i32.const 17))
    (unreachable))

  ;; Adds to the balance of an address, which has a slot from now on.
  (func $credit (param $address i32) (param $amount i64)
    (local $slot i32)
    (local.set $slot (call $slot (local.get $address)))
    (memory.copy (local.get $slot) (local.get $address) (i32.const 20))
    (i32.store8 offset=20 (local.get $slot) (i32.const 1))
    (i64.store offset=24 (local.get $slot)
      (i64.add (i64.load offset=24 (local.get $slot)) (local.get $amount))))

  ;; Sender at 0x100, receiver at 0x121, amount at 0x135.
  (func $transfer
    (local $from i32) (local $amount i64)
    (local.set $amount (i64.load (i32.const 0x135)))
    (local.set $from (call $slot (i32.const 0x100)))
    (if (i32.or (i64.eqz (local.get $amount))
                (i64.lt_u (i64.load offset=24 (local.get $from)) (local.get $amount)))
      (then (call $revert (i32.const 0x200) (i32.const 20))))
    (i64.store offset=24 (local.get $from) (i64.sub (i64.load offset=24 (local.get $from)) (local.get $amount)))
    (call $credit (i32.const 0x121) (local.get $amount))
    ;; An event: sender, receiver, amount.
    (memory.copy (i32.const 0x10d) (i32.const 0x100) (i32.const 20))
    (call $log (i32.const 0x10d) (i32.const 48) (i32.const 1) (i32.const 0x260)
      (i32.const 0) (i32.const 0) (i32.const 0)))

  (func (export "main")
    (local $size i32)
    (call $getCaller (i32.const 0x100))
    (local.set $size (call $callDataSize))
    (if (i32.gt_u (local.get $size) (i32.const 29)) (then (call $revert (i32.const 0x220) (i32.const 14))))
    (call $callDataCopy (i32.const 0x120) (i32.const 0) (local.get $size))
    (if (i32.eqz (call $storageSize))
      (then
        (if (i32.lt_u (local.get $size) (i32.const 8)) (then (call $revert (i32.const 0x220) (i32.const 14))))
        (call $callDataCopy (i32.const 0x120) (i32.sub (local.get $size) (i32.const 8)) (i32.const 8))
        (call $storageResize (i32.const 0x8000))
        (call $credit (i32.const 0x100) (i64.load (i32.const 0x120)))
        (return)))
    (if (i32.and (i32.eq (local.get $size) (i32.const 29)) (i32.eq (i32.load8_u (i32.const 0x120)) (i32.const 1)))
      (then (call $transfer) (return)))
    (if (i32.and (i32.eq (local.get $size) (i32.const 21)) (i32.eq (i32.load8_u (i32.const 0x120)) (i32.const 2)))
      (then (call $finish (i32.add (call $slot (i32.const 0x121)) (i32.const 24)) (i32.const 8))))
    (call $revert (i32.const 0x220) (i32.const 14))))
