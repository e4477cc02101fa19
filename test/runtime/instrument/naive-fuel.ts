/**
 * An independent count of fuel: every instruction is charged on its own, right before it is executed, in a
 * global. No graph, no segments. Lengths of bulk operations are not counted; use a schedule in which they
 * cost nothing.
 */

import type { FuelSchedule } from '../../../runtime/schedule.js';
import { decodeModule, encodeModule } from '../../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../../runtime/wasm/code.js';
import { I64, importedCount } from '../../../runtime/wasm/module.js';
import { OPCODE_BY_CODE } from '../../../runtime/wasm/opcodes.js';
import type { Profile } from '../../../runtime/wasm/profile.js';
import { ByteWriter } from '../../../runtime/wasm/writer.js';

/** Export name of the mutable i64 that counts up. */
export const COUNTER = 'counter';

const GLOBAL_GET = 0x23;
const GLOBAL_SET = 0x24;
const I64_CONST = 0x42;
const I64_ADD = 0x7c;
const END = 0x0b;

export function countEveryInstruction(
  bytes: Uint8Array,
  schedule: FuelSchedule,
  profile: Profile,
): Uint8Array {
  const module = decodeModule(bytes, profile);
  const counter = module.globals.length;
  const code = new Code();
  module.bodies.forEach((body, at) => {
    decodeCode(code, body, importedCount(module, 'function') + at, profile);
    const out = new ByteWriter(1 << 10);
    for (let i = 0; i < code.count; i++) {
      const cost = OPCODE_BY_CODE[code.op[i]]?.cost ?? 'simple';
      if (cost !== 'structure') {
        out.u8(GLOBAL_GET);
        out.u32(counter);
        out.u8(I64_CONST);
        out.signed(schedule.opcode[cost]);
        out.u8(I64_ADD);
        out.u8(GLOBAL_SET);
        out.u32(counter);
      }
      out.copy(code.bytes, code.position[i], code.position[i + 1]);
    }
    module.bodies[at] = { locals: body.locals, code: out.toBytes() };
  });
  module.globals.push({ type: I64, mutable: true, init: Uint8Array.of(I64_CONST, 0, END) });
  module.exports.push({ name: COUNTER, kind: 'global', index: counter });
  return encodeModule(module);
}
