/** Bombs without branches: huge functions, and operations that instrumentation or the engine expands. */

import type { Bomb } from './bomb.js';
import { fillLocals, func, MEMORY, times, useLocals, words } from './text.js';

const ONE = { params: 'i32', results: 'i32' };
const COST = 'compile cost';

/** The address is the parameter, which no compiler can know. */
const store = (k: number, value: string, type = 'i32'): string =>
  `local.get 0 ${value} ${type}.store offset=${(k % 1_000) * 8}`;
const load = (k: number, type = 'i32'): string => `local.get 0 ${type}.load offset=${(k % 1_000) * 8}`;

/** Three operands of a bulk operation. */
const THREE = 'local.get 0 local.get 1 local.get 0';
const TABLE = '(table 10 funcref)';
const SEGMENT = '(data "x")';

type Row = readonly [name: string, size: number, piece: (k: number) => string, head?: string];

/** One piece of code after the other. Locals: 0 and 1 i32, 2 i64, 3 f32, 4 f64. */
const ROWS: readonly Row[] = [
  ['arithmetic chain', 49_000, () => 'local.get 0 i32.const 3 i32.add local.set 0'],
  ['nops', 200_000, () => 'nop'],
  ['drops', 97_000, () => 'local.get 0 drop'],
  ['multiplications', 33_000, () => 'local.get 2 local.get 2 i64.mul i64.const 1 i64.add local.set 2'],
  ['divisions', 28_000, (k) => `local.get 0 local.get 1 i32.${k % 2 ? 'div_s' : 'rem_u'} local.set 0`],
  ['distinct constants', 49_000, (k) => `i64.const ${k * 0x1_0000_0001} local.get 2 i64.xor local.set 2`],
  ['float constants', 20_000, (k) => `local.get 0 f64.const ${k}.5 f64.store`],
  ['loads', 28_000, (k) => `${load(k)} local.set 0`],
  ['stores', 28_000, (k) => store(k, 'local.get 1')],
  ['copies by load and store', 17_000, (k) => store(k + 7, load(k))],
  ['wide loads', 17_000, (k) => store(k, load(k, 'f64'), 'f64')],
  ['selects', 820, () => 'local.get 0 local.get 1 local.get 0 select local.set 1'],
  ['selects of floats', 820, () => 'local.get 4 f64.const 1 local.get 0 select local.set 4'],
  ['comparisons', 49_000, () => 'local.get 0 local.get 1 i32.lt_s local.set 1'],
  ['float chain', 7_200, () => 'local.get 4 local.get 4 f64.mul local.set 4'],
  ['float results stored', 4_700, (k) => store(k, `${load(k, 'f32')} ${load(k + 1, 'f32')} f32.div`, 'f32')],
  [
    'float expression',
    1_600,
    () => 'local.get 3 f32.sqrt f32.ceil f64.promote_f32 f64.floor f32.demote_f64 local.set 3',
  ],
  ['float minima', 6_500, () => 'local.get 4 f64.const 1 f64.min local.set 4'],
  [
    'truncations',
    2_900,
    () => 'local.get 4 i64.trunc_f64_s local.set 2 local.get 2 f64.convert_i64_u local.set 4',
  ],
  ['saturating truncations', 5_800, () => 'local.get 4 i64.trunc_sat_f64_u local.set 2'],
  [
    'reinterpretations',
    6_700,
    () => 'local.get 4 local.get 4 f64.add i64.reinterpret_f64 f64.reinterpret_i64 local.set 4',
  ],
  ['bit counts', 49_000, () => 'local.get 2 i64.popcnt i64.ctz local.set 2'],
  ['memory sizes', 97_000, () => 'memory.size drop'],
  ['memory growth', 2_400, () => 'local.get 0 memory.grow local.set 0'],
  ['memory fills', 2_400, () => `${THREE} memory.fill`],
  ['memory copies', 2_400, () => `${THREE} memory.copy`],
  ['memory inits', 2_400, () => `${THREE} memory.init 0`, SEGMENT],
  ['data drops', 2_500, () => 'data.drop 0', SEGMENT],
  ['table gets and sets', 1_200, () => 'local.get 0 local.get 1 table.get table.set', TABLE],
  ['table copies', 2_400, () => `${THREE} table.copy`, TABLE],
  ['table growth', 2_400, () => 'ref.null func local.get 0 table.grow local.set 0', TABLE],
  ['table fills', 2_400, () => 'local.get 0 ref.null func local.get 0 table.fill', TABLE],
];

const GLOBALS = 1_000;
const DEPTH = 1_000;
const LOCALS = 2_000;

/** A whole operand stack is filled and summed up. */
const tower = (k: number): string =>
  `local.get 0 ${times(DEPTH, (j) => load(k + j))} ${words('i32.xor', DEPTH - 1)} i32.store`;

export const STRAIGHT_BOMBS: readonly Bomb[] = [
  ...ROWS.map(
    ([name, size, piece, head = '']): Bomb => ({
      name,
      head: `${MEMORY} ${head}`,
      functions: (n) => func(`${times(n, piece)} local.get 0`, { ...ONE, locals: 'i32 i64 f32 f64' }),
      size,
      refusedBy: COST,
    }),
  ),
  {
    name: 'many globals',
    head: times(GLOBALS, () => '(global (mut i64) (i64.const 1))'),
    functions: (n) =>
      func(
        times(n, (k) => `global.get ${k % GLOBALS} i64.const ${k} i64.add global.set ${(k * 7) % GLOBALS}`),
      ),
    size: 30_000,
    refusedBy: COST,
  },
  {
    name: 'operand stack, again and again',
    head: MEMORY,
    functions: (n) => func(`${times(n, tower)} local.get 0`, ONE),
    size: 50,
    refusedBy: COST,
  },
  {
    name: 'deep operand stack',
    head: MEMORY,
    functions: (n) =>
      func(`local.get 0 ${times(n, (k) => load(k))} ${words('i32.xor', n - 1)} i32.store local.get 0`, ONE),
    size: 10_000,
    refusedBy: 'operand stack',
  },
  {
    name: 'locals alive at once',
    head: MEMORY,
    functions: (n) =>
      func(`${fillLocals(0, LOCALS)} ${times(n, () => useLocals(0, LOCALS))}`, {
        locals: words('i32', LOCALS),
      }),
    size: 20,
    refusedBy: COST,
  },
];
