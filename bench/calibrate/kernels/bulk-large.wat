;; memory.copy and memory.fill of 16 MiB: nothing is in a cache.
(module
  (memory (export "memory") 1024 1024)
  (func (export "run")
    (memory.copy (i32.const 33554433) (i32.const 1) (i32.const 16777216))
    (memory.fill (i32.const 16777216) (i32.const 7) (i32.const 16777216))))
