;; Branches that carry values to the function's label arrive in front of the code that lowers the height.
(module
  (func $f (export "f") (param $n i32) (result i32)
    (i32.add
      (block $one (result i32)
        (i32.const 1)
        (br_if $one (local.get $n))
        (br_if 1 (i32.const 0)))
      (if (result i32) (local.get $n)
        (then (return (i32.const 7)))
        (else (i32.const 2))))))
