/**
 * The NaN rule by itself, without instrumentation: every arithmetic result is made canonical at once, by a
 * call of an appended function that looks at its bits. What instrumented modules are compared with.
 */

import { decodeModule, encodeModule } from '../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../runtime/wasm/code.js';
import { F32, F64, importedCount } from '../../runtime/wasm/module.js';
import { OPCODE_BY_CODE } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import { opcodeOf as op } from './opcode.js';

/** `(bits & ~sign) > infinity ? canonical NaN : value`, in integers. */
function canonicalBody(type: typeof F32 | typeof F64): Uint8Array {
  const out = new ByteWriter(64);
  const integer = type === F32 ? 'i32' : 'i64';
  const bits = type === F32 ? 32n : 64n;
  const infinity = type === F32 ? 0x7f800000n : 0x7ff0000000000000n;
  const canonical = type === F32 ? 0x7fc00000n : 0x7ff8000000000000n;
  const constant = (value: bigint) => {
    out.u8(op(`${integer}.const`));
    out.signed64(BigInt.asIntN(Number(bits), value));
  };
  const local = () => {
    out.u8(op('local.get'));
    out.u8(0);
  };
  local();
  out.u8(op(type === F32 ? 'i32.reinterpret_f32' : 'i64.reinterpret_f64'));
  constant((1n << (bits - 1n)) - 1n);
  out.u8(op(`${integer}.and`));
  constant(infinity);
  out.u8(op(`${integer}.gt_u`));
  out.u8(op('if'));
  out.u8(type);
  constant(canonical);
  out.u8(op(type === F32 ? 'f32.reinterpret_i32' : 'f64.reinterpret_i64'));
  out.u8(op('else'));
  local();
  out.u8(op('end'));
  out.u8(op('end'));
  return out.toBytes();
}

/**
 * The module with canonical arithmetic, and nothing else changed.
 * @throws PbevmError BAD_MODULE
 */
export function canonicalAtOnce(bytes: Uint8Array, profile: Profile): Uint8Array {
  const module = decodeModule(bytes, profile);
  const code = new Code();
  const firstFunction = module.functions.length;
  const functionOf = { f: firstFunction, d: firstFunction + 1 } as Readonly<Record<string, number>>;
  module.bodies.forEach((body, at) => {
    decodeCode(code, body, importedCount(module, 'function') + at, profile);
    const out = new ByteWriter(body.code.length * 2);
    for (let i = 0; i < code.count; i++) {
      out.copy(code.bytes, code.position[i], code.position[i + 1]);
      const row = OPCODE_BY_CODE[code.op[i]];
      if (row?.canonicalNan !== true) continue;
      out.u8(op('call'));
      out.u32(functionOf[row.signature?.results ?? '']);
    }
    module.bodies[at] = { locals: body.locals, code: out.toBytes() };
  });
  for (const type of [F32, F64] as const) {
    module.functions.push(module.types.push({ params: [type], results: [type] }) - 1);
    module.bodies.push({ locals: [], code: canonicalBody(type) });
  }
  return encodeModule(module);
}
