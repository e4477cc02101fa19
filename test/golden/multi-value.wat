;; A function with two results needs a type for the block around its body: it is appended.
(module
  (func $swap (param $a i64) (param $b f32) (result f32 i64)
    (local.get $b)
    (local.get $a))
  (func $f (export "f") (result i64)
    (call $swap (i64.const 1) (f32.const 2))
    (block (param f32 i64) (result i64)
      (drop)
      (drop)
      (i64.const 3))))
