;; Memory tiers (note r): what loads and stores weigh depends on the frame limit of the module, which is 64 pages at most:
;; above 48 pages x and y, above 60 pages h and k. What does not access memory weighs the same everywhere.

;; 48 pages are not above 48
(module
  (memory (export "memory") 1 48)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+l (invoke "load"))
(assert_fuel 2s+w (invoke "store"))
(assert_fuel 4s+l+w (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; the first tier begins
(module
  (memory (export "memory") 1 49)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+x (invoke "load"))
(assert_fuel 2s+y (invoke "store"))
(assert_fuel 4s+x+y (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; and ends
(module
  (memory (export "memory") 60 60)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+x (invoke "load"))
(assert_fuel 2s+y (invoke "store"))
(assert_fuel 4s+x+y (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; the highest tier that applies counts
(module
  (memory (export "memory") 1 61)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+h (invoke "load"))
(assert_fuel 2s+k (invoke "store"))
(assert_fuel 4s+h+k (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; 64 pages are the limit, though more are declared
(module
  (memory (export "memory") 1 1000)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+h (invoke "load"))
(assert_fuel 2s+k (invoke "store"))
(assert_fuel 4s+h+k (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; without a declared maximum the limit is 32 pages
(module
  (memory (export "memory") 1)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+l (invoke "load"))
(assert_fuel 2s+w (invoke "store"))
(assert_fuel 4s+l+w (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))

;; or what the memory starts with
(module
  (memory (export "memory") 49)
  (func (export "load") (result i64) i32.const 8 i64.load8_s)
  (func (export "store") i32.const 8 f32.const 1 f32.store)
  (func (export "both") (param i32) local.get 0 if i32.const 0 i32.const 8 i64.load i64.store else nop end)
  (func (export "other classes") (param f32) (result f32) local.get 0 local.get 0 f32.mul))
(assert_fuel s+x (invoke "load"))
(assert_fuel 2s+y (invoke "store"))
(assert_fuel 4s+x+y (invoke "both" 1))
(assert_fuel 3s (invoke "both" 0))
(assert_fuel 2s+m (invoke "other classes" 1))
