;; 1,000 growths by one page; each page is touched once.
(module
  (memory (export "memory") 1 1024)
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 1000))
    (loop $next
      (i32.store (i32.shl (memory.grow (i32.const 1)) (i32.const 16)) (i32.const 1))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
