/** Bytes of a proof, read strictly. */

import { PbevmError } from '../../../runtime/errors.js';

export class ProofReader {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array, bytesMax: number) {
    this.bytes = bytes;
    checkProof(bytes.length <= bytesMax, 'is too long');
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
