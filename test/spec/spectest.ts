/** The module `spectest` that scripts import from (as the specification's own interpreter defines it). */

import { encodeModule } from '../../runtime/wasm/binary.js';
import { createModule, F32, F64, FUNCREF, I32, I64, type ValueType } from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';

const PRINTS: readonly (readonly [name: string, ...params: ValueType[]])[] = [
  ['print'],
  ['print_i32', I32],
  ['print_i64', I64],
  ['print_f32', F32],
  ['print_f64', F64],
  ['print_i32_f32', I32, F32],
  ['print_f64_f64', F64, F64],
];

/** 666, and 666.6 as bits, little-endian. */
const GLOBALS: readonly (readonly [name: string, ValueType, code: number, immediate: readonly number[]])[] = [
  ['global_i32', I32, OP.i32Const, [0x9a, 0x05]],
  ['global_i64', I64, OP.i64Const, [0x9a, 0x05]],
  ['global_f32', F32, OP.f32Const, [0x66, 0xa6, 0x26, 0x44]],
  ['global_f64', F64, OP.f64Const, [0xcd, 0xcc, 0xcc, 0xcc, 0xcc, 0xd4, 0x84, 0x40]],
];

const HOST = 'host';

/** Wasm re-exports what JavaScript prints with, so that the functions have types when they are linked. */
function spectestBytes(): Uint8Array {
  const module = createModule();
  for (const [name, ...params] of PRINTS) {
    const index = module.functions.push(module.types.push({ params, results: [] }) - 1) - 1;
    module.imports.push({ module: HOST, name, kind: 'function', index });
    module.exports.push({ name, kind: 'function', index });
  }
  for (const [name, type, code, immediate] of GLOBALS) {
    const init = new ByteWriter(16);
    for (const byte of [code, ...immediate, OP.end]) init.u8(byte);
    const index = module.globals.push({ type, mutable: false, init: init.toBytes() }) - 1;
    module.exports.push({ name, kind: 'global', index });
  }
  module.tables.push({ element: FUNCREF, min: 10, max: 20 });
  module.exports.push({ name: 'table', kind: 'table', index: 0 });
  module.memories.push({ min: 1, max: 2 });
  module.exports.push({ name: 'memory', kind: 'memory', index: 0 });
  return encodeModule(module);
}

let compiled: WebAssembly.Module | undefined;

/** A new instance; what it prints is appended to `log`. */
export function createSpectest(log: string[]): WebAssembly.Exports {
  compiled ??= new WebAssembly.Module(spectestBytes());
  const prints = PRINTS.map(([name]) => [name, (...args: unknown[]) => log.push(`${name}(${args.join()})`)]);
  return new WebAssembly.Instance(compiled, { [HOST]: Object.fromEntries(prints) }).exports;
}
