;; A polynomial of f32 and a running mean of f64: add, multiply and divide.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x f32) (local $p f32) (local $mean f64)
    (local.set $n (i32.const 50000))
    (loop $next
      (local.set $x (f32.add (f32.mul (local.get $x) (f32.const 0.99)) (f32.const 0.01)))
      (local.set $p (f32.add (f32.mul (f32.add (f32.mul (f32.add (f32.mul (local.get $x) (f32.const 0.3))
        (f32.const 0.5)) (local.get $x)) (f32.const 0.25)) (local.get $x)) (local.get $p)))
      (local.set $mean (f64.add (local.get $mean) (f64.div (f64.const 1.5) (f64.add (local.get $mean) (f64.const 2)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.store (i32.const 0) (f64.add (local.get $mean) (f64.promote_f32 (local.get $p))))))
