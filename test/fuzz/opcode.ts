/** Opcodes by name, for the parts that write code. */

import { assert } from '../../runtime/errors.js';
import { OPCODES } from '../../runtime/wasm/opcodes.js';

const CODE_BY_NAME = new Map(OPCODES.map(({ name, code }) => [name, code]));

/** Code of an instruction of the opcode table. */
export function opcodeOf(name: string): number {
  const code = CODE_BY_NAME.get(name);
  assert(code !== undefined, `${name} is in the opcode table`);
  return code;
}
