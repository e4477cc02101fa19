;; memory.copy and memory.fill of 65,537 bytes, forwards and backwards onto themselves.
(module
  (memory (export "memory") 4 4)
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 100))
    (loop $next
      (memory.copy (i32.const 1) (i32.const 0) (i32.const 65537))
      (memory.copy (i32.const 0) (i32.const 1) (i32.const 65537))
      (memory.copy (i32.const 131075) (i32.const 3) (i32.const 65537))
      (memory.fill (i32.const 131071) (i32.const 7) (i32.const 65537))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
