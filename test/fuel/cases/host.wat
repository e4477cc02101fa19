;; Import calls: what the host sees, what it takes, tests before and after (item 2, note i).
;; env.look () sees; env.see (i32) sees; env.twice (i32) -> (i32); env.pair (i32) -> (i32 i32);
;; env.take (i64) takes so much fuel off the counter.

(module
  (import "env" "look" (func $look))
  (import "env" "see" (func $see (param i32)))
  (import "env" "twice" (func $twice (param i32) (result i32)))
  (import "env" "pair" (func $pair (param i32) (result i32 i32)))
  (import "env" "take" (func $take (param i64)))
  (func (export "look") call $look)
  (func (export "twice") (result i32) i32.const 3 call $twice)
  (func (export "twice twice") (result i32) i32.const 3 call $twice call $twice i32.const 1 i32.add)
  (func (export "pair") (result i32) i32.const 3 call $pair i32.mul)
  (func (export "take") (param i64) local.get 0 call $take)
  (func (export "take, nops") (param i64) local.get 0 call $take nop nop nop)
  (func (export "take, look") (param i64) local.get 0 call $take nop call $look nop)
  (func (export "take in a callee") (param i64) call $inner nop)
  (func $inner i64.const 100 call $take)
  (func (export "see in a loop") (param i32)
    loop local.get 0 call $see local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end nop)
  (func (export "see in an arm") (param i32) local.get 0 if i32.const 1 call $see else nop end nop)
  (func (export "see behind br_if") (param i32) block local.get 0 br_if 0 i32.const 0 call $see end nop)
  (func (export "take, unreachable") (param i64) local.get 0 call $take unreachable)
  (export "the import itself" (func $twice)))
(assert_fuel c (invoke "look"))
(assert_seen ((c 1)) (invoke "look"))
(assert_fuel s+c (invoke "twice"))
(assert_fuel 3s+2c (invoke "twice twice"))
(assert_fuel 2s+c (invoke "pair"))
(assert_fuel s+c (invoke "take" 0))
(assert_fuel s+c+1000 (invoke "take" 1000))
(assert_fuel 4s+c+7 (invoke "take, nops" 7))
(assert_fuel 3s+2c+7 (invoke "take, look" 7))
(assert_seen ((2s+2c+7 1)) (invoke "take, look" 7))
(assert_fuel 2s+2c+100 (invoke "take in a callee" 0))
(assert_seen ((s+c 1) (7s+2c 1)) (invoke "see in a loop" 2))
(assert_fuel 13s+2c (invoke "see in a loop" 2))
(assert_seen ((3s+c 1)) (invoke "see in an arm" 1))
(assert_fuel 4s+c (invoke "see in an arm" 1))
(assert_fuel 4s (invoke "see in an arm" 0))
(assert_fuel 4s+c (invoke "see behind br_if" 0))
(assert_fuel 3s (invoke "see behind br_if" 1))
;; an import that the host calls itself is no business of metering
(assert_fuel 0 (invoke "the import itself" 4))

;; tested before the call: it does not happen
(assert_exhausted 2s+2c+6 2s+2c+7 () (invoke "take, look" 7))
;; and directly after it, before what follows is charged
(assert_exhausted s+c+6 s+c+7 () (invoke "take, nops" 7))
(assert_exhausted s+c+6 s+c+7 () (invoke "take, unreachable" 7))
(assert_trap (invoke "take, unreachable" 7))
;; exhausted at its entry, the call does not happen
(assert_exhausted s s+c () (invoke "take" 0))
;; at export return the host looks: the nops were charged and not tested
(assert_exhausted s+c+7 4s+c+7 () (invoke "take, nops" 7))
(assert_exhausted 2s+2c 3s+2c ((2s+2c 1)) (invoke "take, look" 0))
;; in the second round: the header, its test
(assert_exhausted 6s+c 7s+2c ((s+c 1)) (invoke "see in a loop" 2))

;; an import behind call_indirect is tested before and after, too (note j)
(module
  (type $take (func (param i64)))
  (import "env" "look" (func $look))
  (import "env" "take" (func $take (type $take)))
  (table 2 funcref)
  (elem (i32.const 0) func $take)
  (func (export "take") (param i64) local.get 0 i32.const 0 call_indirect (type $take) nop)
  (func (export "take, unreachable") (param i64) local.get 0 i32.const 0 call_indirect (type $take) unreachable)
  (func (export "take behind br_if") (param i32)
    local.get 0 br_if 0 nop nop i64.const 1000 i32.const 0 call_indirect (type $take)))
(assert_fuel 3s+i+5 (invoke "take" 5))
;; after: 3s + i are charged at the entry, the callee takes 5
(assert_exhausted 3s+i+4 3s+i+5 () (invoke "take" 5))
(assert_exhausted 3s+i+4 3s+i+5 () (invoke "take, unreachable" 5))
(assert_trap 3s+i+5 (invoke "take, unreachable" 5))
;; before: the host does not take its 1,000
(assert_exhausted 2s 6s+i () (invoke "take behind br_if" 0))
(assert_exhausted 6s+i 6s+i+1000 () (invoke "take behind br_if" 0))
