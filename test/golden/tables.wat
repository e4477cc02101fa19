;; Table operations: as bulk; those that change a table or drop a segment make the instance dirty. The table's
;; maximum becomes the profile's.
(module
  (table $t 4 funcref)
  (elem $e func $f)
  (func $f (export "f") (param $n i32)
    (table.set $t (i32.const 0) (table.get $t (i32.const 1)))
    (table.fill $t (i32.const 0) (ref.null func) (local.get $n))
    (table.init $t $e (i32.const 0) (i32.const 0) (i32.const 1))
    (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 2))
    (elem.drop $e)
    (drop (table.grow $t (ref.func $f) (local.get $n)))
    (drop (table.size $t))))
