;; call_indirect of one of two small leaves, in turn.
(module
  (type $binary (func (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (table 2 2 funcref)
  (elem (i32.const 0) $add $xor)
  (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
  (func $xor (type $binary) (i32.xor (local.get 0) (local.get 1)))
  (func (export "run")
    (local $n i32) (local $x i32)
    (local.set $n (i32.const 100000))
    (loop $next
      (local.set $x (call_indirect (type $binary)
        (local.get $x) (local.get $n) (i32.and (local.get $n) (i32.const 1))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.store (i32.const 0) (local.get $x))))
