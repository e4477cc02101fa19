/** Bombs of control flow: every edge may carry every local, and every operand. */

import type { Bomb } from './bomb.js';
import { fillLocals, func, MEMORY, rotateLocals, times, unknown, useLocals, words } from './text.js';

const COST = 'compile cost';

/** Code of size `n` over so many locals, all of them set before and used after. */
type Shape = (n: number, locals: number) => string;

const change = (k: number, locals: number): string =>
  `local.get ${k % locals} i32.const 1 i32.add local.set ${k % locals}`;

/** `depth` openings, the core, as many ends. */
const nest = (
  depth: number,
  open: (k: number) => string,
  core: string,
  close: (k: number) => string,
): string => `${times(depth, open)} ${core} ${times(depth, close)}`;

const block = (): string => 'block';
const loop = (): string => 'loop';

/** Branches to labels near and far, in no order. */
const leaps = (n: number, locals: number): string =>
  times(n, (k) => `${change(k, locals)} ${unknown(k)} br_if ${(k * 7_919) % n}`);

const rotatingLoops: Shape = (n, locals) =>
  times(n, (k) => `loop ${rotateLocals(0, locals)} ${unknown(k)} br_if 0 end`);

type Row = readonly [name: string, size: number, locals: readonly number[], shape: Shape];

const ROWS: readonly Row[] = [
  [
    'nested loops',
    1_000,
    [1, 16, 100, 1_000],
    (n, l) => nest(n, loop, rotateLocals(0, l), (k) => `${change(k, l)} ${unknown(k)} br_if 0 end`),
  ],
  [
    'loops in a row',
    2_000,
    [1, 16, 100, 1_000, 2_000],
    (n, l) => times(n, (k) => `loop ${rotateLocals(0, Math.min(l, 8))} ${unknown(k)} br_if 0 end`),
  ],
  ['loops that rotate all locals', 300, [16, 100], rotatingLoops],
  ['loops that rotate all of very many locals', 60, [1_000], rotatingLoops],
  [
    'ifs in a row',
    10_000,
    [1, 16, 100, 1_000],
    (n, l) => times(n, (k) => `${unknown(k)} if ${change(k, l)} end`),
  ],
  [
    'diamonds',
    10_000,
    [1, 16, 100, 1_000],
    (n, l) => times(n, (k) => `${unknown(k)} if ${change(k, l)} else ${change(k + 1, l)} end`),
  ],
  [
    'nested ifs',
    4_000,
    [1, 16, 100],
    (n, l) =>
      nest(
        n,
        (k) => `${unknown(k)} if`,
        '',
        (k) => `${change(k, l)} else ${change(k + 1, l)} end`,
      ),
  ],
  [
    'else-if ladder',
    4_000,
    [1, 16, 100],
    (n, l) =>
      nest(
        n,
        (k) => `${unknown(k)} if ${change(k, l)} else`,
        '',
        () => 'end',
      ),
  ],
  [
    'nested blocks left from inside',
    4_000,
    [1, 16, 100, 1_000],
    (n, l) => nest(n, block, leaps(n, l), () => 'end'),
  ],
  [
    'one block left often',
    10_000,
    [1, 16, 100, 1_000],
    (n, l) => `block ${times(n, (k) => `${change(k, l)} ${unknown(k)} br_if 0`)} end`,
  ],
  [
    'one block left often, ten locals changed each time',
    4_000,
    [10, 100],
    (n, l) =>
      `block ${times(n, (k) => `${times(10, (j) => change(k * 10 + j, l))} ${unknown(k)} br_if 0`)} end`,
  ],
  [
    'one loop continued often',
    10_000,
    [1, 16, 100, 1_000],
    (n, l) => `loop ${times(n, (k) => `${change(k, l)} ${unknown(k)} br_if 0`)} end`,
  ],
  [
    'loops continued from inside',
    2_000,
    [1, 16, 100, 1_000],
    (n, l) => nest(n, loop, leaps(n, l), () => 'end'),
  ],
  [
    'loops and blocks mixed',
    2_000,
    [1, 16, 100],
    (n, l) =>
      nest(
        n,
        (k) => (k % 2 ? 'loop' : 'block'),
        leaps(n, l),
        (k) => `${change(k, l)} ${unknown(k)} br_if 0 end`,
      ),
  ],
  [
    'br_table of one target',
    33_000,
    [1, 100, 1_000],
    (n, l) => `block ${unknown(0)} br_table ${words('0', n)} end ${change(0, l)}`,
  ],
  [
    'br_table of many targets',
    4_000,
    [16, 100, 1_000],
    (n, l) => nest(n, block, `${unknown(0)} br_table ${times(n, String)}`, (k) => `end ${change(k, l)}`),
  ],
  [
    'br_tables in a row',
    1_000,
    [1, 16, 100],
    (n, l) =>
      times(n, (k) =>
        nest(20, block, `${unknown(k)} br_table ${words('0 3 7 19', 25)}`, (j) => `end ${change(j, l)}`),
      ),
  ],
  [
    'br_table in nested loops',
    2_000,
    [1, 16, 100],
    (n, l) => nest(n, loop, `${unknown(0)} br_table ${times(n, String)}`, (k) => `end ${change(k, l)}`),
  ],
  [
    'interpreter loop',
    4_000,
    [1, 16, 100, 1_000],
    (n, l) => {
      const again = (k: number): string =>
        `end ${change(k, l)} ${unknown(k)} br_if ${Math.max(0, n - k - 1)}`;
      return `loop ${nest(n, block, `${unknown(0)} br_table ${times(n, String)}`, again)} end`;
    },
  ],
  [
    'switches of many tables',
    50,
    [1, 16],
    (n, l) => {
      const table = (k: number): string =>
        `block ${unknown(k)} br_table ${times(500, (j) => String(j + 1))} 0 end ${change(k, l)}`;
      return nest(500, block, times(n, table), (k) => `end ${change(k, l)}`);
    },
  ],
];

const SHAPE_BOMBS = ROWS.flatMap(([name, size, allLocals, shape]) =>
  allLocals.map((locals): Bomb => {
    const code = (n: number): string =>
      `${fillLocals(0, locals)} ${shape(n, locals)} ${useLocals(0, locals)}`;
    const functions = (n: number): string => func(code(n), { locals: words('i32', locals) });
    return { name: `${name}, locals: ${locals}`, head: MEMORY, functions, size, refusedBy: COST };
  }),
);

const WIDE = 32;
const WIDE_BLOCK = `(type $wide (func (param ${words('i32', WIDE)}) (result ${words('i32', WIDE)})))`;
const WIDE_OPERANDS = times(WIDE, unknown);
const DEPTH = 1_000;
const TOWER = times(DEPTH, unknown);

type OperandRow = readonly [name: string, size: number, head: string, code: (n: number) => string];

/** Operands in the place of locals. */
const OPERAND_ROWS: readonly OperandRow[] = [
  [
    'wide loops',
    2_000,
    WIDE_BLOCK,
    (n) =>
      `${WIDE_OPERANDS} ${times(n, (k) => `loop (type $wide) ${unknown(k)} br_if 0 end`)}
       ${words('drop', WIDE)}`,
  ],
  [
    'wide ifs',
    5_000,
    WIDE_BLOCK,
    (n) => {
      const one = (k: number): string =>
        `${unknown(k)} if (type $wide) i32.const 3 i32.add else i32.const 5 i32.add end`;
      return `${WIDE_OPERANDS} ${times(n, one)} ${words('drop', WIDE)}`;
    },
  ],
  [
    'wide blocks left often',
    5_000,
    WIDE_BLOCK,
    (n) =>
      `${WIDE_OPERANDS} block (type $wide) ${times(n, (k) => `i32.const 3 i32.add ${unknown(k)} br_if 0`)} end
       ${words('drop', WIDE)}`,
  ],
  [
    'branches over a deep operand stack',
    12_000,
    '',
    (n) => `${TOWER} ${times(n, (k) => `${unknown(k)} if i32.const 1 drop end`)} ${words('drop', DEPTH)}`,
  ],
  [
    'loops over a deep operand stack',
    2_000,
    '',
    (n) =>
      `${TOWER} ${times(n, (k) => `loop ${unknown(k)} br_if 0 end`)} ${words('i32.add', DEPTH - 1)} drop`,
  ],
  ['code after return', 12_000, '', (n) => `return ${times(n, () => 'block i32.const 1 br_if 0 end')}`],
];

export const FLOW_BOMBS: readonly Bomb[] = [
  ...SHAPE_BOMBS,
  ...OPERAND_ROWS.map(
    ([name, size, head, code]): Bomb => ({
      name,
      head: `${MEMORY} ${head}`,
      functions: (n) => func(code(n)),
      size,
      refusedBy: COST,
    }),
  ),
  {
    name: 'wide results returned often',
    head: MEMORY,
    functions: (n) =>
      func(`${WIDE_OPERANDS} ${times(n, (k) => `i32.const 3 i32.add ${unknown(k)} br_if 0`)}`, {
        results: words('i32', WIDE),
      }),
    size: 5_000,
    refusedBy: COST,
  },
  {
    name: 'nested blocks',
    head: '',
    functions: (n) => func(nest(n, block, '', () => 'end')),
    size: 10_000,
    refusedBy: 'block nesting',
  },
];
