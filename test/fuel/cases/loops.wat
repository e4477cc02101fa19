;; Loops: sums over rounds, charge points, and what is tested.

(module
  (func (export "count") (param i32)
    loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end)
  (func (export "count, nop behind") (param i32)
    nop loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end nop nop)
  (func (export "while") (param i32)
    block loop local.get 0 i32.eqz br_if 1 local.get 0 i32.const 1 i32.sub local.set 0 br 0 end end)
  (func (export "if in a loop") (param i32)
    loop local.get 0 i32.const 1 i32.sub local.tee 0 if br 1 end end)
  (func (export "arms in a loop") (param i32)
    loop
      local.get 0 i32.const 1 i32.and if nop nop nop else nop end
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end)
  (func (export "parameter") (param i32) (result i32)
    local.get 0 loop (param i32) (result i32) i32.const 1 i32.sub local.tee 0 local.get 0 br_if 0 end)
  (func (export "two parameters") (param i32) (result i32 i32)
    i32.const 5 local.get 0
    loop (param i32 i32) (result i32 i32) i32.const 1 i32.sub local.tee 0 local.get 0 local.get 0 br_if 0 drop end)
  (func (export "continue") (param i32)
    loop
      local.get 0 i32.const 1 i32.sub local.set 0
      local.get 0 i32.const 1 i32.and br_if 0
      nop nop
      local.get 0 br_if 0
    end)
  (func (export "break in the middle") (param i32)
    block loop
      local.get 0 i32.const 1 i32.sub local.tee 0 i32.eqz br_if 1
      nop nop br 0
    end end)
  (func (export "return from a loop") (param i32)
    loop local.get 0 i32.const 1 i32.sub local.tee 0 i32.eqz if nop return end nop br 0 end)
  (func (export "never repeats") (param i32) loop local.get 0 drop end nop)
  (func (export "repeats never, but could") (param i32) loop nop local.get 0 br_if 0 end nop))
(assert_fuel 5s (invoke "count" 1))
(assert_fuel 10s (invoke "count" 2))
(assert_fuel 500s (invoke "count" 100))
(assert_fuel 8s (invoke "count, nop behind" 1))
(assert_fuel 18s (invoke "count, nop behind" 3))
(assert_fuel 3s (invoke "while" 0))
(assert_fuel 11s (invoke "while" 1))
(assert_fuel 43s (invoke "while" 5))
;; get const sub tee if, and br when it repeats
(assert_fuel 5s (invoke "if in a loop" 1))
(assert_fuel 23s (invoke "if in a loop" 4))
;; 4 + 3 or 4 + 1, and 5
(assert_fuel 12s (invoke "arms in a loop" 1))
(assert_fuel 22s (invoke "arms in a loop" 2))
(assert_fuel 34s (invoke "arms in a loop" 3))
(assert_fuel 6s (invoke "parameter" 1))
(assert_fuel 16s (invoke "parameter" 3))
(assert_fuel 9s (invoke "two parameters" 1))
(assert_fuel 15s (invoke "two parameters" 2))
;; 8 a round, 4 more when the counter is even
(assert_fuel 12s (invoke "continue" 1))
(assert_fuel 20s (invoke "continue" 2))
(assert_fuel 32s (invoke "continue" 3))
(assert_fuel 6s (invoke "break in the middle" 1))
(assert_fuel 15s (invoke "break in the middle" 2))
(assert_fuel 33s (invoke "break in the middle" 4))
(assert_fuel 8s (invoke "return from a loop" 1))
(assert_fuel 24s (invoke "return from a loop" 3))
(assert_fuel 3s (invoke "never repeats" 1))
(assert_fuel 4s (invoke "repeats never, but could" 0))

;; nested
(module
  (func (export "square") (param i32) (local i32)
    loop
      local.get 0 local.set 1
      loop local.get 1 i32.const 1 i32.sub local.tee 1 br_if 0 end
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end)
  (func (export "continue outer") (param i32)
    loop
      nop
      loop
        local.get 0 i32.const 1 i32.sub local.tee 0
        i32.const 2 i32.gt_s br_if 1
        nop
        local.get 0 i32.const 0 i32.gt_s br_if 0
      end
      nop nop
    end)
  (func (export "common start") (param i32)
    loop loop
      local.get 0 i32.const 1 i32.sub local.tee 0 i32.const 4 i32.gt_s br_if 0
      local.get 0 br_if 1
    end end)
  (func (export "loop in an arm") (param i32)
    local.get 0 if
      loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end
    else
      nop nop
    end
    nop)
  (func (export "loops one after the other") (param i32) (local i32)
    local.get 0 local.set 1
    loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end
    nop
    loop local.get 1 i32.const 1 i32.sub local.tee 1 br_if 0 end
    nop))
(assert_fuel 12s (invoke "square" 1))
(assert_fuel 29s (invoke "square" 2))
(assert_fuel 51s (invoke "square" 3))
;; 1: nop, 7, nop, 4, nop nop
(assert_fuel 15s (invoke "continue outer" 1))
(assert_fuel 27s (invoke "continue outer" 2))
;; 4: 3 is above 2, so once more from the outer start
(assert_fuel 47s (invoke "continue outer" 4))
(assert_fuel 9s (invoke "common start" 1))
(assert_fuel 18s (invoke "common start" 2))
;; 6: 5 is above 4 (7), then five rounds of 9
(assert_fuel 52s (invoke "common start" 6))
(assert_fuel 8s (invoke "loop in an arm" 1))
(assert_fuel 5s (invoke "loop in an arm" 0))
(assert_fuel 18s (invoke "loop in an arm" 3))
(assert_fuel 14s (invoke "loops one after the other" 1))
(assert_fuel 34s (invoke "loops one after the other" 3))

;; charge points
(module
  (import "env" "look" (func $look))
  (func $see call $look)
  (func (export "loop behind") (param i32) call $see nop loop local.get 0 br_if 0 end)
  (func (export "code behind a loop") (param i32) call $see loop local.get 0 br_if 0 end nop nop)
  (func (export "loop that never repeats") call $see loop nop nop end nop)
  (func (export "see in a loop") (param i32)
    nop loop call $see local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end nop)
  (func (export "code behind a br_if back") (param i32)
    loop call $see local.get 0 br_if 0 nop nop end)
  (func (export "continue") (param i32)
    loop
      call $see local.get 0 i32.const 1 i32.sub local.tee 0
      i32.const 1 i32.and br_if 0
      nop nop
      local.get 0 br_if 0
    end)
  (func (export "exit in the middle") (param i32)
    block loop
      call $see local.get 0 i32.const 1 i32.sub local.tee 0 i32.eqz br_if 1
      nop nop nop br 0
    end end nop nop)
  (func (export "arms in a loop") (param i32)
    loop
      call $see local.get 0 i32.const 1 i32.and if nop nop nop else nop end
      local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0
    end)
  (func (export "arm that leaves the loop") (param i32)
    call $see
    block loop
      local.get 0 i32.eqz if nop nop br 2 else local.get 0 i32.const 1 i32.sub local.set 0 br 1 end
    end end nop)
  (func (export "import in a loop between") (param i32)
    call $see loop call $look local.get 0 br_if 0 end nop)
  (func (export "loop in then") (param i32)
    call $see local.get 0 if nop loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end
    else nop nop nop end nop))
(assert_seen ((s+2c 2)) (invoke "loop behind" 0))
(assert_fuel 3s+2c (invoke "loop behind" 0))
;; the entry and what is behind the loop lie in the same loops: none
(assert_seen ((2s+2c 2)) (invoke "code behind a loop" 0))
(assert_fuel 4s+2c (invoke "code behind a loop" 0))
;; a loop to which nothing branches is none (note d)
(assert_seen ((3s+2c 2)) (invoke "loop that never repeats"))
(assert_seen ((7s+2c 2) (12s+4c 2)) (invoke "see in a loop" 2))
(assert_fuel 12s+4c (invoke "see in a loop" 2))
;; get br_if; what is behind cannot get back and so is not in the loop: it is of the entry's segment
(assert_seen ((4s+2c 2)) (invoke "code behind a br_if back" 0))
;; note b: what is behind the first br_if is paid only in rounds that get there
(assert_seen ((7s+2c 2)) (invoke "continue" 1))
(assert_fuel 11s+2c (invoke "continue" 1))
(assert_seen ((7s+2c 2) (14s+4c 2)) (invoke "continue" 2))
(assert_fuel 18s+4c (invoke "continue" 2))
(assert_seen ((7s+2c 2) (18s+4c 2) (25s+6c 2)) (invoke "continue" 3))
;; the nops behind the loop are paid at the entry
(assert_seen ((8s+2c 2)) (invoke "exit in the middle" 1))
(assert_seen ((8s+2c 2) (18s+4c 2)) (invoke "exit in the middle" 2))
;; round: see, get const and if, 1 of the smaller arm, get const sub tee br_if
(assert_seen ((10s+2c 2)) (invoke "arms in a loop" 1))
(assert_fuel 12s+2c (invoke "arms in a loop" 1))
(assert_seen ((10s+2c 2) (20s+4c 2)) (invoke "arms in a loop" 2))
;; the arm that leaves is not in the loop: its segment is the entry's, with what is behind
(assert_seen ((4s+2c 2)) (invoke "arm that leaves the loop" 0))
(assert_fuel 7s+2c (invoke "arm that leaves the loop" 0))
(assert_fuel 15s+2c (invoke "arm that leaves the loop" 1))
;; a path to what is behind passes the host
(assert_seen ((2c 2) (3c 1)) (invoke "import in a loop between" 0))
(assert_fuel 3s+3c (invoke "import in a loop between" 0))
;; get if, 1 of `then` before its loop, nop behind
(assert_seen ((4s+2c 2)) (invoke "loop in then" 1))
(assert_fuel 9s+2c (invoke "loop in then" 1))
(assert_fuel 6s+2c (invoke "loop in then" 0))
