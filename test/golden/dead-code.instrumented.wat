(module
  (type (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32 i64) (result i32 i64)))
  (memory (;0;) 1 32)
  (global (;0;) (mut i64) i64.const 0)
  (global (;1;) (mut i32) i32.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 32)
  (export "f" (func 2))
  (export "pbevm:memory" (memory 0))
  (export "pbevm:fuel" (global 0))
  (export "pbevm:height" (global 1))
  (export "pbevm:halt" (global 2))
  (export "pbevm:dirty" (global 3))
  (export "pbevm:pagesMax" (global 4))
  (func $f (;0;) (type 1) (param i32 i64) (result i32 i64)
    (local i64)
    block ;; label = @1
      local.get 1
      i64.const -131071
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
        block ;; label = @3
          local.get 0
          br 1 (;@2;)
          i32.const 1
          memory.grow
          drop
          local.get 2
          local.set 2
          i32.const 1
          local.get 1
          call $f
          local.set 1
          br 1 (;@2;)
        end
        loop ;; label = @3
          br 0 (;@3;)
        end
        i32.const 2
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
  (func (;1;) (type 1) (param i32 i64) (result i32 i64)
    (local i64 i32)
    local.get 1
    i64.const 16
    i64.shr_s
    i64.const 1000
    i64.sub
    local.get 0
    i64.extend_i32_u
    i64.const 65536
    i64.mul
    i64.sub
    global.set 0
    global.get 0
    i64.const 0
    i64.lt_s
    if ;; label = @1
      i32.const 1
      global.set 2
      unreachable
    end
    global.get 0
    i64.const 16
    i64.shl
    local.get 1
    i64.const 65535
    i64.and
    i64.or
    local.set 1
    local.get 0
    if ;; label = @1
      i32.const 1
      global.set 3
    end
    memory.size
    i64.extend_i32_u
    local.get 0
    i64.extend_i32_u
    i64.add
    local.set 2
    local.get 2
    global.get 4
    i64.extend_i32_u
    i64.gt_u
    if ;; label = @1
      i32.const 4
      global.set 2
      unreachable
    end
    local.get 0
    memory.grow
    local.tee 3
    i32.const -1
    i32.eq
    if ;; label = @1
      i32.const 5
      global.set 2
      unreachable
    end
    local.get 3
    local.get 1
  )
  (func (;2;) (type 0) (param i32) (result i32)
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
    call $f
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
