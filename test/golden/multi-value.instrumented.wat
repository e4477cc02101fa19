(module
  (type (;0;) (func (param i64 f32) (result f32 i64)))
  (type (;1;) (func (result i64)))
  (type (;2;) (func (param f32 i64) (result i64)))
  (type (;3;) (func (result f32 i64)))
  (type (;4;) (func (param i32 i64) (result i32 i64)))
  (type (;5;) (func (param i64 f32 i64) (result f32 i64 i64)))
  (type (;6;) (func (param i64) (result i64 i64)))
  (global (;0;) (mut i64) i64.const 0)
  (global (;1;) (mut i32) i32.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 0)
  (export "f" (func 3))
  (export "pbevm:fuel" (global 0))
  (export "pbevm:height" (global 1))
  (export "pbevm:halt" (global 2))
  (export "pbevm:dirty" (global 3))
  (export "pbevm:pagesMax" (global 4))
  (func $swap (;0;) (type 5) (param i64 f32 i64) (result f32 i64 i64)
    block ;; label = @1
      local.get 2
      i64.const -131071
      i64.add
      local.tee 2
      local.get 2
      i64.const 48
      i64.shl
      i64.or
      i64.const 0
      i64.lt_s
      br_if 0 (;@1;)
      block (type 3) (result f32 i64) ;; label = @2
        local.get 1
        local.get 0
      end
      local.get 2
      i64.const 1
      i64.sub
      return
    end
    local.get 2
    i64.const 16
    i64.shr_s
    global.set 0
    i32.const 1
    i32.const 2
    local.get 2
    i64.const 0
    i64.lt_s
    select
    global.set 2
    unreachable
  )
  (func $f (;1;) (type 6) (param i64) (result i64 i64)
    block ;; label = @1
      local.get 0
      i64.const -589823
      i64.add
      local.tee 0
      local.get 0
      i64.const 48
      i64.shl
      i64.or
      i64.const 0
      i64.lt_s
      br_if 0 (;@1;)
      block (result i64) ;; label = @2
        i64.const 1
        f32.const 0x1p+1 (;=2;)
        local.get 0
        call $swap
        local.set 0
        block (type 2) (param f32 i64) (result i64) ;; label = @3
          drop
          drop
          i64.const 3
        end
      end
      local.get 0
      i64.const 1
      i64.sub
      return
    end
    local.get 0
    i64.const 16
    i64.shr_s
    global.set 0
    i32.const 1
    i32.const 2
    local.get 0
    i64.const 0
    i64.lt_s
    select
    global.set 2
    unreachable
  )
  (func (;2;) (type 4) (param i32 i64) (result i32 i64)
    unreachable
  )
  (func (;3;) (type 1) (result i64)
    (local i64)
    global.get 0
    i64.const 16
    i64.shl
    global.get 1
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
    global.set 0
    local.get 0
    i32.wrap_i64
    i32.const 65535
    i32.and
    i32.const 767
    i32.sub
    global.set 1
  )
)
