/** Exports that show the state of a guest: its memory, its globals, and the bits of its float globals. */

import { F32, F64, isReferenceType, type WasmModule } from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import { GLOBAL_EXPORT } from './engine-side.js';
import { opcodeOf } from './opcode.js';

/** Stores the bits of every float global: JavaScript cannot see those of a NaN. */
export const SHOW_EXPORT = 'showFloats';
/** Where it stores them, 8 bytes each. */
const SHOW_AT = 0xe000;

/** Adds the exports; the module has a memory. */
export function exportState(module: WasmModule): void {
  const { exports, functions, types, bodies, globals } = module;
  exports.push({ name: 'memory', kind: 'memory', index: 0 });
  const out = new ByteWriter(64);
  globals.forEach(({ mutable, type }, index) => {
    if (mutable && !isReferenceType(type)) {
      exports.push({ name: `${GLOBAL_EXPORT}${index}`, kind: 'global', index });
    }
    if (type !== F32 && type !== F64) return;
    out.u8(OP.i32Const);
    out.signed(SHOW_AT + 8 * index);
    out.u8(OP.globalGet);
    out.u32(index);
    out.u8(opcodeOf(type === F32 ? 'f32.store' : 'f64.store'));
    out.u8(0);
    out.u8(0);
  });
  out.u8(OP.end);
  const index = functions.push(types.push({ params: [], results: [] }) - 1) - 1;
  bodies.push({ locals: [], code: out.toBytes() });
  exports.push({ name: SHOW_EXPORT, kind: 'function', index });
}
