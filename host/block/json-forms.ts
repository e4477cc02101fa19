/**
 * Forms of JSON for CLI and RPC, those of Ethereum's: a quantity is `0x` and hexadecimal digits without
 * leading zeros (`0x0` is zero), data are `0x` and two digits a byte. Reading is strict; a fault names its path.
 */

import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { fromHex } from '../../runtime/bytes.js';
import { type ErrorCode, PbevmError } from '../../runtime/errors.js';

export function toQuantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** Reads members of one JSON object and tells which of them it does not know. */
export class JsonObject {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #code: ErrorCode;

  /**
   * @param value what JSON.parse gave.
   * @param path what errors call it; empty for a whole text.
   * @param code of the errors.
   * @throws PbevmError if it is no object, or has members other than `names`.
   */
  constructor(value: unknown, path: string, code: ErrorCode, names: readonly string[]) {
    this.#path = path;
    this.#code = code;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new PbevmError(code, `${path || 'the text'}: an object expected`);
    }
    this.#members = value as Record<string, unknown>;
    const unknown = Object.keys(value).find((name) => !names.includes(name));
    if (unknown !== undefined) this.fail(unknown, 'is not known');
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#members, name) && this.#members[name] !== undefined;
  }

  get(name: string): unknown {
    if (!this.has(name)) this.fail(name, 'is missing');
    return this.#members[name];
  }

  path(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  fail(name: string, what: string): never {
    throw new PbevmError(this.#code, `${this.path(name)}: ${what}`);
  }

  /** A quantity below 2^bits. */
  quantity(name: string, bits: number): bigint {
    const text = this.get(name);
    // Longer texts are refused before they are converted.
    const digitsMax = Math.ceil(bits / 4);
    if (typeof text !== 'string' || !/^0x(?:0|[1-9a-f][0-9a-f]*)$/.test(text)) {
      return this.fail(name, 'a quantity expected: "0x" and hexadecimal digits without leading zeros');
    }
    if (text.length > 2 + digitsMax || BigInt(text) >> BigInt(bits) !== 0n) {
      return this.fail(name, `a quantity below 2^${bits} expected`);
    }
    return BigInt(text);
  }

  /** Data of at most `bytesMax` bytes. */
  data(name: string, bytesMax: number): Uint8Array {
    const text = this.get(name);
    if (typeof text !== 'string' || text.length > 2 + 2 * bytesMax || !/^0x(?:[0-9a-f]{2})*$/i.test(text)) {
      return this.fail(name, `at most ${bytesMax} bytes expected: "0x" and two hexadecimal digits each`);
    }
    return fromHex(text);
  }

  /** Data of exactly `length` bytes. */
  bytes(name: string, length: number): Uint8Array {
    const bytes = this.data(name, length);
    return bytes.length === length ? bytes : this.fail(name, `${length} bytes expected`);
  }

  address(name: string): Address {
    return this.bytes(name, ADDRESS_BYTES);
  }
}
