;; Arithmetic results are made canonical; constants, loads, neg, abs and copysign are left alone.
(module
  (memory 1)
  (func $f (export "f") (param $a f64) (param $b f32) (result f64)
    (f32.store (i32.const 0) (f32.neg (f32.sqrt (local.get $b))))
    (f64.copysign
      (f64.add (f64.abs (local.get $a)) (f64.load (i32.const 8)))
      (f64.promote_f32 (f32.load (i32.const 0))))))
