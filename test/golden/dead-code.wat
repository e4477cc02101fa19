;; Code that cannot be reached is neither charged nor tested, also when it would be valid to run it. Calls, returns
;; and accesses to locals are rewritten there too, because types and indices would be wrong otherwise.
(module
  (memory 1)
  (func $f (export "f") (param $n i32) (result i32)
    (local $wide i64)
    (block $skipped
      (return (local.get $n))
      (drop (memory.grow (i32.const 1)))
      (local.set $wide (local.get $wide))
      (return (call $f (i32.const 1))))
    (loop $never (br $never))
    (i32.const 2)))
