(module
  (type (;0;) (func))
  (type (;1;) (func (param i32) (result i32)))
  (global $constant (;0;) i32 i32.const 1)
  (global $counter (;1;) (mut i64) i64.const 2)
  (global (;2;) (mut i64) i64.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 0)
  (global (;5;) (mut i32) i32.const 0)
  (global (;6;) (mut i32) i32.const 0)
  (export "f" (func $f))
  (export "pbevm:fuel" (global 2))
  (export "pbevm:height" (global 3))
  (export "pbevm:halt" (global 4))
  (export "pbevm:dirty" (global 5))
  (export "pbevm:pagesMax" (global 6))
  (export "pbevm:global:1" (global $counter))
  (func $f (;0;) (type 0)
    global.get 2
    i64.const 4
    i64.sub
    global.set 2
    global.get 2
    i64.const 0
    i64.lt_s
    if ;; label = @1
      i32.const 1
      global.set 4
      unreachable
    end
    global.get 3
    i32.const 1
    i32.add
    global.set 3
    global.get 3
    i32.const 32000
    i32.gt_s
    if ;; label = @1
      i32.const 2
      global.set 4
      unreachable
    end
    block ;; label = @1
      global.get $counter
      i64.const 1
      i64.add
      global.set $counter
    end
    global.get 3
    i32.const 1
    i32.sub
    global.set 3
  )
  (func (;1;) (type 1) (param i32) (result i32)
    unreachable
  )
)
