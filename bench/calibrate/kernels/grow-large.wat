;; One growth by 1,000 pages, every 4 KiB of them touched.
(module
  (memory (export "memory") 1 1024)
  (func (export "run")
    (local $at i32)
    (drop (memory.grow (i32.const 1000)))
    (local.set $at (i32.const 65536))
    (loop $touch
      (i32.store (local.get $at) (i32.const 1))
      (br_if $touch (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4096))) (i32.const 65536000))))))
