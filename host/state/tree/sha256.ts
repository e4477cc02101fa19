/**
 * The two SHA-256 of the state tree: pairs of nodes in batches, and the odd lengths one by one.
 *
 * Pairs are hashed by `@chainsafe/hashtree` (the processor's own instructions, 38 ns a pair here) and, where
 * its native binding does not load, by `@chainsafe/as-sha256` (wasm, 330 ns): same results, chosen once. A
 * leaf has 65 bytes, which hashtree does not take: see ../sha256.ts.
 */

import { createRequire } from 'node:module';
import { hashInto as portableHashInto } from '@chainsafe/as-sha256';
import { copyBytes } from '../../../runtime/bytes.js';
import { sha256 } from '../sha256.js';

export { sha256 };

/** Hashes each 64 bytes of the input to 32 bytes of the output. */
export type HashPairsInto = (input: Uint8Array, output: Uint8Array) => void;

const PAIR_BYTES = 64;

/** Up to this length parts are put together in one buffer. */
const SHORT_BYTES = 1024;
const joined = new Uint8Array(SHORT_BYTES);

/** SHA-256 of a short part and one of any length. */
export function sha256Of(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const length = head.length + rest.length;
  const bytes = length <= SHORT_BYTES ? joined.subarray(0, length) : new Uint8Array(length);
  copyBytes(head, bytes, 0);
  copyBytes(rest, bytes, head.length);
  return sha256(bytes);
}

/** By as-sha256; the output may be of any alignment. */
export const hashPairsPortable: HashPairsInto = (input, output) => {
  if (input.length > 0) portableHashInto(input, output);
};

/**
 * The native function if `load` gives one that hashes rightly, else the portable one. A missing binding
 * throws as it is loaded; one that gives wrong bytes (a processor it does not know) would split a network.
 */
export function chooseHashPairs(load: () => { hashInto: HashPairsInto }): HashPairsInto {
  try {
    const { hashInto } = load();
    const input = Uint8Array.from({ length: 32 * PAIR_BYTES }, (_, i) => (i * 37 + (i >> 8)) & 0xff);
    const [found, wanted] = [new Uint8Array(input.length / 2), new Uint8Array(input.length / 2)];
    hashInto(input, found);
    portableHashInto(input, wanted);
    return Buffer.compare(found, wanted) === 0 ? hashInto : hashPairsPortable;
  } catch {
    return hashPairsPortable;
  }
}

export const hashPairsInto = chooseHashPairs(() => createRequire(import.meta.url)('@chainsafe/hashtree'));
