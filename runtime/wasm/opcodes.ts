/**
 * THE opcode table. What is not in it does not exist: the reader, the validator, the fuel weights, the NaN
 * pass and the names in messages are all derived from these rows.
 *
 * Accepted: WebAssembly 2.0 (https://www.w3.org/TR/wasm-core-2/) without SIMD. Features that have no row
 * here, and so are rejected: SIMD, threads, memory64, multi-memory, exceptions, tail calls, GC.
 */

import type { CostClass } from '../schedule.js';

/** What follows an opcode in the binary format (section 5.4). */
export type Immediate =
  | 'none'
  | 'blockType'
  | 'label'
  | 'labels'
  | 'function'
  | 'typeTable'
  | 'local'
  | 'global'
  | 'table'
  | 'tablePair'
  | 'elementTable'
  | 'element'
  | 'memarg'
  /** One zero byte: the only memory. */
  | 'memory'
  | 'memoryPair'
  | 'dataMemory'
  | 'data'
  | 'i32'
  | 'i64'
  | 'f32'
  | 'f64'
  | 'referenceType'
  | 'valueTypes';

/** The result is canonicalised when it is NaN (SEMANTICS, DESIGN 3.4). */
type NanRule = 'canonicalNan';

/**
 * code, text name, immediate, signature, cost class. Signature: operands `:` results with i = i32, l = i64, f
 * = f32, d = f64; `*` means that the validator has a rule of its own. Codes from 0x100 stand for 0xfc and a
 * second byte.
 */
type Row = readonly [code: number, name: string, Immediate, signature: string, CostClass, NanRule?];

const ROWS: readonly Row[] = [
  // Control (5.4.1)
  [0x00, 'unreachable', 'none', '*', 'simple'],
  [0x01, 'nop', 'none', ':', 'simple'],
  [0x02, 'block', 'blockType', '*', 'structure'],
  [0x03, 'loop', 'blockType', '*', 'structure'],
  [0x04, 'if', 'blockType', '*', 'simple'],
  [0x05, 'else', 'none', '*', 'structure'],
  [0x0b, 'end', 'none', '*', 'structure'],
  [0x0c, 'br', 'label', '*', 'simple'],
  [0x0d, 'br_if', 'label', '*', 'simple'],
  [0x0e, 'br_table', 'labels', '*', 'simple'],
  [0x0f, 'return', 'none', '*', 'simple'],
  [0x10, 'call', 'function', '*', 'call'],
  [0x11, 'call_indirect', 'typeTable', '*', 'callIndirect'],
  // Parametric (5.4.3) and variable (5.4.4)
  [0x1a, 'drop', 'none', '*', 'simple'],
  [0x1b, 'select', 'none', '*', 'simple'],
  [0x1c, 'select t', 'valueTypes', '*', 'simple'],
  [0x20, 'local.get', 'local', '*', 'simple'],
  [0x21, 'local.set', 'local', '*', 'simple'],
  [0x22, 'local.tee', 'local', '*', 'simple'],
  [0x23, 'global.get', 'global', '*', 'simple'],
  [0x24, 'global.set', 'global', '*', 'simple'],
  // Table (5.4.5)
  [0x25, 'table.get', 'table', '*', 'bulk'],
  [0x26, 'table.set', 'table', '*', 'bulk'],
  // Memory (5.4.6)
  [0x28, 'i32.load', 'memarg', 'i:i', 'load'],
  [0x29, 'i64.load', 'memarg', 'i:l', 'load'],
  [0x2a, 'f32.load', 'memarg', 'i:f', 'load'],
  [0x2b, 'f64.load', 'memarg', 'i:d', 'load'],
  [0x2c, 'i32.load8_s', 'memarg', 'i:i', 'load'],
  [0x2d, 'i32.load8_u', 'memarg', 'i:i', 'load'],
  [0x2e, 'i32.load16_s', 'memarg', 'i:i', 'load'],
  [0x2f, 'i32.load16_u', 'memarg', 'i:i', 'load'],
  [0x30, 'i64.load8_s', 'memarg', 'i:l', 'load'],
  [0x31, 'i64.load8_u', 'memarg', 'i:l', 'load'],
  [0x32, 'i64.load16_s', 'memarg', 'i:l', 'load'],
  [0x33, 'i64.load16_u', 'memarg', 'i:l', 'load'],
  [0x34, 'i64.load32_s', 'memarg', 'i:l', 'load'],
  [0x35, 'i64.load32_u', 'memarg', 'i:l', 'load'],
  [0x36, 'i32.store', 'memarg', 'ii:', 'store'],
  [0x37, 'i64.store', 'memarg', 'il:', 'store'],
  [0x38, 'f32.store', 'memarg', 'if:', 'store'],
  [0x39, 'f64.store', 'memarg', 'id:', 'store'],
  [0x3a, 'i32.store8', 'memarg', 'ii:', 'store'],
  [0x3b, 'i32.store16', 'memarg', 'ii:', 'store'],
  [0x3c, 'i64.store8', 'memarg', 'il:', 'store'],
  [0x3d, 'i64.store16', 'memarg', 'il:', 'store'],
  [0x3e, 'i64.store32', 'memarg', 'il:', 'store'],
  [0x3f, 'memory.size', 'memory', ':i', 'simple'],
  [0x40, 'memory.grow', 'memory', 'i:i', 'grow'],
  // Numeric (5.4.7)
  [0x41, 'i32.const', 'i32', ':i', 'simple'],
  [0x42, 'i64.const', 'i64', ':l', 'simple'],
  [0x43, 'f32.const', 'f32', ':f', 'simple'],
  [0x44, 'f64.const', 'f64', ':d', 'simple'],
  [0x45, 'i32.eqz', 'none', 'i:i', 'simple'],
  [0x46, 'i32.eq', 'none', 'ii:i', 'simple'],
  [0x47, 'i32.ne', 'none', 'ii:i', 'simple'],
  [0x48, 'i32.lt_s', 'none', 'ii:i', 'simple'],
  [0x49, 'i32.lt_u', 'none', 'ii:i', 'simple'],
  [0x4a, 'i32.gt_s', 'none', 'ii:i', 'simple'],
  [0x4b, 'i32.gt_u', 'none', 'ii:i', 'simple'],
  [0x4c, 'i32.le_s', 'none', 'ii:i', 'simple'],
  [0x4d, 'i32.le_u', 'none', 'ii:i', 'simple'],
  [0x4e, 'i32.ge_s', 'none', 'ii:i', 'simple'],
  [0x4f, 'i32.ge_u', 'none', 'ii:i', 'simple'],
  [0x50, 'i64.eqz', 'none', 'l:i', 'simple'],
  [0x51, 'i64.eq', 'none', 'll:i', 'simple'],
  [0x52, 'i64.ne', 'none', 'll:i', 'simple'],
  [0x53, 'i64.lt_s', 'none', 'll:i', 'simple'],
  [0x54, 'i64.lt_u', 'none', 'll:i', 'simple'],
  [0x55, 'i64.gt_s', 'none', 'll:i', 'simple'],
  [0x56, 'i64.gt_u', 'none', 'll:i', 'simple'],
  [0x57, 'i64.le_s', 'none', 'll:i', 'simple'],
  [0x58, 'i64.le_u', 'none', 'll:i', 'simple'],
  [0x59, 'i64.ge_s', 'none', 'll:i', 'simple'],
  [0x5a, 'i64.ge_u', 'none', 'll:i', 'simple'],
  [0x5b, 'f32.eq', 'none', 'ff:i', 'simple'],
  [0x5c, 'f32.ne', 'none', 'ff:i', 'simple'],
  [0x5d, 'f32.lt', 'none', 'ff:i', 'simple'],
  [0x5e, 'f32.gt', 'none', 'ff:i', 'simple'],
  [0x5f, 'f32.le', 'none', 'ff:i', 'simple'],
  [0x60, 'f32.ge', 'none', 'ff:i', 'simple'],
  [0x61, 'f64.eq', 'none', 'dd:i', 'simple'],
  [0x62, 'f64.ne', 'none', 'dd:i', 'simple'],
  [0x63, 'f64.lt', 'none', 'dd:i', 'simple'],
  [0x64, 'f64.gt', 'none', 'dd:i', 'simple'],
  [0x65, 'f64.le', 'none', 'dd:i', 'simple'],
  [0x66, 'f64.ge', 'none', 'dd:i', 'simple'],
  [0x67, 'i32.clz', 'none', 'i:i', 'simple'],
  [0x68, 'i32.ctz', 'none', 'i:i', 'simple'],
  [0x69, 'i32.popcnt', 'none', 'i:i', 'simple'],
  [0x6a, 'i32.add', 'none', 'ii:i', 'simple'],
  [0x6b, 'i32.sub', 'none', 'ii:i', 'simple'],
  [0x6c, 'i32.mul', 'none', 'ii:i', 'simple'],
  [0x6d, 'i32.div_s', 'none', 'ii:i', 'divide'],
  [0x6e, 'i32.div_u', 'none', 'ii:i', 'divide'],
  [0x6f, 'i32.rem_s', 'none', 'ii:i', 'remainder'],
  [0x70, 'i32.rem_u', 'none', 'ii:i', 'remainder'],
  [0x71, 'i32.and', 'none', 'ii:i', 'simple'],
  [0x72, 'i32.or', 'none', 'ii:i', 'simple'],
  [0x73, 'i32.xor', 'none', 'ii:i', 'simple'],
  [0x74, 'i32.shl', 'none', 'ii:i', 'simple'],
  [0x75, 'i32.shr_s', 'none', 'ii:i', 'simple'],
  [0x76, 'i32.shr_u', 'none', 'ii:i', 'simple'],
  [0x77, 'i32.rotl', 'none', 'ii:i', 'simple'],
  [0x78, 'i32.rotr', 'none', 'ii:i', 'simple'],
  [0x79, 'i64.clz', 'none', 'l:l', 'simple'],
  [0x7a, 'i64.ctz', 'none', 'l:l', 'simple'],
  [0x7b, 'i64.popcnt', 'none', 'l:l', 'simple'],
  [0x7c, 'i64.add', 'none', 'll:l', 'simple'],
  [0x7d, 'i64.sub', 'none', 'll:l', 'simple'],
  [0x7e, 'i64.mul', 'none', 'll:l', 'simple'],
  [0x7f, 'i64.div_s', 'none', 'll:l', 'divide'],
  [0x80, 'i64.div_u', 'none', 'll:l', 'divide'],
  [0x81, 'i64.rem_s', 'none', 'll:l', 'remainder'],
  [0x82, 'i64.rem_u', 'none', 'll:l', 'remainder'],
  [0x83, 'i64.and', 'none', 'll:l', 'simple'],
  [0x84, 'i64.or', 'none', 'll:l', 'simple'],
  [0x85, 'i64.xor', 'none', 'll:l', 'simple'],
  [0x86, 'i64.shl', 'none', 'll:l', 'simple'],
  [0x87, 'i64.shr_s', 'none', 'll:l', 'simple'],
  [0x88, 'i64.shr_u', 'none', 'll:l', 'simple'],
  [0x89, 'i64.rotl', 'none', 'll:l', 'simple'],
  [0x8a, 'i64.rotr', 'none', 'll:l', 'simple'],
  [0x8b, 'f32.abs', 'none', 'f:f', 'simple'],
  [0x8c, 'f32.neg', 'none', 'f:f', 'simple'],
  [0x8d, 'f32.ceil', 'none', 'f:f', 'round', 'canonicalNan'],
  [0x8e, 'f32.floor', 'none', 'f:f', 'round', 'canonicalNan'],
  [0x8f, 'f32.trunc', 'none', 'f:f', 'round', 'canonicalNan'],
  [0x90, 'f32.nearest', 'none', 'f:f', 'round', 'canonicalNan'],
  [0x91, 'f32.sqrt', 'none', 'f:f', 'squareRoot', 'canonicalNan'],
  [0x92, 'f32.add', 'none', 'ff:f', 'simple', 'canonicalNan'],
  [0x93, 'f32.sub', 'none', 'ff:f', 'simple', 'canonicalNan'],
  [0x94, 'f32.mul', 'none', 'ff:f', 'floatMultiply', 'canonicalNan'],
  [0x95, 'f32.div', 'none', 'ff:f', 'floatDivide', 'canonicalNan'],
  [0x96, 'f32.min', 'none', 'ff:f', 'simple', 'canonicalNan'],
  [0x97, 'f32.max', 'none', 'ff:f', 'simple', 'canonicalNan'],
  [0x98, 'f32.copysign', 'none', 'ff:f', 'simple'],
  [0x99, 'f64.abs', 'none', 'd:d', 'simple'],
  [0x9a, 'f64.neg', 'none', 'd:d', 'simple'],
  [0x9b, 'f64.ceil', 'none', 'd:d', 'round', 'canonicalNan'],
  [0x9c, 'f64.floor', 'none', 'd:d', 'round', 'canonicalNan'],
  [0x9d, 'f64.trunc', 'none', 'd:d', 'round', 'canonicalNan'],
  [0x9e, 'f64.nearest', 'none', 'd:d', 'round', 'canonicalNan'],
  [0x9f, 'f64.sqrt', 'none', 'd:d', 'squareRoot', 'canonicalNan'],
  [0xa0, 'f64.add', 'none', 'dd:d', 'simple', 'canonicalNan'],
  [0xa1, 'f64.sub', 'none', 'dd:d', 'simple', 'canonicalNan'],
  [0xa2, 'f64.mul', 'none', 'dd:d', 'floatMultiply', 'canonicalNan'],
  [0xa3, 'f64.div', 'none', 'dd:d', 'floatDivide', 'canonicalNan'],
  [0xa4, 'f64.min', 'none', 'dd:d', 'simple', 'canonicalNan'],
  [0xa5, 'f64.max', 'none', 'dd:d', 'simple', 'canonicalNan'],
  [0xa6, 'f64.copysign', 'none', 'dd:d', 'simple'],
  [0xa7, 'i32.wrap_i64', 'none', 'l:i', 'simple'],
  [0xa8, 'i32.trunc_f32_s', 'none', 'f:i', 'convert'],
  [0xa9, 'i32.trunc_f32_u', 'none', 'f:i', 'convert'],
  [0xaa, 'i32.trunc_f64_s', 'none', 'd:i', 'convert'],
  [0xab, 'i32.trunc_f64_u', 'none', 'd:i', 'convert'],
  [0xac, 'i64.extend_i32_s', 'none', 'i:l', 'simple'],
  [0xad, 'i64.extend_i32_u', 'none', 'i:l', 'simple'],
  [0xae, 'i64.trunc_f32_s', 'none', 'f:l', 'convert'],
  [0xaf, 'i64.trunc_f32_u', 'none', 'f:l', 'convert'],
  [0xb0, 'i64.trunc_f64_s', 'none', 'd:l', 'convert'],
  [0xb1, 'i64.trunc_f64_u', 'none', 'd:l', 'convert'],
  [0xb2, 'f32.convert_i32_s', 'none', 'i:f', 'convert'],
  [0xb3, 'f32.convert_i32_u', 'none', 'i:f', 'convert'],
  [0xb4, 'f32.convert_i64_s', 'none', 'l:f', 'convert'],
  [0xb5, 'f32.convert_i64_u', 'none', 'l:f', 'convert'],
  [0xb6, 'f32.demote_f64', 'none', 'd:f', 'convert', 'canonicalNan'],
  [0xb7, 'f64.convert_i32_s', 'none', 'i:d', 'convert'],
  [0xb8, 'f64.convert_i32_u', 'none', 'i:d', 'convert'],
  [0xb9, 'f64.convert_i64_s', 'none', 'l:d', 'convert'],
  [0xba, 'f64.convert_i64_u', 'none', 'l:d', 'convert'],
  [0xbb, 'f64.promote_f32', 'none', 'f:d', 'convert', 'canonicalNan'],
  [0xbc, 'i32.reinterpret_f32', 'none', 'f:i', 'simple'],
  [0xbd, 'i64.reinterpret_f64', 'none', 'd:l', 'simple'],
  [0xbe, 'f32.reinterpret_i32', 'none', 'i:f', 'simple'],
  [0xbf, 'f64.reinterpret_i64', 'none', 'l:d', 'simple'],
  [0xc0, 'i32.extend8_s', 'none', 'i:i', 'simple'],
  [0xc1, 'i32.extend16_s', 'none', 'i:i', 'simple'],
  [0xc2, 'i64.extend8_s', 'none', 'l:l', 'simple'],
  [0xc3, 'i64.extend16_s', 'none', 'l:l', 'simple'],
  [0xc4, 'i64.extend32_s', 'none', 'l:l', 'simple'],
  // Reference (5.4.2)
  [0xd0, 'ref.null', 'referenceType', '*', 'simple'],
  [0xd1, 'ref.is_null', 'none', '*', 'simple'],
  [0xd2, 'ref.func', 'function', '*', 'call'],
  // Prefixed 0xfc: saturating truncation, bulk memory, tables; the code is 0x100 + the second byte
  [0x100, 'i32.trunc_sat_f32_s', 'none', 'f:i', 'convert'],
  [0x101, 'i32.trunc_sat_f32_u', 'none', 'f:i', 'convert'],
  [0x102, 'i32.trunc_sat_f64_s', 'none', 'd:i', 'convert'],
  [0x103, 'i32.trunc_sat_f64_u', 'none', 'd:i', 'convert'],
  [0x104, 'i64.trunc_sat_f32_s', 'none', 'f:l', 'convert'],
  [0x105, 'i64.trunc_sat_f32_u', 'none', 'f:l', 'convert'],
  [0x106, 'i64.trunc_sat_f64_s', 'none', 'd:l', 'convert'],
  [0x107, 'i64.trunc_sat_f64_u', 'none', 'd:l', 'convert'],
  [0x108, 'memory.init', 'dataMemory', 'iii:', 'bulk'],
  [0x109, 'data.drop', 'data', ':', 'bulk'],
  [0x10a, 'memory.copy', 'memoryPair', 'iii:', 'bulk'],
  [0x10b, 'memory.fill', 'memory', 'iii:', 'bulk'],
  [0x10c, 'table.init', 'elementTable', '*', 'bulk'],
  [0x10d, 'elem.drop', 'element', '*', 'bulk'],
  [0x10e, 'table.copy', 'tablePair', '*', 'bulk'],
  [0x10f, 'table.grow', 'table', '*', 'grow'],
  [0x110, 'table.size', 'table', '*', 'simple'],
  [0x111, 'table.fill', 'table', '*', 'bulk'],
];

/** Prefix byte of the codes from `PREFIXED` on. */
export const PREFIX = 0xfc;
export const PREFIXED = 0x100;
/** One more than the largest code. */
export const CODES = 0x112;

export interface Opcode {
  readonly code: number;
  readonly name: string;
  readonly immediate: Immediate;
  /** `undefined` where the validator has a rule of its own. */
  readonly signature: { readonly operands: string; readonly results: string } | undefined;
  readonly cost: CostClass;
  readonly canonicalNan: boolean;
}

function toOpcode([code, name, immediate, signature, cost, nan]: Row): Opcode {
  const [operands, results] = signature.split(':');
  return {
    code,
    name,
    immediate,
    signature: signature === '*' ? undefined : { operands, results },
    cost,
    canonicalNan: nan !== undefined,
  };
}

export const OPCODES: readonly Opcode[] = ROWS.map(toOpcode);

/** Rows by code; a hole is a rejected opcode. */
export const OPCODE_BY_CODE: readonly (Opcode | undefined)[] = Array.from({ length: CODES }, (_, code) =>
  OPCODES.find((opcode) => opcode.code === code),
);

const CODE_BY_NAME = new Map(OPCODES.map((opcode) => [opcode.name, opcode.code]));

/** Code of a text name that is known to be in the table. */
function codeOf(name: string): number {
  const code = CODE_BY_NAME.get(name);
  if (code === undefined) throw new Error(`no opcode ${name}`);
  return code;
}

/** Codes that passes name one by one. */
export const OP = {
  unreachable: codeOf('unreachable'),
  block: codeOf('block'),
  loop: codeOf('loop'),
  if: codeOf('if'),
  else: codeOf('else'),
  end: codeOf('end'),
  br: codeOf('br'),
  brIf: codeOf('br_if'),
  brTable: codeOf('br_table'),
  return: codeOf('return'),
  call: codeOf('call'),
  callIndirect: codeOf('call_indirect'),
  drop: codeOf('drop'),
  select: codeOf('select'),
  selectTyped: codeOf('select t'),
  localGet: codeOf('local.get'),
  localSet: codeOf('local.set'),
  localTee: codeOf('local.tee'),
  globalGet: codeOf('global.get'),
  globalSet: codeOf('global.set'),
  tableGet: codeOf('table.get'),
  tableSet: codeOf('table.set'),
  memorySize: codeOf('memory.size'),
  memoryGrow: codeOf('memory.grow'),
  i32Const: codeOf('i32.const'),
  i64Const: codeOf('i64.const'),
  f32Const: codeOf('f32.const'),
  f64Const: codeOf('f64.const'),
  i32Eq: codeOf('i32.eq'),
  i32Add: codeOf('i32.add'),
  i32Sub: codeOf('i32.sub'),
  i32And: codeOf('i32.and'),
  i32WrapI64: codeOf('i32.wrap_i64'),
  i64LtS: codeOf('i64.lt_s'),
  i64GtU: codeOf('i64.gt_u'),
  i64Add: codeOf('i64.add'),
  i64Sub: codeOf('i64.sub'),
  i64Mul: codeOf('i64.mul'),
  i64And: codeOf('i64.and'),
  i64Or: codeOf('i64.or'),
  i64Shl: codeOf('i64.shl'),
  i64ShrS: codeOf('i64.shr_s'),
  i64ShrU: codeOf('i64.shr_u'),
  i64ExtendI32U: codeOf('i64.extend_i32_u'),
  f32Eq: codeOf('f32.eq'),
  f64Eq: codeOf('f64.eq'),
  i32GtS: codeOf('i32.gt_s'),
  refNull: codeOf('ref.null'),
  refIsNull: codeOf('ref.is_null'),
  refFunc: codeOf('ref.func'),
  memoryInit: codeOf('memory.init'),
  dataDrop: codeOf('data.drop'),
  memoryCopy: codeOf('memory.copy'),
  memoryFill: codeOf('memory.fill'),
  tableInit: codeOf('table.init'),
  elemDrop: codeOf('elem.drop'),
  tableCopy: codeOf('table.copy'),
  tableGrow: codeOf('table.grow'),
  tableSize: codeOf('table.size'),
  tableFill: codeOf('table.fill'),
} as const;

/** Name for messages, also of a code that has no row. */
export function opcodeName(code: number): string {
  const hex = (value: number) => `0x${value.toString(16).padStart(2, '0')}`;
  if (code < PREFIXED) return OPCODE_BY_CODE[code]?.name ?? hex(code);
  return OPCODE_BY_CODE[code]?.name ?? `${hex(PREFIX)} ${hex(code - PREFIXED)}`;
}

/**
 * Operations that are a basic block and a fuel segment of their own (SEMANTICS 1: "bulk, table and grow
 * operation"): the rows with cost class bulk or grow.
 */
export const IS_BOUNDARY: Uint8Array = Uint8Array.from({ length: CODES }, (_, code) =>
  ['bulk', 'grow'].includes(OPCODE_BY_CODE[code]?.cost ?? '') ? 1 : 0,
);
