;; Direct calls of small leaves, with and without parameters.
(module
  (memory (export "memory") 1 1)
  (func $add (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func $one (result i32) (i32.const 1))
  (func $six (param i32 i32 i32 i64 i64 i64) (result i64)
    (i64.add (i64.extend_i32_u (i32.add (local.get 0) (local.get 2))) (i64.add (local.get 3) (local.get 5))))
  (func (export "run")
    (local $n i32) (local $x i32) (local $y i64)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $x (call $add (local.get $x) (call $one)))
      (local.set $x (call $add (local.get $x) (local.get $n)))
      (local.set $y (call $six (local.get $x) (local.get $n) (local.get $n) (local.get $y) (i64.const 5) (i64.const 6)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i64.store (i32.const 0) (i64.add (local.get $y) (i64.extend_i32_u (local.get $x))))))
