/**
 * Fuel as data: a function, arguments, and the fuel that the schedule row `dev` takes for it, counted by
 * hand. Every instruction on the executed path counts; block, loop, else and end are free.
 */

export interface FuelCase {
  readonly name: string;
  readonly wat: string;
  /** Arguments of export `f` and the fuel of that call. */
  readonly calls: readonly (readonly [args: readonly number[], fuel: number])[];
}

export const FUEL_CASES: readonly FuelCase[] = [
  { name: 'nothing', wat: '(func (export "f"))', calls: [[[], 0]] },
  {
    name: 'straight line',
    wat: '(func (export "f") (param i32) (result i32) local.get 0 i32.const 1 i32.add)',
    calls: [[[1], 3]],
  },
  {
    name: 'weights: div 8, rem 20, sqrt 56, conversion 8',
    wat: `(func (export "f") (param i32) (result i32)
      (i32.trunc_f64_s (f64.sqrt (f64.convert_i32_s
        (i32.div_s (i32.rem_s (local.get 0) (i32.const 7)) (i32.const 2))))))`,
    calls: [[[100], 3 + 20 + 8 + 8 + 56 + 8]],
  },
  {
    name: 'structure is free, nop and drop are not',
    wat: '(func (export "f") block block loop nop end end i32.const 1 drop end)',
    calls: [[[], 3]],
  },
  {
    name: 'if with else',
    wat: `(func (export "f") (param i32) (result i32)
      local.get 0 if (result i32) i32.const 1 else i32.const 1 i32.const 2 i32.add end)`,
    calls: [
      [[1], 3],
      [[0], 5],
    ],
  },
  {
    name: 'if without else',
    wat: '(func (export "f") (param i32) local.get 0 if nop nop end nop)',
    calls: [
      [[1], 5],
      [[0], 3],
    ],
  },
  {
    name: 'nested ifs',
    wat: `(func (export "f") (param i32 i32)
      local.get 0
      if
        local.get 1 if nop nop nop else nop nop end
      else
        nop
      end)`,
    calls: [
      [[1, 1], 2 + 2 + 3],
      [[1, 0], 2 + 2 + 2],
      [[0, 0], 2 + 1],
    ],
  },
  {
    name: 'loop',
    wat: '(func (export "f") (param i32) loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end nop)',
    calls: [
      [[1], 5 + 1],
      [[10], 50 + 1],
    ],
  },
  {
    name: 'loop with a parameter',
    wat: `(func (export "f") (param i32) (result i32)
      local.get 0 loop (param i32) (result i32) i32.const 1 i32.sub local.tee 0 local.get 0 br_if 0 end)`,
    calls: [[[3], 1 + 3 * 5]],
  },
  {
    // What follows the inner branch back is executed less often than what precedes it (SEMANTICS 1, note b).
    name: 'loop with continue',
    wat: `(func (export "f") (param i32)
      loop
        local.get 0 i32.const 1 i32.sub local.set 0
        local.get 0 i32.const 2 i32.rem_s br_if 0
        nop nop nop
        local.get 0 br_if 0
      end)`,
    calls: [[[4], 4 * (4 + 2 + 20 + 1) + 2 * 5]],
  },
  {
    name: 'code after a loop belongs to what precedes it',
    wat: `(func (export "f") (param i32)
      nop loop local.get 0 i32.const 1 i32.sub local.tee 0 if br 1 end end nop nop)`,
    calls: [[[3], 1 + 3 * 5 + 2 * 1 + 2]],
  },
  {
    name: 'loop that is left from an arm',
    wat: `(func (export "f") (param i32)
      block loop
        local.get 0 i32.eqz if nop br 2 else local.get 0 i32.const 1 i32.sub local.set 0 br 1 end
      end end nop)`,
    calls: [[[2], 3 * 3 + 2 * 5 + 2 + 1]],
  },
  {
    name: 'br_table',
    wat: `(func (export "f") (param i32)
      block block block local.get 0 br_table 0 1 2 end nop nop br 1 end nop end nop)`,
    calls: [
      [[0], 2 + 3 + 1],
      [[1], 2 + 1 + 1],
      [[9], 2 + 1],
    ],
  },
  {
    name: 'return and dead code',
    wat: `(func (export "f") (param i32) (result i32)
      local.get 0 if i32.const 1 return nop nop end i32.const 2)`,
    calls: [
      [[1], 4],
      [[0], 3],
    ],
  },
  {
    name: 'branch to the function label',
    wat: '(func (export "f") (param i32) block local.get 0 br_if 1 nop end nop)',
    calls: [
      [[1], 2],
      [[0], 4],
    ],
  },
  {
    name: 'call and call_indirect',
    wat: `(type $t (func (result i32))) (table 1 funcref) (elem (i32.const 0) $g)
      (func $g (result i32) i32.const 7)
      (func (export "f") (result i32) call $g i32.const 0 call_indirect (type $t) i32.add)`,
    calls: [[[], 4 + 1 + 1 + 8 + 1 + 1]],
  },
  {
    name: 'bulk operations charge by length',
    wat: `(memory 1) (data $d "0123456789abcdef")
      (func (export "f") (param i32)
        (memory.fill (i32.const 0) (i32.const 1) (local.get 0))
        (memory.copy (i32.const 0) (i32.const 8) (i32.const 15))
        (memory.init $d (i32.const 0) (i32.const 0) (i32.const 16))
        (data.drop $d))`,
    calls: [[[160], 3 + 64 + 20 + 3 + 64 + 1 + 3 + 64 + 2 + 64]],
  },
  {
    name: 'table operations',
    wat: `(table 4 10 funcref)
      (func (export "f")
        (table.fill (i32.const 0) (ref.null func) (i32.const 4))
        (table.set (i32.const 0) (table.get (i32.const 1)))
        (drop (table.grow (ref.null func) (i32.const 2))))`,
    calls: [[[], 3 + 64 + 128 + 2 + 64 + 64 + 2 + 1000 + 64 + 1]],
  },
  {
    name: 'memory.grow charges by page, also when it fails',
    wat: '(memory 1 3) (func (export "f") (param i32) (result i32) (memory.grow (local.get 0)))',
    calls: [
      [[0], 1 + 1000],
      [[2], 1 + 1000 + 2 * 65_536],
      [[5], 1 + 1000 + 5 * 65_536],
    ],
  },
  {
    name: 'floats: product, quotient and rounding',
    wat: `(func (export "f") (param f64) (result f64)
      (f64.floor (f64.div (f64.mul (local.get 0) (local.get 0)) (f64.add (local.get 0) (f64.const 2)))))`,
    calls: [[[3], 2 + 56 + 3 + 56 + 8]],
  },
  ...[
    { pages: 16, load: 2, store: 1 },
    { pages: 17, load: 40, store: 4 },
    { pages: 32, load: 40, store: 4 },
    { pages: 33, load: 250, store: 8 },
  ].map(
    ({ pages, load, store }): FuelCase => ({
      name: `load and store where a frame may have ${pages} pages`,
      wat: `(memory 1 ${pages}) (func (export "f") (i64.store8 (i32.const 0) (i64.load (i32.const 8))))`,
      calls: [[[], 2 + load + store]],
    }),
  ),
  {
    name: 'load where no maximum is declared: 32 pages',
    wat: '(memory 1) (func (export "f") (drop (i32.load (i32.const 0))))',
    calls: [[[], 1 + 40 + 1]],
  },
];
