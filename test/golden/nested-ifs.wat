;; Innermost first: the inner arms share 2, which moves to the outer arm; both outer arms share 3, which moves on.
(module
  (func $f (export "f") (param $a i32) (param $b i32)
    (if (local.get $a)
      (then
        (if (local.get $b)
          (then nop nop nop)
          (else nop nop)))
      (else nop nop nop))
    nop)
  (func $no_else (param $a i32)
    (if (local.get $a) (then nop nop))
    nop))
