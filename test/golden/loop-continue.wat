;; What follows a branch back is executed less often than what precedes it: two segments in one loop.
;; What follows the loop is executed as often as what precedes it: one segment.
(module
  (func $f (export "f") (param $n i32)
    nop
    (block $out
      (loop $next
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br_if $next (i32.and (local.get $n) (i32.const 1)))
        (drop (i32.div_s (local.get $n) (i32.const 3)))
        (br_if $next (local.get $n))))
    nop nop))
