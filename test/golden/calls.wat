;; An import call is tested on both sides and ends its segment, an internal call does neither. The imported
;; function in the table is replaced by a wrapper that tests.
(module
  (type $t (func (param i32) (result i32)))
  (import "env" "host" (func $host (type $t)))
  (table 2 funcref)
  (elem (i32.const 0) func $host $inner)
  (func $inner (type $t) (local.get 0))
  (func $f (export "f") (type $t)
    (call $inner (call $host (local.get 0)))
    (call_indirect (type $t) (local.get 0) (i32.const 1))
    (i32.add)))
