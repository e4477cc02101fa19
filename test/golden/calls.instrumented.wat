(module
  (type $t (;0;) (func (param i32) (result i32)))
  (import "env" "host" (func $host (;0;) (type $t)))
  (table (;0;) 2 10000 funcref)
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
  (elem (;0;) (i32.const 0) func 4 $inner)
  (func $inner (;1;) (type $t) (param i32) (result i32)
    global.get 0
    i64.const 1
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
      local.get 0
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func $f (;2;) (type $t) (param i32) (result i32)
    global.get 0
    i64.const 5
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
      local.get 0
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      call $host
      global.get 0
      i64.const 0
      i64.lt_s
      if ;; label = @2
        i32.const 1
        global.set 2
        unreachable
      end
      global.get 0
      i64.const 15
      i64.sub
      global.set 0
      call $inner
      local.get 0
      i32.const 1
      call_indirect (type $t)
      i32.add
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;3;) (type $t) (param i32) (result i32)
    unreachable
  )
  (func (;4;) (type $t) (param i32) (result i32)
    global.get 0
    i64.const 0
    i64.lt_s
    if ;; label = @1
      i32.const 1
      global.set 2
      unreachable
    end
    local.get 0
    call $host
    global.get 0
    i64.const 0
    i64.lt_s
    if ;; label = @1
      i32.const 1
      global.set 2
      unreachable
    end
  )
)
