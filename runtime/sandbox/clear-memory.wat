;; Makes bytes [$at, $end) zero; both are multiples of 128, and there are some. What is zero already is only read,
;; so that it stays clean in the processor's caches.
(module
  (import "guest" "memory" (memory 0))
  (func (export "clear") (param $at i32) (param $end i32)
    (local $zero v128)
    (loop $next
      (if
        (v128.any_true
          (v128.or
            (v128.or
              (v128.or (v128.load (local.get $at)) (v128.load offset=16 (local.get $at)))
              (v128.or (v128.load offset=32 (local.get $at)) (v128.load offset=48 (local.get $at))))
            (v128.or
              (v128.or (v128.load offset=64 (local.get $at)) (v128.load offset=80 (local.get $at)))
              (v128.or (v128.load offset=96 (local.get $at)) (v128.load offset=112 (local.get $at))))))
        (then
          (v128.store (local.get $at) (local.get $zero))
          (v128.store offset=16 (local.get $at) (local.get $zero))
          (v128.store offset=32 (local.get $at) (local.get $zero))
          (v128.store offset=48 (local.get $at) (local.get $zero))
          (v128.store offset=64 (local.get $at) (local.get $zero))
          (v128.store offset=80 (local.get $at) (local.get $zero))
          (v128.store offset=96 (local.get $at) (local.get $zero))
          (v128.store offset=112 (local.get $at) (local.get $zero))))
      (br_if $next
        (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 128))) (local.get $end))))))
