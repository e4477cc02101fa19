;; Counting 30,000 keys in a table of 4,096 slots with linear probing.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32) (local $key i32) (local $slot i32) (local $seen i32)
    (loop $clear
      (i64.store (local.get $i) (i64.const 0))
      (br_if $clear (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 8))) (i32.const 32768))))
    (local.set $i (i32.const 30000))
    (loop $keys
      (local.set $key (i32.add (i32.rem_u (i32.mul (local.get $i) (i32.const 40503)) (i32.const 1999)) (i32.const 1)))
      (local.set $slot (i32.and (i32.shr_u (i32.mul (local.get $key) (i32.const 0x9e3779b1)) (i32.const 17))
        (i32.const 0x7ff8)))
      (block $found
        (loop $probe
          (local.set $seen (i32.load (local.get $slot)))
          (br_if $found (i32.eq (local.get $seen) (local.get $key)))
          (if (i32.eqz (local.get $seen))
            (then (i32.store (local.get $slot) (local.get $key)) (br $found)))
          (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 8)) (i32.const 0x7ff8)))
          (br $probe)))
      (i32.store offset=4 (local.get $slot) (i32.add (i32.load offset=4 (local.get $slot)) (i32.const 1)))
      (br_if $keys (local.tee $i (i32.sub (local.get $i) (i32.const 1)))))))
