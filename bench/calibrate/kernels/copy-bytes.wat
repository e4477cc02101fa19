;; memcpy written as a loop over bytes.
(module
  (memory (export "memory") 2 2)
  (func (export "run")
    (local $i i32)
    (loop $bytes
      (i32.store8 offset=65536 (local.get $i) (i32.load8_u (local.get $i)))
      (br_if $bytes (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))))
