;; Naive search of an 8-byte needle in 64 KiB of text that holds many of its prefixes.
(module
  (memory (export "memory") 2 2)
  (data (i32.const 65536) "abacabad")
  (func (export "setup")
    (local $i i32) (local $x i32)
    (loop $fill
      (local.set $x (i32.add (i32.mul (local.get $x) (i32.const 1103515245)) (i32.const 12345)))
      (i32.store8 (local.get $i)
        (i32.add (i32.const 97) (i32.and (i32.shr_u (local.get $x) (i32.const 20)) (i32.const 3))))
      (br_if $fill (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65520)))))
  (func (export "run")
    (local $i i32) (local $k i32) (local $found i32)
    (loop $start
      (local.set $k (i32.const 0))
      (block $differs
        (loop $compare
          (br_if $differs (i32.ne
            (i32.load8_u (i32.add (local.get $i) (local.get $k)))
            (i32.load8_u offset=65536 (local.get $k))))
          (br_if $compare (i32.lt_u (local.tee $k (i32.add (local.get $k) (i32.const 1))) (i32.const 8))))
        (local.set $found (i32.add (local.get $found) (i32.const 1))))
      (br_if $start (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65500))))
    (i32.store offset=65600 (i32.const 0) (local.get $found))))
