/**
 * Bytes of a proof, read strictly.
 *
 * A proof ends with a seal over all before it. It adds nothing to what is proven: with a bit of an absent key
 * changed, a proof may be a valid one that another key is absent. The seal keeps damage from changing the
 * question.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import { PbevmError } from '../../../runtime/errors.js';
import { sha256 } from './sha256.js';

/** First bytes of the SHA-256 of what is sealed. */
const SEAL_BYTES = 8;

export function sealProof(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = concatBytes(...parts);
  return concatBytes(bytes, sha256(bytes).subarray(0, SEAL_BYTES));
}

export class ProofReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(sealed: Uint8Array, bytesMax: number) {
    checkProof(sealed.length <= bytesMax, 'is too long');
    checkProof(sealed.length >= SEAL_BYTES, 'is cut off');
    this.bytes = sealed.subarray(0, -SEAL_BYTES);
    const seal = sha256(this.bytes).subarray(0, SEAL_BYTES);
    checkProof(Buffer.compare(seal, sealed.subarray(-SEAL_BYTES)) === 0, 'is damaged');
  }

  u8(): number {
    return this.take(1)[0];
  }

  u32(): number {
    const [a, b, c, d] = this.take(4);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  /** A copy. */
  take(length: number): Uint8Array {
    checkProof(length <= this.bytes.length - this.at, 'is cut off');
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  /** A number of things that have so many bytes each at least. */
  count(bytesEach: number): number {
    const count = this.u32();
    checkProof(count * bytesEach <= this.bytes.length - this.at, 'is cut off');
    return count;
  }

  flag(): boolean {
    const flag = this.u8();
    checkProof(flag <= 1, 'has a flag that is neither 0 nor 1');
    return flag === 1;
  }

  end(): void {
    checkProof(this.at === this.bytes.length, 'has trailing bytes');
  }
}

/** @throws PbevmError BAD_PROOF saying that the proof is or does `what`, unless the condition holds. */
export function checkProof(condition: boolean, what: string): asserts condition {
  if (!condition) throw proofError(what);
}

export function proofError(what: string): PbevmError {
  return new PbevmError('BAD_PROOF', `the proof ${what}`);
}

export function u32be(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}
