;; Loads and stores of eight bytes across the borders of cache lines and of 4 KiB pages.
(module
  (memory (export "memory") 4 4)
  (func (export "run")
    (local $n i32) (local $at i32) (local $x i64)
    (local.set $n (i32.const 20000))
    (loop $next
      (local.set $at (i32.add (i32.and (i32.mul (local.get $n) (i32.const 4096)) (i32.const 0x3e000)) (i32.const 4089)))
      (local.set $x (i64.add (local.get $x) (i64.load align=1 (local.get $at))))
      (i64.store align=1 (local.get $at) (local.get $x))
      (local.set $x (i64.xor (i64.load offset=1 align=1 (local.get $at)) (local.get $x)))
      (i64.store offset=68 align=1 (local.get $at) (local.get $x))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
