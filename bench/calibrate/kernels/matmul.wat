;; Product of two 64 x 64 matrices of f64, the inner loop over rows of both.
(module
  (memory (export "memory") 2 2)
  (func (export "run")
    (local $i i32) (local $j i32) (local $k i32) (local $sum f64) (local $a i32) (local $b i32)
    (local.set $i (i32.const 0))
    (loop $rows
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $sum (f64.const 0))
        (local.set $a (i32.mul (local.get $i) (i32.const 512)))
        (local.set $b (i32.add (i32.const 32768) (i32.mul (local.get $j) (i32.const 512))))
        (local.set $k (i32.const 64))
        (loop $dot
          (local.set $sum (f64.add (local.get $sum)
            (f64.mul (f64.load (local.get $a)) (f64.load (local.get $b)))))
          (local.set $a (i32.add (local.get $a) (i32.const 8)))
          (local.set $b (i32.add (local.get $b) (i32.const 8)))
          (br_if $dot (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
        (f64.store offset=65536
          (i32.add (i32.mul (local.get $i) (i32.const 512)) (i32.mul (local.get $j) (i32.const 8)))
          (local.get $sum))
        (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 64))))
      (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 64))))))
