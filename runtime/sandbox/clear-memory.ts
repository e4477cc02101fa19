/**
 * Zeros for stretches of an instance's memory, in wasm of the sandbox's own: 16 bytes are looked at with one
 * instruction, and only the 128 around one that is not zero are written. clear-memory.wat is the source of
 * the bytes below, and a test compares the two.
 */

import type { GuestBuffer } from './engine-types.js';

/** Stretches begin and end at multiples of this. */
export const CLEAR_BYTES = 128;

/** @internal Exported for its test. */
export const MODULE_BYTES = Buffer.from(
  'AGFzbQEAAAABBgFgAn9/AAIRAQVndWVzdAZtZW1vcnkCAAADAgEABwkBBWNsZWFyAAAKmgEBlwEBAXsDQCAA/QAEACAA/QAEEP1Q' +
    'IAD9AAQgIAD9AAQw/VD9UCAA/QAEQCAA/QAEUP1QIAD9AARgIAD9AARw/VD9UP1Q/VMEQCAAIAL9CwQAIAAgAv0LBBAgACAC/QsE' +
    'ICAAIAL9CwQwIAAgAv0LBEAgACAC/QsEUCAAIAL9CwRgIAAgAv0LBHALIABBgAFqIgAgAUkNAAsL',
  'base64',
);

let module: WebAssembly.Module | undefined;

/** Makes the bytes of [start, end) zero; start is below end, both are multiples of CLEAR_BYTES. */
export type Clear = (start: number, end: number) => void;

/** Of one memory, whatever it grows to. A stretch that is not within it throws. */
export function clearOf(memory: GuestBuffer): Clear {
  // A module that imports shared memory has to know its maximum.
  if (!(memory instanceof WebAssembly.Memory) || memory.buffer instanceof SharedArrayBuffer) {
    return (start, end) => new Uint8Array(memory.buffer, start, end - start).fill(0);
  }
  module ??= new WebAssembly.Module(MODULE_BYTES);
  return new WebAssembly.Instance(module, { guest: { memory } }).exports['clear'] as Clear;
}
