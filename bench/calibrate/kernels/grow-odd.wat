;; Growths by 0, 1, 7, 30, 0, 1, 7, 30 .. pages to 1,000; every 4 KiB of the new pages is touched.
(module
  (memory (export "memory") 1 1024)
  (data (i32.const 0) "\00\01\07\1e")
  (func (export "run")
    (local $n i32) (local $at i32) (local $end i32)
    (loop $next
      (local.set $at (i32.shl
        (memory.grow (i32.load8_u (i32.and (local.get $n) (i32.const 3)))) (i32.const 16)))
      (local.set $end (i32.shl (memory.size) (i32.const 16)))
      (block $done
        (loop $touch
          (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
          (i32.store (local.get $at) (i32.const 1))
          (local.set $at (i32.add (local.get $at) (i32.const 4096)))
          (br $touch)))
      (br_if $next (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 104))))))
