;; Mutable globals of the guest are exported for the host to restore; its indices stay.
(module
  (global $constant i32 (i32.const 1))
  (global $counter (mut i64) (i64.const 2))
  (func $f (export "f")
    (global.set $counter (i64.add (global.get $counter) (i64.const 1)))))
