(module
  (type (;0;) (func (param i32) (result i32)))
  (memory (;0;) 1 32)
  (global (;0;) (mut i64) i64.const 0)
  (global (;1;) (mut i32) i32.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 32)
  (export "f" (func $f))
  (export "pbevm:fuel" (global 0))
  (export "pbevm:height" (global 1))
  (export "pbevm:halt" (global 2))
  (export "pbevm:dirty" (global 3))
  (export "pbevm:pagesMax" (global 4))
  (func $f (;0;) (type 0) (param $n i32) (result i32)
    global.get 0
    i64.const 2
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
    global.get 1
    i32.const 1
    i32.add
    global.set 1
    global.get 1
    i32.const 32000
    i32.gt_s
    if ;; label = @1
      i32.const 2
      global.set 2
      unreachable
    end
    block (result i32) ;; label = @1
      block ;; label = @2
        local.get $n
        br 1 (;@1;)
        i32.const 1
        memory.grow
        drop
        i32.const 1
        return
      end
      loop ;; label = @2
        br 0 (;@2;)
      end
      i32.const 2
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;1;) (type 0) (param i32) (result i32)
    (local i64 i32)
    global.get 0
    i64.const 1000
    i64.sub
    local.get 0
    i64.extend_i32_u
    i64.const 4000
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
    local.set 1
    local.get 1
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
    local.tee 2
    i32.const -1
    i32.eq
    if ;; label = @1
      i32.const 5
      global.set 2
      unreachable
    end
    local.get 2
  )
)
