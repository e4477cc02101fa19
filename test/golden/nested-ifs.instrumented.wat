(module
  (type (;0;) (func (param i32 i32)))
  (type (;1;) (func (param i32)))
  (type (;2;) (func (param i32) (result i32)))
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
  (func $f (;0;) (type 0) (param $a i32) (param $b i32)
    global.get 0
    i64.const 6
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
      local.get $a
      if ;; label = @2
        global.get 0
        i64.const 1
        i64.sub
        global.set 0
        local.get $b
        if ;; label = @3
          global.get 0
          i64.const 1
          i64.sub
          global.set 0
          nop
          nop
          nop
        else
          nop
          nop
        end
      else
        nop
        nop
        nop
      end
      nop
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func $no_else (;1;) (type 1) (param $a i32)
    global.get 0
    i64.const 3
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
      local.get $a
      if ;; label = @2
        global.get 0
        i64.const 2
        i64.sub
        global.set 0
        nop
        nop
      end
      nop
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;2;) (type 2) (param i32) (result i32)
    unreachable
  )
)
