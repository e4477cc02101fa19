;; A loop whose label takes parameters; the charge of an iteration, then the test, stand at its start.
(module
  (func $count (export "f") (param $n i32) (result i32)
    (loop $again (result i32)
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (local.get $n)
      (br_if $again (local.get $n))))
  (func $sum (param $n i32) (result i32)
    (i32.const 0)
    (loop $again (param i32) (result i32)
      (i32.add (local.get $n))
      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $again (local.get $n)))))
