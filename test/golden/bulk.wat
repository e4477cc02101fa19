;; Every bulk operation is a segment of its own, charged by length and tested before it runs.
(module
  (memory 1)
  (data $d "abc")
  (func $f (export "f") (param $n i32)
    nop
    (memory.fill (i32.const 0) (i32.const 1) (local.get $n))
    (memory.copy (i32.const 0) (i32.const 8) (local.get $n))
    (memory.init $d (i32.const 0) (i32.const 0) (i32.const 3))
    (data.drop $d)
    nop))
