/** Bombs of calls and of modules: arguments to move, results to take, inlining bait, many functions. */

import type { Bomb } from './bomb.js';
import { func, MEMORY, times, words } from './text.js';

const COST = 'compile cost';
const SUM = 'compile cost, sum';

const WIDE = 31;
const WIDEST = 120;
const FOUR = { params: 'i32 i32 i32 i32' };

/** Different arguments each time, of the four parameters. */
const moved = (k: number, count = WIDE): string => times(count, (p) => `local.get ${(p + k) % 4}`);
const params = (count: number, type = 'i32'): string => `(param ${words(type, count)})`;
const results = (count: number): string => `(result ${words('i32', count)})`;
const ones = (count: number): string => words('i32.const 1', count);
const drops = (count: number): string => words('drop', count);

type CallRow = readonly [name: string, size: number, head: string, piece: (k: number) => string];

const CALL_ROWS: readonly CallRow[] = [
  ['calls', 2_200, '(func $f)', () => 'call $f'],
  ['calls with wide arguments', 1_600, `(func $f ${params(WIDE)})`, (k) => `${moved(k)} call $f`],
  [
    'calls with the widest arguments',
    750,
    `(func $f ${params(WIDEST)})`,
    (k) => `${moved(k, WIDEST)} call $f`,
  ],
  [
    'calls with wide results',
    1_600,
    `(func $f ${results(WIDE)} ${ones(WIDE)})`,
    () => `call $f ${drops(WIDE)}`,
  ],
  [
    'wide results as arguments',
    800,
    `(func $p ${results(WIDE)} ${ones(WIDE)}) (func $c ${params(WIDE)})`,
    () => 'call $p call $c',
  ],
  ['indirect calls', 2_100, '(table 1 funcref)', () => 'local.get 0 call_indirect'],
  [
    'indirect calls with wide arguments',
    990,
    `(type $w (func ${params(WIDE, 'f64')})) (table 1 funcref)`,
    () => `${words('f64.const 1', WIDE)} local.get 0 call_indirect (type $w)`,
  ],
  ['import calls', 590, '(import "m" "f" (func $f))', () => 'call $f'],
  [
    'import calls with wide arguments',
    530,
    `(import "m" "f" (func $f ${params(WIDE)}))`,
    (k) => `${moved(k)} call $f`,
  ],
  [
    'import calls with wide results',
    700,
    `(import "m" "f" (func $f ${results(WIDE)}))`,
    () => `call $f ${drops(WIDE)}`,
  ],
  [
    'small functions called often',
    2_200,
    '(func $f (param i32) (result i32) local.get 0 i32.const 3 i32.mul i32.const 1 i32.add)',
    () => 'local.get 0 call $f local.set 0',
  ],
];

/** Values that are on the operand stack during every call. */
const HELD = 900;

/** Each function calls the one after it so many times: what is inlined grows exponentially. */
const chain = (name: string, calls: number, size: number, refusedBy: Bomb['refusedBy']): Bomb => ({
  name,
  head: '',
  functions: (n) =>
    times(
      n,
      (k) =>
        `(func $${k} (param i32) (result i32) local.get 0 ${
          k + 1 < n ? words(`call $${k + 1}`, calls) : 'i32.const 1 i32.add'
        })`,
    ),
  size,
  refusedBy,
});

type ModuleRow = readonly [
  name: string,
  size: number,
  refusedBy: Bomb['refusedBy'],
  head: string,
  functions: (n: number) => string,
];

const repeated =
  (piece: (k: number) => string) =>
  (n: number): string =>
    times(n, piece);

const MODULE_ROWS: readonly ModuleRow[] = [
  ['empty functions', 5_001, 'functions', '', repeated(() => '(func)')],
  ['exported functions', 1_001, 'exports', '', repeated((k) => `(func (export "${k}"))`)],
  [
    'small functions with loops',
    4_999,
    SUM,
    '',
    repeated(() => func('loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end', { params: 'i32' })),
  ],
  [
    'functions with wide signatures',
    5_001,
    'functions',
    '',
    repeated((k) => `(func ${params(31)} ${results(31)} ${times(31, (p) => `local.get ${(p + k) % 31}`)})`),
  ],
  ['functions with idle locals', 4_999, SUM, '', repeated(() => func('', { locals: words('i64', 4_000) }))],
  [
    'functions with a memory loop',
    4_999,
    SUM,
    MEMORY,
    repeated(() =>
      func(
        `loop local.get 0 local.get 0 i32.load i32.const 4 i32.add i32.store
         local.get 0 i32.load offset=8 local.tee 0 br_if 0 end`,
        { params: 'i32' },
      ),
    ),
  ],
  [
    'functions of nested loops',
    2_000,
    SUM,
    MEMORY,
    repeated(() =>
      func(
        `${words('loop local.get 0 local.get 1 local.set 0 local.set 1', 20)}
         ${words('local.get 0 br_if 0 end', 20)}`,
        {
          params: 'i32 i32',
        },
      ),
    ),
  ],
  [
    'types, each with a function that calls its like',
    1_025,
    'types',
    '(table 1 funcref)',
    (n) => {
      const type = (k: number): string => times(32, (p) => ((k >> p) & 1 ? 'i32' : 'i64'));
      const call = (k: number): string =>
        `(func (type $${k}) ${times(32, (p) => `local.get ${p}`)} i32.const 0 call_indirect (type $${k}))`;
      return `${times(n, (k) => `(type $${k} (func (param ${type(k)})))`)} ${times(n, call)}`;
    },
  ],
  [
    'imports in a table',
    2_000,
    'imports',
    '',
    (n) =>
      `${times(n, (k) => `(import "m" "${k}" (func ${params(32, 'i64')}))`)} (table ${n} funcref)
       (elem (i32.const 0) func ${times(n, String)})`,
  ],
  [
    'element segments',
    2_000,
    'element segments',
    '(table 10 funcref) (func $f)',
    repeated(() => '(elem (i32.const 0) func $f $f $f)'),
  ],
  ['data segments', 20_000, 'data segments', MEMORY, repeated((k) => `(data (i32.const ${k}) "x")`)],
];

export const CALL_BOMBS: readonly Bomb[] = [
  ...CALL_ROWS.map(
    ([name, size, head, piece]): Bomb => ({
      name,
      head,
      functions: (n) => func(times(n, piece), FOUR),
      size,
      refusedBy: COST,
    }),
  ),
  {
    name: 'values held across calls',
    head: '(func $f (result i32) i32.const 1)',
    functions: (n) => func(`${words('call $f', HELD)} ${words('call $f drop', n)} ${drops(HELD)}`),
    size: 10_000,
    refusedBy: COST,
  },
  chain('functions that call the next twice', 2, 5_001, 'functions'),
  chain('functions that call the next ten times', 10, 4_500, SUM),
  ...MODULE_ROWS.map(
    ([name, size, refusedBy, head, functions]): Bomb => ({ name, head, functions, size, refusedBy }),
  ),
];
