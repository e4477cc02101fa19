;; memory.init of 0, 1, 15, 17 and 97 bytes of a passive segment.
(module
  (memory (export "memory") 1 1)
  (data $passive "The quick brown fox jumps over the lazy dog. The quick brown fox jumps over the lazy dog. Pack my box")
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 5000))
    (loop $next
      (memory.init $passive (i32.const 10) (i32.const 0) (i32.const 0))
      (memory.init $passive (i32.const 11) (i32.const 1) (i32.const 1))
      (memory.init $passive (i32.const 12) (i32.const 2) (i32.const 15))
      (memory.init $passive (i32.const 13) (i32.const 3) (i32.const 17))
      (memory.init $passive (i32.const 14) (i32.const 1) (i32.const 97))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
