(module
  (type $t (;0;) (func (param i32) (result i32)))
  (type (;1;) (func (param i32 i64) (result i32 i64)))
  (import "env" "host" (func $host (;0;) (type $t)))
  (table (;0;) 2 10000 funcref)
  (global (;0;) (mut i64) i64.const 0)
  (global (;1;) (mut i32) i32.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 0)
  (export "f" (func 5))
  (export "pbevm:fuel" (global 0))
  (export "pbevm:height" (global 1))
  (export "pbevm:halt" (global 2))
  (export "pbevm:dirty" (global 3))
  (export "pbevm:pagesMax" (global 4))
  (elem (;0;) (i32.const 0) func 4 $inner)
  (func $inner (;1;) (type 1) (param i32 i64) (result i32 i64)
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
        local.get 0
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
  (func $f (;2;) (type 1) (param i32 i64) (result i32 i64)
    (local i32)
    block ;; label = @1
      local.get 1
      i64.const -327679
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
        local.get 0
        local.get 1
        i64.const 0
        i64.lt_s
        br_if 1 (;@1;)
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
        call $host
        global.get 0
        i64.const 0
        i64.lt_s
        if ;; label = @3
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
        local.get 1
        i64.const 983040
        i64.sub
        local.set 1
        local.get 1
        call $inner
        local.set 1
        local.get 0
        i32.const 1
        local.set 2
        local.get 1
        local.get 2
        call_indirect (type 1)
        local.set 1
        i32.add
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
  (func (;3;) (type 1) (param i32 i64) (result i32 i64)
    unreachable
  )
  (func (;4;) (type 1) (param i32 i64) (result i32 i64)
    local.get 1
    i64.const 0
    i64.lt_s
    if ;; label = @1
      local.get 1
      i64.const 16
      i64.shr_s
      global.set 0
      i32.const 1
      global.set 2
      unreachable
    end
    local.get 0
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
    call $host
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
    local.get 1
  )
  (func (;5;) (type $t) (param i32) (result i32)
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
