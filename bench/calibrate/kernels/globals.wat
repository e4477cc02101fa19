;; State in mutable globals, as a C stack pointer or a counter is.
(module
  (memory (export "memory") 1 1)
  (global $a (mut i32) (i32.const 0))
  (global $b (mut i64) (i64.const 0))
  (global $c (mut f64) (f64.const 0))
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 100000))
    (global.set $c (f64.const 0))
    (loop $next
      (global.set $a (i32.add (global.get $a) (local.get $n)))
      (global.set $b (i64.add (global.get $b) (i64.extend_i32_u (global.get $a))))
      (global.set $c (f64.add (global.get $c) (f64.const 1)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
