/** Transactions and containers that tests of host/block share. */

import { encodeCreation } from '../../../host/block/creation.js';
import type { SignedTransaction, UnsignedTransaction } from '../../../host/block/transaction.js';
import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { RandomValues } from '../vm/values/random-values.js';

/** A private key for each small number. */
export function privateKey(n: number): Uint8Array {
  const key = new Uint8Array(32);
  new DataView(key.buffer).setUint32(28, n + 1);
  return key;
}

export const MESSAGE: UnsignedTransaction = {
  chainId: 1337n,
  shardId: 2n,
  nonce: 300n,
  fuelLimit: 1_000_000n,
  to: new Uint8Array(20).fill(0xc0),
  value: 10n ** 18n,
  vm: 0,
  salt: EMPTY_BYTES,
  payload: Uint8Array.of(0x82, 0x61, 0x78, 0x01),
};

export const CREATION: UnsignedTransaction = {
  ...MESSAGE,
  to: undefined,
  value: 0n,
  vm: 1,
  salt: new Uint8Array(32).fill(0x5a),
  payload: encodeCreation(new TextEncoder().encode('finish(args)'), ['Gold', 1000]),
};

/** Random contents, edges included. */
export class RandomTransactions {
  readonly #values: RandomValues;

  constructor(seed: number) {
    this.#values = new RandomValues(seed);
  }

  below(bound: number): number {
    return this.#values.below(bound);
  }

  bytes(length: number): Uint8Array {
    return this.#values.bytes(length);
  }

  /** Below 2^bits, of any length. */
  integer(bits: number): bigint {
    const digits = this.bytes(this.below(bits / 8 + 1));
    return BigInt.asUintN(bits, BigInt(`0x0${Buffer.from(digits).toString('hex')}`));
  }

  unsigned(): UnsignedTransaction {
    const isMessage = this.below(4) > 0;
    const args = Array.from({ length: this.below(4) }, () => this.#values.value(3));
    return {
      chainId: this.integer(64),
      shardId: this.integer(64),
      nonce: this.integer(64),
      fuelLimit: this.integer(64) >> 18n,
      to: isMessage ? this.bytes(20) : undefined,
      value: this.integer(128),
      vm: isMessage ? 0 : 1 + this.below(2 ** 32 - 1),
      salt: isMessage ? EMPTY_BYTES : this.bytes(32),
      payload: isMessage ? this.bytes(this.below(80)) : encodeCreation(this.bytes(this.below(90)), args),
    };
  }

  /** In range, but nobody's. */
  signed(): SignedTransaction {
    const r = this.bytes(32);
    const s = this.bytes(32);
    r[0] &= 0x7f;
    s[0] &= 0x3f;
    r[31] |= 1;
    s[31] |= 1;
    return { ...this.unsigned(), yParity: this.below(2) as 0 | 1, r, s };
  }
}
