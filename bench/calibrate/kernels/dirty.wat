;; Does next to nothing but mark its instance as not to be used again.
(module
  (memory (export "memory") 1 1)
  (table $t 1 1 funcref)
  (func (export "run")
    (table.set $t (i32.const 0) (ref.null func))))
