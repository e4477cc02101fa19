(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32 i64) (result i32 i64)))
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
  (func $count (;0;) (type 1) (param i32 i64) (result i32 i64)
    block ;; label = @1
      local.get 1
      i64.const 1
      i64.add
      local.tee 1
      local.get 1
      i64.const 48
      i64.shl
      i64.or
      i64.const 0
      i64.lt_s
      br_if 0 (;@1;)
      block (result i32) ;; label = @2
        loop (result i32) ;; label = @3
          local.get 1
          i64.const 458752
          i64.sub
          local.set 1
          local.get 1
          i64.const 0
          i64.lt_s
          br_if 2 (;@1;)
          local.get 0
          i32.const 1
          i32.sub
          local.set 0
          local.get 0
          local.get 0
          br_if 0 (;@3;)
        end
      end
      local.get 1
      i64.const 1
      i64.sub
      return
    end
    local.get 1
    i64.const 16
    i64.shr_s
    global.set 0
    i32.const 1
    i32.const 2
    local.get 1
    i64.const 0
    i64.lt_s
    select
    global.set 2
    unreachable
  )
  (func $sum (;1;) (type 1) (param i32 i64) (result i32 i64)
    block ;; label = @1
      local.get 1
      i64.const -65535
      i64.add
      local.tee 1
      local.get 1
      i64.const 48
      i64.shl
      i64.or
      i64.const 0
      i64.lt_s
      br_if 0 (;@1;)
      block (result i32) ;; label = @2
        i32.const 0
        loop (type 0) (param i32) (result i32) ;; label = @3
          local.get 1
          i64.const 524288
          i64.sub
          local.set 1
          local.get 1
          i64.const 0
          i64.lt_s
          br_if 2 (;@1;)
          local.get 0
          i32.add
          local.get 0
          i32.const 1
          i32.sub
          local.set 0
          local.get 0
          br_if 0 (;@3;)
        end
      end
      local.get 1
      i64.const 1
      i64.sub
      return
    end
    local.get 1
    i64.const 16
    i64.shr_s
    global.set 0
    i32.const 1
    i32.const 2
    local.get 1
    i64.const 0
    i64.lt_s
    select
    global.set 2
    unreachable
  )
  (func (;2;) (type 1) (param i32 i64) (result i32 i64)
    unreachable
  )
  (func (;3;) (type 0) (param i32) (result i32)
    (local i64)
    global.get 0
    i64.const 16
    i64.shl
    global.get 1
    i32.const 767
    i32.add
    i64.extend_i32_u
    i64.add
    local.set 1
    local.get 0
    local.get 1
    call $count
    local.set 1
    local.get 1
    i64.const 16
    i64.shr_s
    global.set 0
    local.get 1
    i32.wrap_i64
    i32.const 65535
    i32.and
    i32.const 767
    i32.sub
    global.set 1
  )
)
