(module
  (type (;0;) (func (param i32)))
  (type (;1;) (func (param i32) (result i32)))
  (table $t (;0;) 4 10000 funcref)
  (global (;0;) (mut i64) i64.const 0)
  (global (;1;) (mut i32) i32.const 0)
  (global (;2;) (mut i32) i32.const 0)
  (global (;3;) (mut i32) i32.const 0)
  (global (;4;) (mut i32) i32.const 0)
  (export "f" (func $f))
  (export "pbevm:fuel" (global 0))
  (export "pbevm:height" (global 1))
  (export "pbevm:halt" (global 2))
  (export "pbevm:dirty" (global 3))
  (export "pbevm:pagesMax" (global 4))
  (elem $e (;0;) func $f)
  (func $f (;0;) (type 0) (param $n i32)
    (local i32)
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
    block ;; label = @1
      i32.const 0
      i32.const 1
      global.get 0
      i64.const 16
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      table.get $t
      global.get 0
      i64.const 16
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      i32.const 1
      global.set 3
      table.set $t
      global.get 0
      i64.const 3
      i64.sub
      global.set 0
      i32.const 0
      ref.null func
      local.get $n
      local.tee 1
      global.get 0
      i64.const 16
      i64.sub
      local.get 1
      i64.extend_i32_u
      i64.const 4
      i64.shr_u
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      i32.const 1
      global.set 3
      table.fill $t
      global.get 0
      i64.const 3
      i64.sub
      global.set 0
      i32.const 0
      i32.const 0
      i32.const 1
      local.tee 1
      global.get 0
      i64.const 16
      i64.sub
      local.get 1
      i64.extend_i32_u
      i64.const 4
      i64.shr_u
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      i32.const 1
      global.set 3
      table.init $e
      global.get 0
      i64.const 3
      i64.sub
      global.set 0
      i32.const 0
      i32.const 1
      i32.const 2
      local.tee 1
      global.get 0
      i64.const 16
      i64.sub
      local.get 1
      i64.extend_i32_u
      i64.const 4
      i64.shr_u
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      i32.const 1
      global.set 3
      table.copy
      global.get 0
      i64.const 16
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      i32.const 1
      global.set 3
      elem.drop $e
      global.get 0
      i64.const 5
      i64.sub
      global.set 0
      ref.func $f
      local.get $n
      local.tee 1
      global.get 0
      i64.const 1000
      i64.sub
      local.get 1
      i64.extend_i32_u
      i64.const 16
      i64.mul
      i64.sub
      global.set 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      local.get 1
      if ;; label = @2
        i32.const 1
        global.set 3
      end
      table.grow $t
      global.get 0
      i64.const 3
      i64.sub
      global.set 0
      drop
      table.size $t
      drop
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;1;) (type 1) (param i32) (result i32)
    unreachable
  )
)
