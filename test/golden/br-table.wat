;; Arms of a switch are charged where they start and move nowhere; what follows all of them joins the start.
(module
  (func $f (export "f") (param $n i32) (result i32)
    (block $end
      (block $c
        (block $b
          (block $a
            (br_table $a $b $c (local.get $n)))
          nop
          (br $end))
        nop nop
        (br $end))
      nop nop nop)
    (local.get $n)))
