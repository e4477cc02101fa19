;; Levenshtein distance of two strings of 200 bytes, one row kept.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32) (local $j i32) (local $diagonal i32) (local $above i32) (local $best i32) (local $c i32)
    (loop $first
      (i32.store offset=1024 (i32.shl (local.get $j) (i32.const 2)) (local.get $j))
      (br_if $first (i32.le_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 200))))
    (loop $rows
      (local.set $diagonal (local.get $i))
      (local.set $best (i32.add (local.get $i) (i32.const 1)))
      (i32.store offset=1024 (i32.const 0) (local.get $best))
      (local.set $c (i32.and (i32.mul (local.get $i) (i32.const 7)) (i32.const 15)))
      (local.set $j (i32.const 0))
      (loop $columns
        (local.set $above (i32.load offset=1028 (i32.shl (local.get $j) (i32.const 2))))
        (local.set $diagonal (i32.add (local.get $diagonal)
          (i32.ne (local.get $c) (i32.and (i32.mul (local.get $j) (i32.const 5)) (i32.const 15)))))
        (local.set $best (i32.add (i32.const 1)
          (select (local.get $best) (local.get $above) (i32.lt_u (local.get $best) (local.get $above)))))
        (local.set $best
          (select (local.get $best) (local.get $diagonal) (i32.lt_u (local.get $best) (local.get $diagonal))))
        (local.set $diagonal (local.get $above))
        (i32.store offset=1028 (i32.shl (local.get $j) (i32.const 2)) (local.get $best))
        (br_if $columns (i32.lt_u (local.tee $j (i32.add (local.get $j) (i32.const 1))) (i32.const 200))))
      (br_if $rows (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 200))))))
