/** Builds the modules of these tests. */

import assert from 'node:assert/strict';
import { parse } from '@bytecodealliance/jco';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../../runtime/wasm/code.js';
import { PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import { type FunctionFacts, FunctionValidator } from '../../../runtime/wasm/validate.js';
import { validateModule } from '../../../runtime/wasm/validate-module.js';

/** Bytes of a module given as its fields. */
export async function assemble(fields: string): Promise<Uint8Array> {
  return parse(`(module ${fields})`);
}

/** Decodes and validates everything; facts of each function. */
export function check(bytes: Uint8Array, profile: Profile = PROFILES.contract): FunctionFacts[] {
  const module = decodeModule(bytes, profile);
  const context = validateModule(module, profile);
  const validator = new FunctionValidator(context, profile);
  const code = new Code();
  return module.bodies.map((body, at) => {
    decodeCode(code, body, context.importedFunctions + at, profile);
    return validator.validate(code, body);
  });
}

export function refuses(bytes: Uint8Array, message: RegExp, profile: Profile = PROFILES.contract): void {
  assert.throws(() => check(bytes, profile), { code: 'BAD_MODULE', message });
}

const PREAMBLE = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** A binary of raw sections: [id, bytes] each; the length is written in one byte. */
export function rawModule(
  ...sections: readonly (readonly [id: number, bytes: readonly number[]])[]
): Uint8Array {
  return Uint8Array.from([...PREAMBLE, ...sections.flatMap(([id, bytes]) => [id, bytes.length, ...bytes])]);
}

/** A module with one function () -> () of these instructions, without the final `end`. */
export function rawFunction(...code: readonly number[]): Uint8Array {
  const body = [0, ...code, 0x0b];
  return rawModule([1, [1, 0x60, 0, 0]], [3, [1, 0]], [10, [1, body.length, ...body]]);
}
