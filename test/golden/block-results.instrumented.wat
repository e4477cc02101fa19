(module
  (type (;0;) (func (param i32) (result i32)))
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
  (func $f (;0;) (type 0) (param $n i32) (result i32)
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
    block (result i32) ;; label = @1
      block (result i32) ;; label = @2
        i32.const 1
        local.get $n
        br_if 0 (;@2;)
        global.get 0
        i64.const 2
        i64.sub
        global.set 0
        i32.const 0
        br_if 1 (;@1;)
      end
      global.get 0
      i64.const 4
      i64.sub
      global.set 0
      local.get $n
      if (result i32) ;; label = @2
        i32.const 7
        br 1 (;@1;)
      else
        i32.const 2
      end
      i32.add
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;1;) (type 0) (param i32) (result i32)
    unreachable
  )
)
