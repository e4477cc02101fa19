;; A sum in a raw local: no result is made canonical but the sum, where it is returned.
(module
  (memory 1)
  (func (export "dot") (param $n i32) (result f64) (local $sum f64)
    (loop $next
      (local.set $sum
        (f64.add
          (local.get $sum)
          (f64.mul (f64.load (local.get $n)) (f64.load offset=512 (local.get $n)))))
      (br_if $next (local.tee $n (i32.sub (local.get $n) (i32.const 8)))))
    local.get $sum))
