;; Independent loads and stores at random places of 32 MiB: misses that overlap.
(module
  (memory (export "memory") 1024 1024)
  (func (export "run")
    (local $n i32) (local $x i32) (local $sum i32)
    (local.set $n (i32.const 50000))
    (local.set $x (i32.load (i32.const 0)))
    (loop $next
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (local.set $sum (i32.add (local.get $sum) (i32.load offset=64 (i32.shr_u (local.get $x) (i32.const 7)))))
      (i32.store8 offset=33554432 (i32.shr_u (local.get $x) (i32.const 8)) (local.get $n))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 0) (local.get $x))
    (i32.store offset=4 (i32.const 0) (local.get $sum))))
