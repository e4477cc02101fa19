;; A pointer chase: a random permutation of the 524,288 cache lines of 32 MiB, in one cycle (Sattolo).
(module
  (memory (export "memory") 1024 1024)
  (func (export "setup")
    (local $i i32) (local $j i32) (local $x i64) (local $t i32)
    (loop $fill
      (i32.store (i32.shl (local.get $i) (i32.const 6)) (i32.shl (local.get $i) (i32.const 6)))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 524288))))
    (local.set $i (i32.const 524287))
    (loop $shuffle
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (local.set $j (i32.shl
        (i32.wrap_i64 (i64.rem_u (i64.shr_u (local.get $x) (i64.const 33)) (i64.extend_i32_u (local.get $i))))
        (i32.const 6)))
      (local.set $t (i32.load (i32.shl (local.get $i) (i32.const 6))))
      (i32.store (i32.shl (local.get $i) (i32.const 6)) (i32.load (local.get $j)))
      (i32.store (local.get $j) (local.get $t))
      (br_if $shuffle (local.tee $i (i32.sub (local.get $i) (i32.const 1))))))
  (func (export "run")
    (local $n i32) (local $p i32)
    (local.set $n (i32.const 100000))
    (local.set $p (i32.load offset=4 (i32.const 0)))
    (loop $next
      (local.set $p (i32.load (local.get $p)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    ;; The next run goes on where this one ended.
    (i32.store offset=4 (i32.const 0) (local.get $p))))
