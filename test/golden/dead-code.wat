;; Code that cannot be reached is neither charged nor rewritten, also when it would be valid to run it.
(module
  (memory 1)
  (func $f (export "f") (param $n i32) (result i32)
    (block $skipped
      (return (local.get $n))
      (drop (memory.grow (i32.const 1)))
      (return (i32.const 1)))
    (loop $never (br $never))
    (i32.const 2)))
