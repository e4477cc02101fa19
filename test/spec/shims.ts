/**
 * Small modules between JavaScript and the tests' functions, and between those of two instances. Numbers pass
 * through wasm only, because JavaScript may change the bits of a NaN.
 */

import { encodeModule } from '../../runtime/wasm/binary.js';
import {
  createModule,
  type FunctionType,
  isReferenceType,
  type ValueType,
  type WasmModule,
} from '../../runtime/wasm/module.js';
import { OP, OPCODES } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import type { Value } from './values.js';

/** Bytes of a value in the exchanged memory; slots of parameters, then of results. */
const SLOT_BYTES = 8;
const MODULE = 'shim';

function opcode(name: string): number {
  const found = OPCODES.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no opcode ${name}`);
  return found.code;
}

const NAME_BY_TYPE: Readonly<Record<ValueType, string>> = { 127: 'i32', 126: 'i64', 125: 'f32', 124: 'f64' };

const compiled = new Map<string, WebAssembly.Module>();

/** A module made for a function type, once. */
function moduleFor(
  kind: string,
  type: FunctionType,
  make: (type: FunctionType) => WasmModule,
): WebAssembly.Module {
  const key = `${kind} ${type.params.join()}:${type.results.join()}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = new WebAssembly.Module(encodeModule(make(type)));
  compiled.set(key, made);
  return made;
}

function importFunction(module: WasmModule, name: string, type: FunctionType): number {
  const index = module.functions.push(module.types.push(type) - 1) - 1;
  module.imports.push({ module: MODULE, name, kind: 'function', index });
  return index;
}

/** Adds the exported function `call`. */
function addCall(
  module: WasmModule,
  type: FunctionType,
  locals: readonly ValueType[],
  code: ByteWriter,
): WasmModule {
  const index = module.functions.push(module.types.push(type) - 1) - 1;
  module.bodies.push({ locals: locals.map((local) => ({ count: 1, type: local })), code: code.toBytes() });
  module.exports.push({ name: 'call', kind: 'function', index });
  return module;
}

class ShimWriter extends ByteWriter {
  constructor() {
    super(64);
  }

  op(code: number, ...immediates: readonly number[]): void {
    this.u8(code);
    for (const immediate of immediates) this.u32(immediate);
  }

  /** Base address 0; the slot is in the offset. */
  slotAddress(): void {
    this.u8(OP.i32Const);
    this.signed(0);
  }

  access(type: ValueType, operation: 'load' | 'store', slot: number): void {
    this.op(opcode(`${NAME_BY_TYPE[type]}.${operation}`), 0, slot * SLOT_BYTES);
  }
}

/** Loads numbers from the exchanged memory, calls, stores numbers; references are parameters and results. */
function invokeModule(type: FunctionType): WasmModule {
  const module = createModule();
  const target = importFunction(module, 'function', type);
  module.memories.push({ min: 1 });
  module.imports.push({ module: MODULE, name: 'memory', kind: 'memory', index: 0 });
  const { params, results } = type;
  const references = { params: params.filter(isReferenceType), results: results.filter(isReferenceType) };
  const code = new ShimWriter();
  let reference = 0;
  params.forEach((param, slot) => {
    if (isReferenceType(param)) {
      code.op(OP.localGet, reference++);
      return;
    }
    code.slotAddress();
    code.access(param, 'load', slot);
  });
  code.op(OP.call, target);
  const firstLocal = references.params.length;
  for (let k = results.length - 1; k >= 0; k--) code.op(OP.localSet, firstLocal + k);
  results.forEach((result, k) => {
    if (!isReferenceType(result)) code.slotAddress();
    code.op(OP.localGet, firstLocal + k);
    if (!isReferenceType(result)) code.access(result, 'store', params.length + k);
  });
  code.op(OP.end);
  return addCall(module, references, results, code);
}

/** Calls `enter`, the function, `leave`: its operands and results never leave wasm. */
function linkModule(type: FunctionType): WasmModule {
  const module = createModule();
  const plain: FunctionType = { params: [], results: [] };
  const enter = importFunction(module, 'enter', plain);
  const target = importFunction(module, 'function', type);
  const leave = importFunction(module, 'leave', plain);
  const code = new ShimWriter();
  code.op(OP.call, enter);
  type.params.forEach((_, local) => {
    code.op(OP.localGet, local);
  });
  code.op(OP.call, target);
  code.op(OP.call, leave);
  code.op(OP.end);
  return addCall(module, type, [], code);
}

type AnyFunction = (...args: readonly unknown[]) => unknown;

function instantiate(module: WebAssembly.Module, imports: Readonly<Record<string, unknown>>): AnyFunction {
  return new WebAssembly.Instance(module, { [MODULE]: imports as never }).exports['call'] as AnyFunction;
}

const exchange = new WebAssembly.Memory({ initial: 1 });
const exchangeBits = new DataView(exchange.buffer);

/** Calls with and returns bits of numbers; what the target throws comes through. */
export type Invoker = (args: readonly Value[]) => Value[];

/** @param target an exported function of exactly this type. */
export function createInvoker(target: WebAssembly.ExportValue, type: FunctionType): Invoker {
  const imports = { function: target, memory: exchange };
  const call = instantiate(moduleFor('invoke', type, invokeModule), imports);
  return (args) => {
    args.forEach((value, slot) => {
      if (typeof value === 'bigint') exchangeBits.setBigUint64(slot * SLOT_BYTES, value, true);
    });
    const references = [call(...args.filter((value) => typeof value !== 'bigint'))].flat();
    return type.results.map((result, k) => {
      if (isReferenceType(result)) return references.shift() as object | null;
      const at = (args.length + k) * SLOT_BYTES;
      const isWide = NAME_BY_TYPE[result].endsWith('64');
      return isWide ? exchangeBits.getBigUint64(at, true) : BigInt(exchangeBits.getUint32(at, true));
    });
  };
}

/** A function of the same type that runs `enter` before and `leave` after a return. */
export function surround(
  target: WebAssembly.ExportValue,
  type: FunctionType,
  enter: () => void,
  leave: () => void,
): WebAssembly.ExportValue {
  return instantiate(moduleFor('link', type, linkModule), { enter, function: target, leave }) as never;
}
