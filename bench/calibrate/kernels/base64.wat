;; Base64 of 48 KiB by a table of 64 characters.
(module
  (memory (export "memory") 3 3)
  (data (i32.const 131072) "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  (func (export "run")
    (local $i i32) (local $o i32) (local $x i32)
    (local.set $o (i32.const 65536))
    (loop $groups
      (local.set $x (i32.or (i32.or
        (i32.shl (i32.load8_u (local.get $i)) (i32.const 16))
        (i32.shl (i32.load8_u offset=1 (local.get $i)) (i32.const 8)))
        (i32.load8_u offset=2 (local.get $i))))
      (i32.store8 (local.get $o)
        (i32.load8_u offset=131072 (i32.shr_u (local.get $x) (i32.const 18))))
      (i32.store8 offset=1 (local.get $o)
        (i32.load8_u offset=131072 (i32.and (i32.shr_u (local.get $x) (i32.const 12)) (i32.const 63))))
      (i32.store8 offset=2 (local.get $o)
        (i32.load8_u offset=131072 (i32.and (i32.shr_u (local.get $x) (i32.const 6)) (i32.const 63))))
      (i32.store8 offset=3 (local.get $o)
        (i32.load8_u offset=131072 (i32.and (local.get $x) (i32.const 63))))
      (local.set $o (i32.add (local.get $o) (i32.const 4)))
      (br_if $groups (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 3))) (i32.const 49152))))))
