;; A tokeniser: br_table over four states and the classes of a text that repeats every 16 bytes.
(module
  (memory (export "memory") 1 1)
  (data (i32.const 0) "let x = 42 + y;\0a")
  (func (export "run")
    (local $n i32) (local $i i32) (local $c i32) (local $words i32) (local $digits i32) (local $others i32)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $c (i32.load8_u (i32.and (local.get $n) (i32.const 15))))
      (block $done
        (block $other (block $letter (block $digit (block $space
          (br_table $space $digit $other $letter $other (i32.shr_u (i32.sub (local.get $c) (i32.const 32)) (i32.const 4))))
          (local.set $i (i32.add (local.get $i) (i32.const 1))) (br $done))
          (local.set $digits (i32.add (local.get $digits) (i32.const 1))) (br $done))
          (local.set $words (i32.add (local.get $words) (i32.const 1))) (br $done))
        (local.set $others (i32.add (local.get $others) (local.get $c))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store offset=64 (i32.const 0)
      (i32.add (i32.add (local.get $words) (local.get $digits)) (i32.add (local.get $i) (local.get $others))))))
