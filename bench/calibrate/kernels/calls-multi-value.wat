;; Calls that return two and four values.
(module
  (memory (export "memory") 1 1)
  (func $divmod (param i32 i32) (result i32 i32)
    (i32.div_u (local.get 0) (local.get 1)) (i32.rem_u (local.get 0) (local.get 1)))
  (func $rotate (param i32 i32 i32 i32) (result i32 i32 i32 i32)
    (local.get 1) (local.get 2) (local.get 3) (local.get 0))
  (func (export "run")
    (local $n i32) (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local.set $n (i32.const 30000))
    (loop $next
      (call $divmod (local.get $n) (i32.add (i32.and (local.get $d) (i32.const 15)) (i32.const 3)))
      (local.set $a) (local.set $b)
      (call $rotate (local.get $a) (local.get $b) (local.get $c) (local.get $n))
      (local.set $a) (local.set $b) (local.set $c) (local.set $d)
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 0) (i32.add (local.get $a) (local.get $d)))))
