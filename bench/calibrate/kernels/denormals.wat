;; A chain of products and quotients of denormal f64: processors take a slow path for each.
(module
  (memory (export "memory") 1 1)
  (func (export "run")
    (local $n i32) (local $x f64)
    (local.set $n (i32.const 10000))
    (local.set $x (f64.const 0x1p-1025))
    (loop $next
      (local.set $x (f64.mul (f64.mul (f64.mul (local.get $x)
        (f64.const 0.99999)) (f64.const 1.00001)) (f64.const 0.99998)))
      (local.set $x (f64.div (local.get $x) (f64.const 0.99998)))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (f64.store (i32.const 0) (local.get $x))))
