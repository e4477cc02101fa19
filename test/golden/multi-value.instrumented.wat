(module
  (type (;0;) (func (param i64 f32) (result f32 i64)))
  (type (;1;) (func (result i64)))
  (type (;2;) (func (param f32 i64) (result i64)))
  (type (;3;) (func (result f32 i64)))
  (type (;4;) (func (param i32) (result i32)))
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
  (func $swap (;0;) (type 0) (param $a i64) (param $b f32) (result f32 i64)
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
    block (type 3) (result f32 i64) ;; label = @1
      local.get $b
      local.get $a
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func $f (;1;) (type 1) (result i64)
    global.get 0
    i64.const 9
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
    block (result i64) ;; label = @1
      i64.const 1
      f32.const 0x1p+1 (;=2;)
      call $swap
      block (type 2) (param f32 i64) (result i64) ;; label = @2
        drop
        drop
        i64.const 3
      end
    end
    global.get 1
    i32.const 1
    i32.sub
    global.set 1
  )
  (func (;2;) (type 4) (param i32) (result i32)
    unreachable
  )
)
