;; table.grow to 10,000 entries in odd steps, then fill and overlapping copies of almost all of it.
(module
  (memory (export "memory") 1 1)
  (table $t 0 10000 funcref)
  (func $f)
  (elem declare func $f)
  (func (export "run")
    (local $n i32)
    (loop $grow
      (drop (table.grow $t (ref.func $f) (i32.const 33)))
      (br_if $grow (i32.lt_u (table.size $t) (i32.const 9999))))
    (local.set $n (i32.const 3))
    (loop $next
      (table.fill $t (i32.const 1) (ref.func $f) (i32.const 9990))
      (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 9990))
      (table.copy $t $t (i32.const 0) (i32.const 1) (i32.const 9990))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
