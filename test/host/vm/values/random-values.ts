/** Seeded random values for property and differential tests. */

import { encodeKey } from '../../../../host/vm/values/cbor.js';
import {
  floatToValue,
  integerToValue,
  PyFloat,
  PySet,
  PyTuple,
  type Value,
} from '../../../../host/vm/values/types.js';
import { toHex } from '../../../../runtime/bytes.js';

/** Numbers in [0, 1) from a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class RandomValues {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  /** An integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  value(depth = 0): Value {
    const kind = this.below(depth < 5 ? 12 : 7);
    switch (kind) {
      case 0:
        return [null, true, false][this.below(3)];
      case 7:
        return Array.from({ length: this.below(6) }, () => this.value(depth + 1));
      case 8:
        return new PyTuple(Array.from({ length: this.below(5) }, () => this.value(depth + 1)));
      case 9:
        return new PySet(this.#distinctKeys(depth + 1));
      case 10:
      case 11:
        return new Map(
          this.#distinctKeys(depth + 1).map((key): [Value, Value] => [key, this.value(depth + 1)]),
        );
      default:
        return this.#scalar();
    }
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }

  integer(): bigint {
    const bits = [5, 8, 16, 32, 53, 64, 65, 200][this.below(8)];
    const magnitude = BigInt(toHex(this.bytes(25))) >> BigInt(200 - bits);
    return this.below(2) === 0 ? magnitude : -magnitude;
  }

  float(): number {
    switch (this.below(4)) {
      case 0:
        return [0, -0, 1, NaN, Infinity, -Infinity, 65504, 2 ** -24][this.below(8)];
      case 1:
        return Math.fround((this.#random() - 0.5) * 2 ** (this.below(80) - 40));
      case 2:
        return (this.below(4096) - 2048) / 2 ** this.below(14);
      default:
        return new DataView(this.bytes(8).buffer).getFloat64(0);
    }
  }

  text(): string {
    const alphabet = ['a', 'b', '$', '"', "'", '\\', '\n', '\u0000', 'é', '水', '😀', '\u2028', 'x'];
    return Array.from({ length: this.below(30) }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  #scalar(): Value {
    switch (this.below(5)) {
      case 0:
      case 1:
        return integerToValue(this.integer());
      case 2:
        return floatToValue(this.float());
      case 3:
        return this.text();
      default:
        return this.bytes(this.below(40));
    }
  }

  /** Keys as decoding yields them: normalised, no two equal. */
  #distinctKeys(depth: number): Value[] {
    const keys = new Map<string, Value>();
    for (let i = this.below(5); i > 0; i--) {
      const key = this.#key(depth);
      keys.set(toHex(encodeKey(key)), key);
    }
    return [...keys.values()];
  }

  #key(depth: number): Value {
    if (depth < 5 && this.below(5) === 0) {
      return new PyTuple(Array.from({ length: this.below(3) }, () => this.#key(depth + 1)));
    }
    const key = this.#scalar();
    if (key instanceof PyFloat || Number.isNaN(key)) return null;
    return key;
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** An encoding with one thing wrong, mostly. */
export function mutate(random: RandomValues, bytes: Uint8Array): Uint8Array {
  const place = random.below(bytes.length);
  switch (random.below(4)) {
    case 0:
      return bytes.slice(0, place);
    case 1:
      return joined([bytes.subarray(0, place), random.bytes(1), bytes.subarray(place)]);
    case 2:
      return joined([bytes.subarray(0, place), bytes.subarray(place + 1)]);
    default: {
      const changed = bytes.slice();
      changed[place] ^= 1 << random.below(8);
      return changed;
    }
  }
}
