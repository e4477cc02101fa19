/**
 * What the suite tests, and bugs that it must find: instrumenters that break what the real one gives, and a
 * script with a wrong expectation.
 */

import { PbevmError } from '../../runtime/errors.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { decodeModule, encodeModule } from '../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../runtime/wasm/code.js';
import { I32, I64, importedCount, type ValueType, type WasmModule } from '../../runtime/wasm/module.js';
import { OP, OPCODES } from '../../runtime/wasm/opcodes.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import type { Instrumenter } from './instrumented-world.js';
import { CONTRACT_OPTIONS, SUITE_PROFILE, suiteOptions } from './profile.js';
import type { Script } from './script.js';

const real: Instrumenter = (bytes) => instrument(bytes, suiteOptions(bytes)).bytes;

/** Writes something in place of an instruction, or returns false to keep it. */
type Rewrite = (
  out: ByteWriter,
  op: number,
  instruction: Uint8Array,
  params: readonly ValueType[],
) => boolean;

/** Applies a rewrite to every instruction of a module. */
function rewriteCode(bytes: Uint8Array, rewrite: Rewrite): Uint8Array {
  const module = decodeModule(bytes, SUITE_PROFILE);
  const imported = importedCount(module, 'function');
  const code = new Code();
  module.bodies.forEach((body, at) => {
    decodeCode(code, body, imported + at, SUITE_PROFILE);
    const { params } = typeOf(module, imported + at);
    const out = new ByteWriter(body.code.length * 2);
    for (let i = 0; i < code.count; i++) {
      const instruction = body.code.subarray(code.position[i], code.position[i + 1]);
      if (!rewrite(out, code.op[i], instruction, params)) out.bytes(instruction);
    }
    module.bodies[at] = { ...body, code: out.toBytes() };
  });
  return encodeModule(module);
}

function typeOf(module: WasmModule, functionIndex: number): WasmModule['types'][number] {
  return module.types[module.functions[functionIndex]];
}

const [I32_MUL, I32_ADD] = ['i32.mul', 'i32.add'].map(
  (name) => OPCODES.find((opcode) => opcode.name === name)?.code ?? -1,
);

/** The sign bit of the canonical NaN, wherever it is a constant. */
const negateNan: Rewrite = (out, op, instruction) => {
  const [high, next] = [instruction.at(-1), instruction.at(-2)];
  const isNan = (op === OP.f32Const && next === 0xc0) || (op === OP.f64Const && next === 0xf8);
  if (!isNan || high !== 0x7f) return false;
  out.bytes(instruction.subarray(0, -1));
  out.u8(0xff);
  return true;
};

/** After a call the first parameter is 0. */
const clobber: Rewrite = (out, op, instruction, params) => {
  if (op !== OP.call || (params[0] !== I32 && params[0] !== I64)) return false;
  out.bytes(instruction);
  out.u8(params[0] === I32 ? OP.i32Const : OP.i64Const);
  out.signed(0);
  out.u8(OP.localSet);
  out.u32(0);
  return true;
};

const multiplyByAdding: Rewrite = (out, op) => {
  if (op !== I32_MUL) return false;
  out.u8(I32_ADD);
  return true;
};

export interface Seed {
  readonly instrument: Instrumenter;
  /** Changes a script before it runs. */
  readonly script?: (script: Script) => Script;
}

export const SEEDS = {
  none: { instrument: real },
  'an instruction is another': { instrument: (bytes) => rewriteCode(real(bytes), multiplyByAdding) },
  'NaN gets another pattern': { instrument: (bytes) => rewriteCode(real(bytes), negateNan) },
  'a call clobbers a local': { instrument: (bytes) => rewriteCode(real(bytes), clobber) },
  'the stack limit is too low': {
    instrument: (bytes) => instrument(bytes, { ...suiteOptions(bytes), heightMax: 20 }).bytes,
  },
  'valid modules are refused': { instrument: (bytes) => instrument(bytes, CONTRACT_OPTIONS).bytes },
  'invalid modules are accepted': {
    instrument: (bytes) => {
      try {
        return real(bytes);
      } catch (thrown) {
        if (thrown instanceof PbevmError) return bytes;
        throw thrown;
      }
    },
  },
  'a script expects something else': { instrument: real, script: expectOneMore },
} as const satisfies Readonly<Record<string, Seed>>;

export type SeedName = keyof typeof SEEDS;

/** The first number that a script expects, and one. */
function expectOneMore(script: Script): Script {
  const at = script.commands.findIndex(
    (command) => command.type === 'assert_return' && /^\d+$/.test(command.expected[0]?.value ?? ''),
  );
  const commands = script.commands.map((command, k) => {
    if (k !== at || command.type !== 'assert_return') return command;
    const [first, ...others] = command.expected;
    return { ...command, expected: [{ ...first, value: String(BigInt(first.value ?? 0) + 1n) }, ...others] };
  });
  return { ...script, commands };
}
