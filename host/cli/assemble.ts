/** WAT to wasm, for the commands that take either. The assembler is loaded when there is something for it. */

import { PbevmError } from '../../runtime/errors.js';

/** What the profile accepts of WebAssembly 2.0, and annotations: `(@custom ...)` makes a custom section. */
const FEATURES = {
  annotations: true,
  bulk_memory: true,
  multi_value: true,
  mutable_globals: true,
  reference_types: true,
  sat_float_to_int: true,
  sign_extension: true,
} as const;

/**
 * What the assembler knows as the name of the text. It writes an end behind the room that it has for a name,
 * and takes the end from there: this one brings its own, within what is allocated at least.
 */
const TEXT_NAME = 'text.wat\0\0';

/** Bytes of a text that is assembled: the assembler is no part of the sandbox, and time is the user's. */
const TEXT_BYTES_MAX = 4 * 1_048_576;

/**
 * Assembles a module. The same text gives the same bytes.
 * @param name of the file, for messages.
 * @throws PbevmError BAD_INPUT with line, column and what is wrong there.
 */
export async function assemble(name: string, text: Uint8Array): Promise<Uint8Array> {
  if (text.length > TEXT_BYTES_MAX) {
    throw new PbevmError('BAD_INPUT', `${name}: at most ${TEXT_BYTES_MAX} bytes of text are assembled`);
  }
  const { default: createWabt } = await import('wabt');
  const { parseWat } = await createWabt();
  try {
    // Of a view it reads the whole buffer: a copy has one of its own.
    const module = parseWat(TEXT_NAME, new Uint8Array(text), FEATURES);
    try {
      return module.toBinary({ write_debug_names: false }).buffer;
    } finally {
      module.destroy();
    }
  } catch (thrown) {
    throw new PbevmError('BAD_INPUT', messageOf(name, thrown), { cause: thrown });
  }
}

/** `FILE:LINE:COLUMN: error: ...`, with the line and a mark. */
function messageOf(name: string, thrown: unknown): string {
  const { message } = thrown as Error;
  return message
    .replace(/^parseWat failed:\n/, '')
    .replaceAll(/^text\.wat:/gm, () => `${name}:`)
    .trimEnd();
}
