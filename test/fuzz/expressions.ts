/** Expressions in a sequence of instructions: an instruction with everything that computes its operands. */

import { BLOCK_EMPTY, BLOCK_IN_PLACE } from '../../runtime/wasm/code.js';
import { I32, isReferenceType, type ValueType, type WasmModule } from '../../runtime/wasm/module.js';
import { OP, OPCODE_BY_CODE } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import { TYPE_OF_LETTER, writeConstant } from './module-plan.js';

export interface Instruction {
  readonly op: number;
  /** As in `Code`. */
  readonly a: number;
  readonly bytes: Uint8Array;
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** Instructions that give zeros and nulls of these types. */
export function zeros(types: readonly ValueType[]): Uint8Array {
  const out = new ByteWriter(16);
  for (const type of types) {
    if (isReferenceType(type)) out.bytes(Uint8Array.of(OP.refNull, type));
    else writeConstant(out, type, 0n);
  }
  return out.toBytes();
}

/** Values taken and given; the types of what is given, if they are known without the rest of the code. */
interface Effect {
  readonly takes: number;
  readonly gives: number;
  readonly results?: readonly ValueType[];
}

const giving = (takes: number, ...results: ValueType[]): Effect => ({
  takes,
  gives: results.length,
  results,
});

/** Undefined for control and for what nobody needs. */
function effectOf(
  { types, functions, globals, tables }: WasmModule,
  locals: ArrayLike<number>,
  { op, a }: Instruction,
): Effect | undefined {
  const signature = OPCODE_BY_CODE[op]?.signature;
  if (signature !== undefined) {
    return giving(
      signature.operands.length,
      ...[...signature.results].map((letter) => TYPE_OF_LETTER[letter]),
    );
  }
  switch (op) {
    case OP.localGet:
      return giving(0, locals[a]);
    case OP.localTee:
      return giving(1, locals[a]);
    case OP.globalGet:
      return giving(0, globals[a].type);
    case OP.localSet:
    case OP.globalSet:
    case OP.drop:
      return giving(1);
    case OP.select:
      return { takes: 3, gives: 1 };
    case OP.selectTyped:
      return giving(3, a);
    case OP.call: {
      const { params, results } = types[functions[a]];
      return giving(params.length, ...results);
    }
    case OP.callIndirect: {
      const { params, results } = types[a];
      return giving(params.length + 1, ...results);
    }
    case OP.refNull:
      return giving(0, a);
    case OP.refIsNull:
      return giving(1, I32);
    case OP.tableGet:
      return giving(1, tables[a].element);
    case OP.tableSet:
      return giving(2);
    default:
      return undefined;
  }
}

/** Effect of a whole block, as far as its type is written in place. */
function effectOfBlock({ op, a }: Instruction): Effect | undefined {
  if (a < BLOCK_IN_PLACE) return undefined;
  const takes = op === OP.if ? 1 : 0;
  return a === BLOCK_EMPTY ? giving(takes) : giving(takes, a - BLOCK_IN_PLACE);
}

/** Position of the block, loop or if that ends at `end`, or -1. */
function blockStart(instructions: readonly Instruction[], end: number): number {
  let depth = 0;
  for (let i = end; i >= 0; i--) {
    const { op } = instructions[i];
    if (op === OP.end) depth++;
    else if (op === OP.block || op === OP.loop || op === OP.if) depth--;
    if (depth === 0) return i;
  }
  return -1;
}

/** One instruction, or a whole block, that ends at `last`. */
function unitEndingAt(
  module: WasmModule,
  locals: ArrayLike<number>,
  instructions: readonly Instruction[],
  last: number,
): { readonly from: number; readonly effect: Effect } | undefined {
  const from = instructions[last].op === OP.end ? blockStart(instructions, last) : last;
  if (from < 0) return undefined;
  const effect =
    from < last ? effectOfBlock(instructions[from]) : effectOf(module, locals, instructions[last]);
  return effect && { from, effect };
}

/**
 * Where the expression starts that ends with instruction `last`, and what it gives; undefined where that
 * cannot be told.
 */
export function expressionEndingAt(
  module: WasmModule,
  locals: ArrayLike<number>,
  instructions: readonly Instruction[],
  last: number,
): { readonly from: number; readonly results: readonly ValueType[] | undefined } | undefined {
  const unit = unitEndingAt(module, locals, instructions, last);
  if (unit === undefined) return undefined;
  let { from } = unit;
  let missing = unit.effect.takes;
  while (missing > 0) {
    const operand = from > 0 ? unitEndingAt(module, locals, instructions, from - 1) : undefined;
    // More than is needed would leave something over.
    if (operand === undefined || operand.effect.gives > missing) return undefined;
    missing += operand.effect.takes - operand.effect.gives;
    from = operand.from;
  }
  return { from, results: unit.effect.results };
}
