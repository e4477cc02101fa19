;; table.get, set, fill, copy and init of few entries; such an instance is not used again.
(module
  (memory (export "memory") 1 1)
  (table $t 1000 1000 funcref)
  (elem $passive func $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f $f)
  (func $f)
  (func (export "run")
    (local $n i32)
    (local.set $n (i32.const 300))
    (loop $next
      (table.set $t (i32.const 3) (table.get $t (i32.const 5)))
      (table.fill $t (i32.const 0) (ref.null func) (i32.const 7))
      (table.init $t $passive (i32.const 0) (i32.const 0) (i32.const 16))
      (table.copy $t $t (i32.const 20) (i32.const 0) (i32.const 17))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
