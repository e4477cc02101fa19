/** Plain numeric instructions by opcode: what the opcode table names, found in the tables of this folder. */

import { CODES, OPCODE_BY_CODE } from '../../runtime/wasm/opcodes.js';
import { CONVERSIONS } from './conversions.js';
import { FLOAT_BINARY, FLOAT_UNARY } from './floats.js';
import { type Binary, INTEGER_BINARY, INTEGER_UNARY, type Unary } from './integers.js';
import type { Value } from './values.js';

/** A numeric instruction on the top of a stack of operands. */
export type NumericOperation = (stack: Value[]) => void;

function onOne(operation: Unary): NumericOperation {
  const apply = operation as (x: Value) => Value;
  return (stack) => {
    stack.push(apply(stack.pop() as Value));
  };
}

function onTwo(operation: Binary): NumericOperation {
  const apply = operation as (x: Value, y: Value) => Value;
  return (stack) => {
    const y = stack.pop() as Value;
    stack.push(apply(stack.pop() as Value, y));
  };
}

function numericOperation(name: string): NumericOperation | undefined {
  const [type, rest] = name.split('.');
  const unary = CONVERSIONS[name] ?? INTEGER_UNARY[type]?.[rest] ?? FLOAT_UNARY[type]?.[rest];
  if (unary !== undefined) return onOne(unary);
  const binary = INTEGER_BINARY[type]?.[rest] ?? FLOAT_BINARY[type]?.[rest];
  return binary === undefined ? undefined : onTwo(binary);
}

/** By code of the opcode table; a hole is no numeric instruction. */
export const NUMERIC: readonly (NumericOperation | undefined)[] = Array.from({ length: CODES }, (_, code) =>
  numericOperation(OPCODE_BY_CODE[code]?.name ?? ''),
);
