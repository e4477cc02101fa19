/**
 * Instructions of one function in arrays: the form that the validator, the analyses and the rewriting passes
 * walk. One `Code` is reused for all functions of a module, so that a large module costs no object per
 * instruction.
 */

import { readReferenceType, readValueType } from './binary-types.js';
import { type FunctionBody, isNumberType, isReferenceType, type WasmModule } from './module.js';
import { CODES, type Immediate, OP, OPCODE_BY_CODE, opcodeName, PREFIX, PREFIXED } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import { ByteReader } from './reader.js';

/** `Code.a` of a block whose type is written in place: this bit and the value type, or `BLOCK_EMPTY`. */
export const BLOCK_IN_PLACE = 0x8000_0000;
const EMPTY_BLOCK_BYTE = 0x40;
export const BLOCK_EMPTY = BLOCK_IN_PLACE + EMPTY_BLOCK_BYTE;

const INITIAL_CAPACITY = 1 << 12;

export class Code {
  /** Number of instructions, the final `end` included. */
  count = 0;
  /** Function index, for messages. */
  functionIndex = 0;
  bytes: Uint8Array = new Uint8Array(0);
  /** Opcode, of the table in `opcodes.ts`. */
  op = new Uint16Array(INITIAL_CAPACITY);
  /** Where in `bytes` each instruction starts; `position[count]` is the end. */
  position = new Int32Array(INITIAL_CAPACITY);
  /**
   * First immediate: index, label, alignment, block type (a type index, or see `BLOCK_IN_PLACE`), type; of
   * `br_table` where its labels start in `labels`; of `return` the label of the function's body.
   */
  a = new Uint32Array(INITIAL_CAPACITY);
  /** Second immediate: index; of `br_table` the number of labels, the default one included. */
  b = new Uint32Array(INITIAL_CAPACITY);
  /** Labels of all `br_table`s. */
  labels = new Uint32Array(INITIAL_CAPACITY);
  labelCount = 0;
  /** Deepest nesting of labels, the function's own included. */
  depthMax = 0;

  growInstructions(): void {
    this.op = doubled(this.op, Uint16Array);
    this.position = doubled(this.position, Int32Array);
    this.a = doubled(this.a, Uint32Array);
    this.b = doubled(this.b, Uint32Array);
  }

  pushLabel(label: number): void {
    if (this.labelCount === this.labels.length) this.labels = doubled(this.labels, Uint32Array);
    this.labels[this.labelCount++] = label;
  }
}

type NumberArray = Uint8Array | Uint16Array | Int32Array | Uint32Array | Float64Array;

/** The same content in twice the room. */
export function doubled<A extends NumberArray>(array: A, Kind: new (length: number) => A): A {
  const grown = new Kind(array.length * 2);
  grown.set(array);
  return grown;
}

/** Reads an immediate into `code.a[i]` and `code.b[i]`. */
type ImmediateReader = (reader: ByteReader, code: Code, i: number) => void;

const readIndex: ImmediateReader = (reader, code, i) => {
  code.a[i] = reader.u32();
};

const readTwoIndices: ImmediateReader = (reader, code, i) => {
  code.a[i] = reader.u32();
  code.b[i] = reader.u32();
};

const readMemoryIndex: ImmediateReader = (reader) => reader.expect(0, 'zero byte expected');

const IMMEDIATE_READERS: Readonly<Record<Immediate, ImmediateReader | undefined>> = {
  none: undefined,
  blockType: readBlockType,
  label: readIndex,
  labels: readLabels,
  function: readIndex,
  typeTable: readTwoIndices,
  local: readIndex,
  global: readIndex,
  table: readIndex,
  tablePair: readTwoIndices,
  elementTable: readTwoIndices,
  element: readIndex,
  memarg: readTwoIndices,
  memory: readMemoryIndex,
  memoryPair: (reader, code, i) => {
    readMemoryIndex(reader, code, i);
    readMemoryIndex(reader, code, i);
  },
  dataMemory: (reader, code, i) => {
    readIndex(reader, code, i);
    readMemoryIndex(reader, code, i);
  },
  data: readIndex,
  i32: (reader) => {
    reader.signed(32);
  },
  i64: (reader) => {
    reader.signed(64);
  },
  f32: (reader) => reader.skip(4),
  f64: (reader) => reader.skip(8),
  referenceType: (reader, code, i) => {
    code.a[i] = readReferenceType(reader);
  },
  valueTypes: (reader, code, i) => {
    if (reader.u32() !== 1) reader.fail('invalid result arity of select');
    code.a[i] = readValueType(reader);
  },
};

function readBlockType(reader: ByteReader, code: Code, i: number): void {
  const first = reader.bytes[reader.position];
  if (first === EMPTY_BLOCK_BYTE || isNumberType(first) || isReferenceType(first)) {
    code.a[i] = BLOCK_IN_PLACE + reader.u8();
    return;
  }
  const index = reader.signed(33);
  if (index < 0) reader.fail('malformed block type');
  if (index >= BLOCK_IN_PLACE) reader.fail(`unknown type ${index}`);
  code.a[i] = index;
}

function readLabels(reader: ByteReader, code: Code, i: number): void {
  const count = reader.count('br_table labels', reader.end);
  code.a[i] = code.labelCount;
  code.b[i] = count + 1;
  for (let left = count + 1; left > 0; left--) code.pushLabel(reader.u32());
}

/** Reader by opcode; `null` for a rejected opcode. */
const READER_BY_CODE: readonly (ImmediateReader | undefined | null)[] = Array.from(
  { length: CODES },
  (_, code) => {
    const opcode = OPCODE_BY_CODE[code];
    return opcode === undefined ? null : IMMEDIATE_READERS[opcode.immediate];
  },
);

function readCode(reader: ByteReader): number {
  const byte = reader.u8();
  if (byte !== PREFIX) return byte;
  return PREFIXED + Math.min(reader.u32(), 0xffff - PREFIXED);
}

/**
 * Decodes one body into `code`: every instruction has a row in the opcode table, blocks nest, nothing follows
 * the final `end`. Types and indices are the validator's.
 * @throws PbevmError BAD_MODULE
 */
export function decodeCode(code: Code, body: FunctionBody, functionIndex: number, profile: Profile): void {
  const place = `function ${functionIndex}`;
  const reader: ByteReader = new ByteReader(body.code, 0, body.code.length, place);
  Object.assign(code, { count: 0, labelCount: 0, depthMax: 1, functionIndex, bytes: body.code });
  let depth = 1;
  let i = 0;
  while (depth > 0) {
    if (i + 1 >= code.op.length) code.growInstructions();
    code.position[i] = reader.position;
    const op = readCode(reader);
    const read = op < CODES ? READER_BY_CODE[op] : null;
    if (read === null) reader.fail(`opcode ${opcodeName(op)} is not accepted`);
    code.op[i] = op;
    if (read !== undefined) read(reader, code, i);
    if (op === OP.block || op === OP.loop || op === OP.if) {
      depth++;
      if (depth > code.depthMax) code.depthMax = depth;
    } else if (op === OP.end) {
      depth--;
    } else if (op === OP.return) {
      code.a[i] = depth - 1;
    }
    i++;
  }
  reader.finish();
  code.position[i] = reader.position;
  code.count = i;
  checkLimit(profile, 'block nesting', code.depthMax - 1, place);
}

/** Types of parameters and locals by local index. */
export function localTypes(module: WasmModule, functionIndex: number, body: FunctionBody): Uint8Array {
  const { params } = module.types[module.functions[functionIndex]];
  const total = body.locals.reduce((sum, run) => sum + run.count, params.length);
  const types = new Uint8Array(total);
  types.set(params);
  let next = params.length;
  for (const run of body.locals) {
    types.fill(run.type, next, next + run.count);
    next += run.count;
  }
  return types;
}
