;; memory.copy and memory.fill of 0, 1, 15 and 17 bytes.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 5000))
    (loop $next
      (memory.copy (i32.const 100) (i32.const 200) (i32.const 0))
      (memory.copy (i32.const 101) (i32.const 203) (i32.const 1))
      (memory.copy (i32.const 102) (i32.const 207) (i32.const 15))
      (memory.copy (i32.const 103) (i32.const 211) (i32.const 17))
      (memory.fill (i32.const 300) (i32.const 1) (i32.const 0))
      (memory.fill (i32.const 301) (i32.const 2) (i32.const 1))
      (memory.fill (i32.const 302) (i32.const 3) (i32.const 15))
      (memory.fill (i32.const 303) (i32.const 4) (i32.const 17))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
