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

/** Makes the bytes of [start, end) zero; start is below end, both are multiples of CLEAR_BYTES. */
export type Clear = (start: number, end: number) => void;

/** Of one memory, whatever it grows to. A stretch that is not within it throws. */
export function clearOf(memory: GuestBuffer): Clear {
  const module = compiled();
  // A module that imports shared memory has to know its maximum.
  const isPlain = memory instanceof WebAssembly.Memory && !(memory.buffer instanceof SharedArrayBuffer);
  if (!isPlain || module === null) {
    return (start, end) => new Uint8Array(memory.buffer, start, end - start).fill(0);
  }
  return new WebAssembly.Instance(module, { guest: { memory } }).exports['clear'] as Clear;
}

let clearModule: WebAssembly.Module | null | undefined;

/** Null on a processor for which V8 has no SIMD: before SSE 4.1. */
function compiled(): WebAssembly.Module | null {
  if (clearModule === undefined) {
    clearModule = WebAssembly.validate(MODULE_BYTES) ? new WebAssembly.Module(MODULE_BYTES) : null;
  }
  return clearModule;
}
