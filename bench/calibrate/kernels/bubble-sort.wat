;; Bubble sort of 300 pseudo-random i32.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $i i32) (local $n i32) (local $x i32) (local $a i32) (local $b i32)
    (local.set $x (i32.const 99))
    (loop $fill
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223)))
      (i32.store (local.get $i) (local.get $x))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (i32.const 1200))))
    (local.set $n (i32.const 1196))
    (loop $passes
      (local.set $i (i32.const 0))
      (loop $pairs
        (local.set $a (i32.load (local.get $i)))
        (local.set $b (i32.load offset=4 (local.get $i)))
        (if (i32.gt_s (local.get $a) (local.get $b))
          (then
            (i32.store (local.get $i) (local.get $b))
            (i32.store offset=4 (local.get $i) (local.get $a))))
        (br_if $pairs (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 4))) (local.get $n))))
      (br_if $passes (local.tee $n (i32.sub (local.get $n) (i32.const 4)))))))
