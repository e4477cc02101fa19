/** Functions of shapes: what each holds while it recurses. */

import type { ShapeFunction, ValueType } from './shape.js';

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
export const times = (count: number, ...types: ValueType[]): ValueType[] => range(count).flatMap(() => types);

const ZERO: Readonly<Record<ValueType, string>> = {
  i32: 'i32.const 0',
  i64: 'i64.const 0',
  f32: 'f32.const 0',
  f64: 'f64.const 0',
  funcref: 'ref.null func',
  externref: 'ref.null extern',
};

/** Counts the frame; returns if it is the last one allowed. Two operands, or the results. */
export const count = (results: readonly ValueType[] = []): string[] => [
  ...['global.get $left', 'i32.const 1', 'i32.sub', 'global.set $left'],
  ...['global.get $left', 'i32.const 0', 'i32.le_s', 'if'],
  ...results.map((type) => ZERO[type]),
  ...['return', 'end'],
];

/**
 * A value that no compiler can know, the i-th of many different ones. Two operands. No arithmetic on floats:
 * V8 makes a branch of each result that is made canonical, and takes seconds for thousands.
 */
export function unknown(type: ValueType, i: number): string[] {
  switch (type) {
    case 'i32':
      return ['global.get $left', `i32.const ${i + 1}`, 'i32.mul'];
    case 'i64':
      return ['global.get $left', 'i64.extend_i32_s', `i64.const ${i + 1}`, 'i64.mul'];
    case 'f32':
    case 'f64':
      return [...unknown('i32', i), `${type}.convert_i32_s`];
    case 'funcref':
      return ['i32.const 0', 'table.get $functions'];
    case 'externref':
      return ['i32.const 0', 'table.get $externs'];
  }
}

/** Tables for values of reference types. */
export const REFERENCE_TABLES = '(table $functions 2 funcref) (table $externs 2 externref)';

const TO_I64: Readonly<Record<ValueType, readonly string[]>> = {
  i32: ['i64.extend_i32_u'],
  i64: [],
  f32: ['i32.reinterpret_f32', 'i64.extend_i32_u'],
  f64: ['i64.reinterpret_f64'],
  funcref: ['ref.is_null', 'i64.extend_i32_u'],
  externref: ['ref.is_null', 'i64.extend_i32_u'],
};

/** Takes a value and mixes it into what the guest stores. One more operand. */
export const absorb = (type: ValueType): string[] => [
  ...TO_I64[type],
  'global.get $sink',
  'i64.xor',
  'global.set $sink',
];

/** Locals that are all different and all needed after the call in their middle. */
export function withLocals(
  name: string,
  locals: readonly ValueType[],
  call: readonly string[],
  callOperands = 0,
): ShapeFunction {
  const set = locals.flatMap((type, i) => [...unknown(type, i), `local.set ${i}`]);
  const use = locals.flatMap((type, i) => [`local.get ${i}`, ...absorb(type)]);
  return { name, locals, operands: Math.max(2, callOperands), code: [...count(), ...set, ...call, ...use] };
}

/** Values on the operand stack across a call. */
export function withOperands(
  name: string,
  types: readonly ValueType[],
  call: readonly string[],
): ShapeFunction {
  const push = types.flatMap(unknown);
  const use = [...types].reverse().flatMap(absorb);
  return { name, operands: types.length + 1, code: [...count(), ...push, ...call, ...use] };
}

/** As many locals as parameters and results: all parameters go on, each changed, one place further. */
export function withParameters(
  name: string,
  params: readonly ValueType[],
  results: readonly ValueType[],
  call: readonly string[],
  callOperands = 0,
): ShapeFunction {
  const pass = params.flatMap((type, i) => {
    const from = params.indexOf(type, i + 1);
    return [`local.get ${from < 0 ? params.indexOf(type) : from}`, ...changed(type)];
  });
  const operands = Math.max(2, params.length + 1, params.length + callOperands, results.length);
  return { name, params, results, operands, code: [...count(results), ...pass, ...call] };
}

function changed(type: ValueType): string[] {
  return type.endsWith('ref') ? [] : [`${type}.const 1`, `${type}.add`];
}

/** The export that enters a function with parameters and drops its results. */
export function entering(target: string, params: readonly ValueType[], results = 0): ShapeFunction {
  const code = [
    ...count(),
    ...params.flatMap(unknown),
    `call $${target}`,
    ...range(results).map(() => 'drop'),
  ];
  return { name: 'recurse', operands: Math.max(params.length + 1, results, 2), code };
}

/** Products of the parameter, each mixed into the value below it. Two operands more. */
const products = (values: number): string[] =>
  range(values).flatMap((i) => ['local.get 0', `i64.const ${2 * i + 3}`, 'i64.mul', 'i64.xor']);

/** What a call of a function of one i64 needs: an unknown argument, and its result absorbed. */
const callWithUnknown = (target: string): string[] => [
  ...unknown('i64', 0),
  `call $${target}`,
  ...absorb('i64'),
];

/** Computes the same values before and after the call: compilers keep them instead. */
export function computingTwice(values: number, before = products(values), after = before): ShapeFunction {
  const code = [
    ...[...count(['i64']), ...unknown('i64', 1), ...before, ...absorb('i64')],
    ...[...callWithUnknown('kept'), 'global.get $sink', ...after],
  ];
  return { name: 'kept', params: ['i64'], results: ['i64'], operands: 3, code };
}

/** Computes the same values in each round of a loop that calls: compilers move them before the loop. */
export function computingInLoop(values: number): ShapeFunction {
  const code = [
    ...[...count(['i64']), 'i32.const 2', 'local.set 1', 'loop'],
    ...[...callWithUnknown('kept'), 'global.get $sink', ...products(values), 'global.set $sink'],
    ...['local.get 1', 'i32.const 1', 'i32.sub', 'local.tee 1', 'br_if 0', 'end', 'global.get $sink'],
  ];
  return { name: 'kept', params: ['i64'], results: ['i64'], locals: ['i32'], operands: 3, code };
}

/** Calls of small functions, which hold `values` each, before and after: where they are inlined, as above. */
export function callingTwice(leaves: number, values: number): ShapeFunction[] {
  const calls = range(leaves).flatMap((i) => ['local.get 0', `call $leaf${i}`, 'i64.xor']);
  const leafOf = (i: number): ShapeFunction => ({
    name: `leaf${i}`,
    params: ['i64'],
    results: ['i64'],
    operands: 3,
    code: ['local.get 0', `i64.const ${i + 1}`, 'i64.add', ...products(values)],
  });
  return [computingTwice(0, calls), ...range(leaves).map(leafOf)];
}
