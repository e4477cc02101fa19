;; popcnt, clz, ctz and rotations by amounts that vary.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i32) (local $y i64)
    (local.set $n (i32.const 100000))
    (loop $next
      (local.set $x (i32.add (i32.rotl (local.get $x) (i32.clz (local.get $n)))
        (i32.add (i32.popcnt (local.get $n)) (i32.ctz (local.get $n)))))
      (local.set $y (i64.xor (i64.rotr (local.get $y) (i64.extend_i32_u (local.get $x)))
        (i64.add (i64.popcnt (local.get $y)) (i64.clz (local.get $y)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (i64.add (local.get $y) (i64.extend_i32_u (local.get $x))))))
