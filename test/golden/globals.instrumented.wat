(module
  (type (;0;) (func))
  (type (;1;) (func (param i32 i64) (result i32 i64)))
  (type (;2;) (func (param i64) (result i64)))
  (global $constant (;0;) i32 i32.const 1)
  (global $counter (;1;) (mut i64) i64.const 2)
  (global (;2;) (mut i64) i64.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 0)
  (global (;5;) (mut i32) i32.const 0)
  (global (;6;) (mut i32) i32.const 0)
  (export "f" (func 2))
  (export "pbevm:fuel" (global 2))
  (export "pbevm:height" (global 3))
  (export "pbevm:halt" (global 4))
  (export "pbevm:dirty" (global 5))
  (export "pbevm:pagesMax" (global 6))
  (export "pbevm:global:1" (global $counter))
  (func $f (;0;) (type 2) (param i64) (result i64)
    block ;; label = @1
      local.get 0
      i64.const -262143
      i64.add
      local.tee 0
      local.get 0
      i64.const 48
      i64.shl
      i64.or
      i64.const 0
      i64.lt_s
      br_if 0 (;@1;)
      block ;; label = @2
        global.get $counter
        i64.const 1
        i64.add
        global.set $counter
      end
      local.get 0
      i64.const 1
      i64.sub
      return
    end
    local.get 0
    i64.const 16
    i64.shr_s
    global.set 2
    i32.const 1
    i32.const 2
    local.get 0
    i64.const 0
    i64.lt_s
    select
    global.set 4
    unreachable
  )
  (func (;1;) (type 1) (param i32 i64) (result i32 i64)
    unreachable
  )
  (func (;2;) (type 0)
    (local i64)
    global.get 2
    i64.const 16
    i64.shl
    global.get 3
    i32.const 767
    i32.add
    i64.extend_i32_u
    i64.add
    local.set 0
    local.get 0
    call $f
    local.set 0
    local.get 0
    i64.const 16
    i64.shr_s
    global.set 2
    local.get 0
    i32.wrap_i64
    i32.const 65535
    i32.and
    i32.const 767
    i32.sub
    global.set 3
  )
)
