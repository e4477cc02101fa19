/** One function as the interpreter and the analyses read it: an object per instruction, blocks matched. */

import { BLOCK_EMPTY, BLOCK_IN_PLACE, Code, decodeCode, localTypes } from '../../runtime/wasm/code.js';
import {
  type FunctionType,
  importedCount,
  type ValueType,
  type WasmModule,
} from '../../runtime/wasm/module.js';
import { OP, OPCODE_BY_CODE, type Opcode } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import type { Value } from './values.js';

export interface Instruction {
  readonly op: number;
  readonly row: Opcode;
  /** Immediates as in `Code`. */
  readonly a: number;
  readonly b: number;
  /** Of constants. */
  readonly constant: Value;
  /** Of br, br_if, return and br_table: labels, the default one last; of return the function's label. */
  readonly labels: readonly number[];
  /** Of block, loop and if. */
  readonly type: FunctionType | undefined;
  /** Of block, loop, if and else: position of the matching `end`. */
  readonly end: number;
  /** Of an if: position of its `else`; -1 without. */
  readonly else: number;
}

export interface Body {
  readonly functionIndex: number;
  readonly type: FunctionType;
  /** Types of parameters and locals. */
  readonly locals: readonly ValueType[];
  /** With the final `end`. */
  readonly instructions: readonly Instruction[];
}

/** Signed LEB128. */
function signedInteger(bytes: Uint8Array): bigint {
  const bits = [...bytes].reduce((sum, byte, k) => sum + (BigInt(byte & 0x7f) << BigInt(7 * k)), 0n);
  return BigInt.asIntN(7 * bytes.length, bits);
}

/** Value of a constant instruction from the bytes of its immediate. */
export function constantOf(op: number, immediate: Uint8Array): Value {
  const view = new DataView(immediate.buffer, immediate.byteOffset, immediate.byteLength);
  switch (op) {
    case OP.i32Const:
      return Number(signedInteger(immediate));
    case OP.i64Const:
      return signedInteger(immediate);
    case OP.f32Const:
      return view.getUint32(0, true);
    case OP.f64Const:
      return view.getBigUint64(0, true);
    default:
      return 0;
  }
}

function blockType(module: WasmModule, encoded: number): FunctionType {
  if (encoded === BLOCK_EMPTY) return { params: [], results: [] };
  if (encoded >= BLOCK_IN_PLACE) return { params: [], results: [encoded - BLOCK_IN_PLACE] };
  return module.types[encoded];
}

function labelsOf(code: Code, i: number): readonly number[] {
  if (code.op[i] === OP.brTable) return [...code.labels.subarray(code.a[i], code.a[i] + code.b[i])];
  return code.op[i] === OP.br || code.op[i] === OP.brIf || code.op[i] === OP.return ? [code.a[i]] : [];
}

const OPENS: ReadonlySet<number> = new Set([OP.block, OP.loop, OP.if]);

/** Position of the matching `end` of every block, loop, if and else, and of the `else` of every if. */
function matchBlocks(code: Code): { ends: number[]; elses: number[] } {
  const ends: number[] = [];
  const elses: number[] = [];
  const open: number[] = [];
  for (let i = 0; i < code.count; i++) {
    const op = code.op[i];
    if (OPENS.has(op)) open.push(i);
    if (op === OP.else) elses[open[open.length - 1]] = i;
    if (op !== OP.end) continue;
    const start = open.pop() ?? -1;
    ends[start] = i;
    if (elses[start] !== undefined) ends[elses[start]] = i;
  }
  return { ends, elses };
}

/** Decodes the function of this index, which has a body. */
export function readBody(module: WasmModule, functionIndex: number, profile: Profile): Body {
  const code = new Code();
  const encoded = module.bodies[functionIndex - importedCount(module, 'function')];
  decodeCode(code, encoded, functionIndex, profile);
  const { ends, elses } = matchBlocks(code);
  const instructions: Instruction[] = [];
  for (let i = 0; i < code.count; i++) {
    const op = code.op[i];
    const row = OPCODE_BY_CODE[op] as Opcode;
    instructions.push({
      op,
      row,
      a: code.a[i],
      b: code.b[i],
      constant: constantOf(op, code.bytes.subarray(code.position[i] + 1, code.position[i + 1])),
      labels: labelsOf(code, i),
      type: OPENS.has(op) ? blockType(module, code.a[i]) : undefined,
      end: ends[i] ?? -1,
      else: elses[i] ?? -1,
    });
  }
  return {
    functionIndex,
    type: module.types[module.functions[functionIndex]],
    locals: [...localTypes(module, functionIndex, encoded)],
    instructions,
  };
}
