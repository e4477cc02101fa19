;; memory.grow and table.grow: g, and p a page or e an entry, before anything else and also in vain (notes k, l).

(module
  (memory (export "memory") 1 4)
  (func $grow (export "grow") (param i32) (result i32) local.get 0 memory.grow)
  (func (export "grow twice") (param i32) (result i32) local.get 0 memory.grow drop local.get 0 memory.grow)
  (func (export "grow, size") (param i32) (result i32) local.get 0 memory.grow drop memory.size)
  (func (export "grow, store behind") (param i32)
    local.get 0 memory.grow drop i32.const 65536 i32.const 1 i32.store)
  (func (export "in a callee") (param i32) (result i32) local.get 0 call $grow nop)
  (func (export "in an arm") (param i32 i32)
    local.get 0 if local.get 1 memory.grow drop else nop nop nop end nop)
  (func (export "one by one") (param i32) (result i32)
    loop (result i32)
      i32.const 1 memory.grow
      local.get 0 i32.const 1 i32.sub local.tee 0 i32.eqz if (param i32) (result i32) return end
      drop br 0
    end))
(assert_fuel s+g (invoke "grow" 0))
(assert_fuel s+g+p (invoke "grow" 1))
(assert_fuel s+g+3p (invoke "grow" 3))
;; beyond the declared maximum: -1, charged the same
(assert_fuel s+g+4p (invoke "grow" 4))
(assert_fuel s+g+100p (invoke "grow" 100))
(assert_fuel 3s+2g+4p (invoke "grow twice" 2))
(assert_fuel 3s+2g+2p (invoke "grow twice" 1))
(assert_fuel 3s+g+2p (invoke "grow, size" 2))
(assert_fuel 4s+w+g+p (invoke "grow, store behind" 1))
(assert_trap (invoke "grow, store behind" 0))
(assert_fuel 3s+c+g+2p (invoke "in a callee" 2))
(assert_fuel 5s+g+p (invoke "in an arm" 1 1))
(assert_fuel 6s (invoke "in an arm" 0 1))
;; a round: const, get const sub tee eqz if, return or drop br
(assert_fuel 8s+g+p (invoke "one by one" 1))
(assert_fuel 35s+4g+4p (invoke "one by one" 4))
;; delta is unsigned: (2^32 - 1) pages
(assert_exhausted 1000000 s+g+4294967295p () (invoke "grow" -1))
(assert_exhausted s+g+p-1 s+g+p () (invoke "grow" 1))

;; without a maximum: up to 32 pages, MEMORY beyond; there is no -1
(module
  (memory (export "memory") 1)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
  (func (export "grow twice") (param i32 i32) (result i32)
    local.get 0 memory.grow drop local.get 1 memory.grow))
(assert_fuel s+g+p (invoke "grow" 1))
(assert_fuel s+g+31p (invoke "grow" 31))
(assert_halt MEMORY s+g+32p (invoke "grow" 32))
(assert_halt MEMORY s+g+65535p (invoke "grow" 65535))
(assert_halt MEMORY s+g+65536p (invoke "grow" 65536))
(assert_fuel 3s+2g+31p (invoke "grow twice" 31 0))
(assert_halt MEMORY 3s+2g+32p (invoke "grow twice" 31 1))
;; fuel is tested first
(assert_exhausted s+g+32p-1 s+g+32p () (invoke "grow" 32))

;; a declared maximum above the frame limit of 64 pages
(module
  (memory (export "memory") 1 100)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow))
(assert_fuel s+g+63p (invoke "grow" 63))
(assert_halt MEMORY s+g+64p (invoke "grow" 64))
(assert_halt MEMORY s+g+99p (invoke "grow" 99))
(assert_fuel s+g+100p (invoke "grow" 100))

;; more than 32 pages at the start are the limit
(module
  (memory (export "memory") 40)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow))
(assert_fuel s+g (invoke "grow" 0))
(assert_halt MEMORY s+g+p (invoke "grow" 1))

(module
  (memory (export "memory") 0 0)
  (func (export "grow") (param i32) (result i32) local.get 0 memory.grow)
  (func (export "fill nothing") i32.const 0 i32.const 0 i32.const 0 memory.fill))
(assert_fuel s+g (invoke "grow" 0))
(assert_fuel s+g+p (invoke "grow" 1))
(assert_fuel 3s+b (invoke "fill nothing"))

;; tables: -1 beyond the declared maximum and the profile's 10,000 entries
(module
  (table $a 1 5 funcref)
  (table $b 1 externref)
  (elem declare func $f)
  (func $f)
  (func (export "grow") (param i32) (result i32) ref.null func local.get 0 table.grow $a)
  (func (export "grow b") (param i32) (result i32) ref.null extern local.get 0 table.grow $b)
  (func (export "with a function") (param i32) (result i32) ref.func $f local.get 0 table.grow $a)
  (func (export "grow, size") (param i32) (result i32)
    ref.null func local.get 0 table.grow $a drop table.size $a)
  (func (export "grow, call") (param i32)
    ref.func $f local.get 0 table.grow $a call_indirect $a))
(assert_fuel 2s+g (invoke "grow" 0))
(assert_fuel 2s+g+e (invoke "grow" 1))
(assert_fuel 2s+g+4e (invoke "grow" 4))
(assert_fuel 2s+g+5e (invoke "grow" 5))
(assert_fuel 2s+g+9999e (invoke "grow b" 9999))
(assert_fuel 2s+g+10000e (invoke "grow b" 10000))
(assert_fuel s+c+g+2e (invoke "with a function" 2))
(assert_fuel 4s+g+4e (invoke "grow, size" 4))
(assert_fuel s+c+g+2e+i (invoke "grow, call" 2))
(assert_trap (invoke "grow, call" 9))
(assert_exhausted 1000000 2s+g+4294967295e () (invoke "grow" -1))
