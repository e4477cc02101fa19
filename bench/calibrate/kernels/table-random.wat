;; br_table with 16 targets chosen by a generator: the processor cannot foresee one.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i64) (local $y i32)
    (local.set $n (i32.const 30000))
    (local.set $x (i64.load (i32.const 0)))
    (loop $next
      (local.set $x (i64.add (i64.mul (local.get $x) (i64.const 6364136223846793005)) (i64.const 1442695040888963407)))
      (block $done
        (block $f (block $e (block $d (block $c (block $b (block $a (block $9 (block $8
        (block $7 (block $6 (block $5 (block $4 (block $3 (block $2 (block $1 (block $0
          (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 $a $b $c $d $e $f
            (i32.wrap_i64 (i64.shr_u (local.get $x) (i64.const 60)))))
          (local.set $y (i32.add (local.get $y) (i32.const 1))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 2))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 3))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 4))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 5))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 6))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 7))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 8))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 9))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 10))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 11))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 12))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 13))) (br $done))
          (local.set $y (i32.xor (local.get $y) (i32.const 14))) (br $done))
          (local.set $y (i32.add (local.get $y) (i32.const 15))) (br $done))
        (local.set $y (i32.xor (local.get $y) (i32.const 16))) (br $done))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    ;; The next run goes on in the sequence: the processor would learn one that repeats.
    (i64.store (i32.const 0) (local.get $x))
    (i32.store (i32.const 8) (local.get $y))))
