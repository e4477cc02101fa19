/** The recursion shapes: each uses native stack in a way of its own, most as much as their weight allows. */

import {
  absorb,
  callingTwice,
  computingInLoop,
  computingTwice,
  count,
  entering,
  REFERENCE_TABLES,
  range,
  times,
  unknown,
  withLocals,
  withOperands,
  withParameters,
} from './functions.js';
import { frame, leaf, MESSAGE, type ShapeFunction, type StackShape, type ValueType } from './shape.js';

const NUMBERS: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64'];
const RECURSE = ['call $recurse'];
const SELF = { turn: [frame('recurse')] };
/** The export `recurse` enters the function `kept`, which recurses. */
const KEPT = { entry: [frame('recurse')], turn: [frame('kept')] };

/** One function that calls itself, of these instructions. */
function alone(name: string, operands: number, code: readonly string[], fields = ''): StackShape {
  return { name, fields, functions: [{ name: 'recurse', operands, code: [...count(), ...code] }], ...SELF };
}

/** `nop`s up to a sum of 4 x values + instructions: a unit is 256 of it. */
function paddedTo(sum: number): ShapeFunction {
  const bare = withLocals('recurse', times(20, 'i64'), RECURSE);
  const quarters = 4 * (20 + bare.operands) + bare.code.filter((each) => each !== 'end').length;
  return { ...bare, code: [...bare.code, ...range(sum - quarters).map(() => 'nop')] };
}

const BOUNDARIES: readonly StackShape[] = [
  { name: 'one instruction below two units', functions: [paddedTo(511)], ...SELF },
  { name: 'exactly two units', functions: [paddedTo(512)], ...SELF },
];

const LOCALS = (
  [
    ['2 locals i64', times(2, 'i64')],
    ['9 locals i32', times(9, 'i32')],
    ['50 locals i32', times(50, 'i32')],
    ['50 locals i64', times(50, 'i64')],
    ['50 locals f32', times(50, 'f32')],
    ['50 locals f64', times(50, 'f64')],
    ['300 locals f32', times(300, 'f32')],
    ['200 locals funcref', times(200, 'funcref')],
    ['200 locals externref', times(200, 'externref')],
    ['1,000 locals i32', times(1_000, 'i32')],
    ['1,000 locals i64', times(1_000, 'i64')],
    ['1,000 locals f64', times(1_000, 'f64')],
    ['4,096 locals i64', times(4_096, 'i64')],
    ['4,096 locals f64', times(4_096, 'f64')],
    ['4,096 locals of every type', [...times(1_004, ...NUMBERS), ...times(40, 'funcref', 'externref')]],
  ] as const
).map(([name, types]): StackShape => {
  const functions = [withLocals('recurse', types, RECURSE)];
  return { name, functions, fields: REFERENCE_TABLES, ...SELF };
});

const OPERANDS = (
  [
    ['10 operands i64', times(10, 'i64')],
    ['55 operands i64', times(55, 'i64')],
    ['55 operands f64', times(55, 'f64')],
    ['200 operands of reference types', times(100, 'funcref', 'externref')],
    ['500 operands f32', times(500, 'f32')],
    ['1,000 operands i64', times(1_000, 'i64')],
    ['1,000 operands of four types', times(250, ...NUMBERS)],
    ['1,023 operands f64', times(1_023, 'f64')],
  ] as const
).map(([name, types]): StackShape => {
  const functions = [withOperands('recurse', types, RECURSE)];
  return { name, functions, fields: REFERENCE_TABLES, ...SELF };
});

/** Quotients, each made canonical where it is set. */
const quotients = (values: number): string[] =>
  range(values).flatMap((i) => [...unknown('f64', i), `f64.const ${i + 1}`, 'f64.div', `local.set ${i}`]);

/** Locals like the others, but results of float arithmetic. */
const CANONICAL: StackShape = {
  name: '300 locals f64, made canonical',
  functions: [withLocals('recurse', times(300, 'f64'), [...quotients(300), ...RECURSE])],
  ...SELF,
};

const MIXED = times(8, ...NUMBERS);

const PARAMETERS = (
  [
    ['1 parameter', times(1, 'i64'), []],
    ['32 parameters i64', times(32, 'i64'), []],
    ['32 parameters f64', times(32, 'f64'), []],
    ['32 parameters of four types', MIXED, []],
    ['32 results i64', [], times(32, 'i64')],
    ['32 parameters and results i64', times(32, 'i64'), times(32, 'i64')],
    ['32 parameters and results f64', times(32, 'f64'), times(32, 'f64')],
  ] as const
).map(([name, params, results]): StackShape => {
  const wide = withParameters('kept', params, results, ['call $kept']);
  return { name, functions: [entering('kept', params, results.length), wide], ...KEPT };
});

const INDIRECT_PARAMETERS = (
  [
    ['call_indirect with 32 parameters', times(32, 'i64'), []],
    ['call_indirect with 32 parameters and results of four types', MIXED, MIXED],
  ] as const
).map(([name, params, results]): StackShape => {
  const type = `(type $wide (func (param ${params.join(' ')}) (result ${results.join(' ')})))`;
  const call = ['i32.const 0', 'call_indirect (type $wide)'];
  const wide = withParameters('kept', params, results, call, 1);
  const fields = `${type} (table 1 funcref) (elem (i32.const 0) $kept)`;
  return { name, fields, functions: [entering('kept', params, results.length), wide], ...KEPT };
});

/** Functions that enter each other in turn, each with so many locals. */
function mutual(name: string, locals: readonly number[], isIndirect: (at: number) => boolean): StackShape {
  const names = locals.map((_, i) => (i === 0 ? 'recurse' : `other${i}`));
  const functions = locals.map((size, i) => {
    const next = (i + 1) % names.length;
    const call = isIndirect(i) ? [`i32.const ${next}`, 'call_indirect'] : [`call $${names[next]}`];
    return withLocals(names[i], times(size, i % 2 === 0 ? 'i64' : 'f64'), call, 1);
  });
  const entries = names.map((each) => `$${each}`).join(' ');
  const table = `(table ${names.length} funcref) (elem (i32.const 0) ${entries})`;
  return { name, fields: table, functions, turn: names.map(frame) };
}

const TEN = [0, 40, 3, 500, 1, 80, 0, 200, 20, 7];
const MUTUAL: readonly StackShape[] = [
  mutual('two in turn, light and heavy', [2, 500], () => false),
  mutual('three in turn', [0, 100, 1_000], () => false),
  mutual('five in turn through a table', [10, 0, 300, 50, 2], () => true),
  mutual('ten in turn', TEN, () => false),
  mutual('ten in turn through a table', TEN, () => true),
  mutual('ten in turn, every other through a table', TEN, (at) => at % 2 === 0),
];

const nested = (depth: number): string[] => [
  ...range(depth).map(() => 'block'),
  ...RECURSE,
  ...range(depth).map(() => 'end'),
];
const LOOP_TYPES = times(16, 'i64').join(' ');

const CONTROL: readonly StackShape[] = [
  alone('in 100 blocks', 2, nested(100)),
  alone('in 1,000 blocks', 2, nested(1_000)),
  alone('in tail position', 2, RECURSE),
  alone('before return', 2, [...RECURSE, 'return']),
  alone('in both arms of an if', 2, [
    ...['global.get $left', 'i32.const 1', 'i32.and', 'if'],
    ...[...RECURSE, 'else', 'nop', ...RECURSE, 'end'],
  ]),
  alone('in arms of a br_table', 2, [
    ...['block', 'block', 'block', 'global.get $left', 'i32.const 3', 'i32.and', 'br_table 0 1 2', 'end'],
    ...[...RECURSE, 'return', 'end', ...RECURSE, 'return', 'end', ...RECURSE],
  ]),
  alone('in a loop that carries 16 values', 18, [
    ...[...times(16, 'i64').flatMap(unknown), `loop (param ${LOOP_TYPES}) (result ${LOOP_TYPES})`],
    ...[...RECURSE, ...unknown('i32', 0), 'br_if 0', 'end', ...times(16, 'i64').flatMap(absorb)],
  ]),
  {
    name: 'in a loop, with 30 locals',
    functions: [
      withLocals('recurse', times(30, 'i64'), [
        ...['loop', ...RECURSE, 'local.get 0', 'i64.const 1', 'i64.add', 'local.tee 0', 'i64.const 7'],
        ...['i64.eq', 'br_if 0', 'end'],
      ]),
    ],
    ...SELF,
  },
];

const OPERATIONS: readonly StackShape[] = [
  alone('between memory.fill and memory.copy', 3, [
    ...['i32.const 0', 'i32.const 1', 'i32.const 64', 'memory.fill', ...RECURSE],
    ...['i32.const 0', 'i32.const 8', 'i32.const 64', 'memory.copy'],
  ]),
  alone('with the operands of memory.copy below it', 5, [
    ...['i32.const 0', ...unknown('i32', 0), 'i32.const 255', 'i32.and', 'i32.const 8', ...RECURSE],
    'memory.copy',
  ]),
  alone('with the result of memory.grow below it', 3, [
    ...['i32.const 0', 'memory.grow', ...RECURSE, 'i64.extend_i32_u', 'global.get $sink', 'i64.xor'],
    'global.set $sink',
  ]),
  alone(
    'between table.get and table.set',
    3,
    ['i32.const 0', 'i32.const 1', 'table.get $functions', ...RECURSE, 'table.set $functions'],
    REFERENCE_TABLES,
  ),
  alone('below the operands of select', 4, [
    ...[...unknown('f64', 1), ...unknown('f64', 2), ...RECURSE, ...unknown('i32', 0), 'select'],
    ...absorb('f64'),
  ]),
];

const tiny = (name: string, target: string): ShapeFunction => ({
  name,
  operands: 2,
  code: [...count(), `call $${target}`, 'nop'],
});

const leaves = (names: number): ReturnType<typeof leaf>[] => range(names).map((i) => leaf(`leaf${i}`));

/** Small functions: TurboFan on Node 24 and 26 and JavaScriptCore put them into their callers. */
const INLINED: readonly StackShape[] = [
  {
    name: 'four small functions in turn',
    functions: [tiny('recurse', 'a'), tiny('a', 'b'), tiny('b', 'c'), tiny('c', 'recurse')],
    turn: ['recurse', 'a', 'b', 'c'].map(frame),
  },
  {
    name: 'a small function of two parameters',
    functions: [
      entering('kept', times(2, 'i64')),
      withParameters('kept', times(2, 'i64'), [], ['call $kept']),
    ],
    ...KEPT,
  },
  {
    name: 'one function in a table',
    functions: [tiny('recurse', 'through'), withLocals('through', [], ['i32.const 0', 'call_indirect'])],
    fields: '(table 1 funcref) (elem (i32.const 0) $recurse)',
    turn: [frame('recurse'), frame('through')],
  },
  {
    name: 'one leaf of 40 values, called twice',
    functions: [entering('kept', ['i64'], 1), ...callingTwice(1, 40)],
    entry: [frame('recurse')],
    turn: [frame('kept'), ...leaves(1)],
  },
  {
    name: '40 leaves of 20 values, each called twice',
    functions: [entering('kept', ['i64'], 1), ...callingTwice(40, 20)],
    entry: [frame('recurse')],
    turn: [frame('kept'), ...leaves(40)],
  },
];

/** Values that are neither locals nor operands, but kept by compilers that optimise. */
const KEPT_VALUES: readonly StackShape[] = [
  ...[30, 500, 2_000].map((values) => ({
    name: `${values} products before and after`,
    functions: [entering('kept', ['i64'], 1), computingTwice(values)],
    ...KEPT,
  })),
  ...[50, 2_000].map((values) => ({
    name: `${values} products in each round of a loop`,
    functions: [entering('kept', ['i64'], 1), computingInLoop(values)],
    ...KEPT,
  })),
  alone('300 constants before and after', 3, [...[...floats(300), ...RECURSE, ...floats(300)]]),
];

/** Different constants, each added to one unknown value. */
function floats(constants: number): string[] {
  const add = range(constants).flatMap((i) => [`f64.const ${i}.37`, 'f64.add']);
  return [...unknown('f64', 0), ...add, ...absorb('f64')];
}

const IMPORT = '(import "host" "message" (func $message))\n';
const deepen = withLocals('deepen', times(50, 'i64'), ['call $deepen']);

/** Guest frames between one message and the next: the export, then one function under it again and again. */
function messages(name: string, frames: number, call: readonly string[], fields = IMPORT): StackShape {
  const descend: ShapeFunction = {
    name: 'descend',
    params: ['i32'],
    operands: 2,
    code: [
      ...[...count(), 'local.get 0', 'i32.eqz', 'if', ...call, 'else'],
      ...['local.get 0', 'i32.const 1', 'i32.sub', 'call $descend', 'end'],
    ],
  };
  const recurse = withLocals('recurse', times(50, 'i64'), [`i32.const ${frames - 1}`, 'call $descend']);
  const turn = [frame('recurse'), ...range(frames).map(() => frame('descend')), MESSAGE];
  return { name, fields, functions: [recurse, descend, deepen], turn, last: [frame('deepen')] };
}

const HOST: readonly StackShape[] = [
  messages('guest and host in turn', 1, ['call $message']),
  messages('guest and host in turn, 14 frames each', 14, ['call $message']),
  messages('guest and host in turn, 40 frames each', 40, ['call $message']),
  messages(
    'guest and host in turn, the host through a table',
    1,
    ['i32.const 0', 'call_indirect'],
    `${IMPORT}(table 1 funcref) (elem (i32.const 0) $message)`,
  ),
  {
    name: 'the host runs another export in every frame',
    fields: '(import "host" "help" (func $help))\n',
    functions: [
      withLocals('recurse', times(20, 'i64'), ['call $help', ...RECURSE]),
      { name: 'helper', results: ['i32'], operands: 1, code: ['i32.const 0'] },
    ],
    turn: [frame('recurse'), leaf('helper')],
  },
];

export const STACK_SHAPES: readonly StackShape[] = [
  ...[...BOUNDARIES, ...LOCALS, CANONICAL, ...OPERANDS, ...PARAMETERS, ...INDIRECT_PARAMETERS, ...MUTUAL],
  ...[...CONTROL, ...OPERATIONS, ...INLINED, ...KEPT_VALUES, ...HOST],
];
