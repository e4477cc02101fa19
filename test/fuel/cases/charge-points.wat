;; Where a segment is charged (item 1, notes a, b, f, g): $see is an internal call, which ends no segment, of a
;; function that calls the host, which sees what is charged so far. Its call weighs c, the call of the host c.

(module
  (import "env" "look" (func $look))
  (func $see call $look)
  (func (export "straight line") nop call $see nop nop)
  (func (export "block") block call $see nop end nop)
  (func (export "br joins") block call $see nop br 0 end nop)
  (func (export "if without else") (param i32) call $see local.get 0 if nop nop end)
  (func (export "behind if without else") (param i32) call $see local.get 0 if nop nop end nop nop nop)
  (func (export "smaller arm") (param i32) call $see local.get 0 if nop nop nop else nop end)
  (func (export "smaller arm and what follows") (param i32)
    call $see local.get 0 if nop nop nop else nop end nop)
  (func (export "equal arms") (param i32) call $see local.get 0 if nop nop else nop nop end)
  (func (export "empty else") (param i32) call $see local.get 0 if nop nop else end)
  (func (export "behind br_if") (param i32) call $see local.get 0 br_if 0 nop nop)
  (func (export "behind br_if in a block") (param i32) block call $see local.get 0 br_if 0 nop nop end nop)
  (func (export "br_table") (param i32)
    call $see block block local.get 0 br_table 0 1 end nop nop end nop nop nop)
  (func (export "br_table with one target") (param i32)
    call $see block local.get 0 br_table 0 0 end nop nop)
  (func (export "then returns") (param i32) call $see local.get 0 if nop return else nop nop end nop nop)
  (func (export "else returns") (param i32) call $see local.get 0 if nop else nop nop nop return end nop)
  (func (export "both return") (param i32) call $see local.get 0 if nop return else nop nop return end nop)
  (func (export "then traps") (param i32) call $see local.get 0 if unreachable else nop nop end nop)
  (func (export "dead code") call $see return nop nop nop))
(assert_seen ((3s+2c 2)) (invoke "straight line"))
(assert_seen ((2s+2c 2)) (invoke "block"))
(assert_seen ((3s+2c 2)) (invoke "br joins"))
(assert_seen ((2s+2c 2)) (invoke "if without else" 1))
(assert_seen ((5s+2c 2)) (invoke "behind if without else" 1))
(assert_fuel 7s+2c (invoke "behind if without else" 1))
(assert_seen ((3s+2c 2)) (invoke "smaller arm" 1))
(assert_fuel 5s+2c (invoke "smaller arm" 1))
(assert_seen ((3s+2c 2)) (invoke "smaller arm" 0))
(assert_fuel 3s+2c (invoke "smaller arm" 0))
(assert_seen ((4s+2c 2)) (invoke "smaller arm and what follows" 1))
(assert_seen ((4s+2c 2)) (invoke "equal arms" 0))
(assert_seen ((2s+2c 2)) (invoke "empty else" 1))
(assert_seen ((2s+2c 2)) (invoke "behind br_if" 0))
(assert_fuel 4s+2c (invoke "behind br_if" 0))
;; the nop behind the block post-dominates the start
(assert_seen ((3s+2c 2)) (invoke "behind br_if in a block" 0))
;; the second target is met on every path, so it is of the entry's segment; the first is not
(assert_seen ((5s+2c 2)) (invoke "br_table" 0))
(assert_fuel 7s+2c (invoke "br_table" 0))
(assert_seen ((4s+2c 2)) (invoke "br_table with one target" 0))
;; what follows is of the segment of the arm that does not leave (note g)
(assert_seen ((4s+2c 2)) (invoke "then returns" 1))
(assert_fuel 6s+2c (invoke "then returns" 0))
(assert_seen ((4s+2c 2)) (invoke "else returns" 1))
(assert_fuel 6s+2c (invoke "else returns" 0))
(assert_seen ((4s+2c 2)) (invoke "both return" 0))
;; a trap weighs 1 like any instruction and ends the path
(assert_seen ((3s+2c 2)) (invoke "then traps" 0))
(assert_fuel 5s+2c (invoke "then traps" 0))
(assert_seen ((s+2c 2)) (invoke "dead code"))

;; hoisting goes on outwards, innermost first
(module
  (import "env" "look" (func $look))
  (func $see call $look)
  (func (export "nested") (param i32 i32)
    call $see local.get 0
    if local.get 1 if nop nop nop else nop nop end
    else nop nop nop nop nop nop end)
  (func (export "nested, outer else smaller") (param i32 i32)
    call $see local.get 0
    if local.get 1 if nop nop nop else nop nop end
    else nop end)
  (func (export "inner without else") (param i32 i32)
    call $see local.get 0
    if local.get 1 if nop nop nop end
    else nop nop nop nop nop nop end)
  (func (export "outer without else") (param i32 i32)
    call $see local.get 0 if local.get 1 if nop nop nop else nop nop end end)
  (func (export "three deep") (param i32 i32 i32)
    call $see local.get 0
    if
      local.get 1
      if local.get 2 if nop else nop nop end
      else nop nop nop nop nop nop end
    else nop nop nop nop nop nop nop nop nop end)
  (func (export "in else") (param i32 i32)
    call $see local.get 0
    if nop nop nop nop nop nop nop
    else nop local.get 1 if nop nop nop nop else nop nop nop end end)
  (func (export "one after the other") (param i32)
    call $see local.get 0 if nop else nop nop end local.get 0 if nop nop nop else nop end)
  (func (export "arm with br_if") (param i32 i32)
    call $see local.get 0 if nop nop local.get 1 br_if 0 nop nop else nop nop nop nop nop nop end))
;; inner: 2 move, so `then` has 2 + 2 = 4 of 6; outer: 4 move
(assert_seen ((6s+2c 2)) (invoke "nested" 1 1))
(assert_fuel 7s+2c (invoke "nested" 1 1))
(assert_fuel 6s+2c (invoke "nested" 1 0))
(assert_fuel 8s+2c (invoke "nested" 0 0))
(assert_seen ((3s+2c 2)) (invoke "nested, outer else smaller" 1 0))
(assert_fuel 6s+2c (invoke "nested, outer else smaller" 1 0))
(assert_seen ((4s+2c 2)) (invoke "inner without else" 1 1))
(assert_fuel 7s+2c (invoke "inner without else" 1 1))
(assert_seen ((2s+2c 2)) (invoke "outer without else" 1 1))
(assert_fuel 7s+2c (invoke "outer without else" 1 1))
;; 1 of 1, 2 | 2 + 1 = 3 of 3, 6 | 2 + 3 = 5 of 5, 9
(assert_seen ((7s+2c 2)) (invoke "three deep" 1 1 1))
(assert_fuel 7s+2c (invoke "three deep" 1 1 1))
(assert_fuel 11s+2c (invoke "three deep" 0 1 1))
;; 3 of 4, 3 | 3 + 3 = 6 of 7, 6
(assert_seen ((8s+2c 2)) (invoke "in else" 1 1))
(assert_fuel 9s+2c (invoke "in else" 1 1))
(assert_fuel 9s+2c (invoke "in else" 0 1))
(assert_fuel 8s+2c (invoke "in else" 0 0))
(assert_seen ((6s+2c 2)) (invoke "one after the other" 0))
;; the first segment of `then` ends with the br_if: 4
(assert_seen ((6s+2c 2)) (invoke "arm with br_if" 1 1))
(assert_fuel 6s+2c (invoke "arm with br_if" 1 1))
(assert_fuel 8s+2c (invoke "arm with br_if" 1 0))
(assert_fuel 8s+2c (invoke "arm with br_if" 0 0))

;; import calls end segments; boundary operations do before and after; nothing moves over them
(module
  (import "env" "look" (func $look))
  (memory (export "memory") 1)
  (data $d "x")
  (func $see call $look)
  (func (export "import") nop call $look nop nop)
  (func (export "two imports") nop call $look nop nop call $look nop)
  (func (export "import in a block") block nop call $look nop end nop)
  (func (export "import in then") (param i32) local.get 0 if call $look nop else nop nop end nop)
  (func (export "import behind if") (param i32) local.get 0 if nop nop else nop end call $look nop)
  (func (export "import on a path between") (param i32) local.get 0 if call $look end nop call $look)
  (func (export "operation") nop call $see nop data.drop $d nop)
  (func (export "operation first") data.drop $d nop call $see nop)
  (func (export "operation in then") (param i32)
    call $see local.get 0 if data.drop $d nop else nop nop nop end nop)
  (func (export "operation later in then") (param i32)
    call $see local.get 0 if nop data.drop $d nop else nop nop nop end nop)
  (func (export "operation in a branch beside") (param i32)
    call $see block local.get 0 br_if 0 data.drop $d end nop)
  (func (export "import in the other arm") (param i32)
    call $see local.get 0 if nop nop else nop call $look nop nop nop end))
(assert_seen ((s+c 1)) (invoke "import"))
(assert_fuel 3s+c (invoke "import"))
(assert_seen ((s+c 1) (3s+2c 1)) (invoke "two imports"))
(assert_fuel 4s+2c (invoke "two imports"))
(assert_seen ((s+c 1)) (invoke "import in a block"))
(assert_fuel 3s+c (invoke "import in a block"))
;; `then` charges c first, `else` 2: 2s = 4 < c = 13 move
(assert_seen ((2s+c 1)) (invoke "import in then" 1))
(assert_fuel 4s+c (invoke "import in then" 1))
(assert_fuel 5s (invoke "import in then" 0))
(assert_seen ((3s+c 1)) (invoke "import behind if" 0))
(assert_seen ((4s+c 1)) (invoke "import behind if" 1))
(assert_seen ((2s+c 1) (3s+2c 1)) (invoke "import on a path between" 1))
(assert_seen ((3s+c 1)) (invoke "import on a path between" 0))
(assert_seen ((2s+2c 2)) (invoke "operation"))
(assert_fuel 3s+2c+b (invoke "operation"))
(assert_seen ((2s+2c+b 2)) (invoke "operation first"))
;; the arm begins with an empty block, which charges nothing
(assert_seen ((2s+2c 2)) (invoke "operation in then" 0))
(assert_fuel 4s+2c+b (invoke "operation in then" 1))
(assert_fuel 6s+2c (invoke "operation in then" 0))
(assert_seen ((3s+2c 2)) (invoke "operation later in then" 0))
(assert_fuel 5s+2c+b (invoke "operation later in then" 1))
;; what is behind the block is not of the first segment: a path to it passes the operation
(assert_seen ((2s+2c 2)) (invoke "operation in a branch beside" 1))
(assert_fuel 3s+2c (invoke "operation in a branch beside" 1))
(assert_fuel 3s+2c+b (invoke "operation in a branch beside" 0))
(assert_seen ((4s+2c 2)) (invoke "import in the other arm" 1))
;; `else` up to the import weighs s + c, `then` 2s: 2s move
(assert_seen ((4s+2c 2) (3s+3c 1)) (invoke "import in the other arm" 0))
(assert_fuel 6s+3c (invoke "import in the other arm" 0))
