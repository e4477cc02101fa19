;; memory.grow becomes a call of an appended function; the memory's maximum becomes the frame's.
(module
  (memory (export "memory") 1 2000)
  (func $f (export "f") (param $n i32) (result i32)
    (i32.add (memory.grow (local.get $n)) (memory.size))))
