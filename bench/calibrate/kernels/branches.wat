;; A chain of br_if on a counter's bits: many branches, all with a short period.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x i32)
    (local.set $n (i32.const 100000))
    (loop $next
      (block $a (br_if $a (i32.and (local.get $n) (i32.const 1)))
        (local.set $x (i32.add (local.get $x) (i32.const 1))))
      (block $b (br_if $b (i32.and (local.get $n) (i32.const 2)))
        (local.set $x (i32.xor (local.get $x) (i32.const 3))))
      (block $c (br_if $c (i32.and (local.get $n) (i32.const 4)))
        (local.set $x (i32.add (local.get $x) (i32.const 5))))
      (if (i32.and (local.get $n) (i32.const 3))
        (then (local.set $x (i32.sub (local.get $x) (i32.const 7))))
        (else (local.set $x (i32.add (local.get $x) (local.get $n)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 0) (local.get $x))))
