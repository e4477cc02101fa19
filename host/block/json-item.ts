/**
 * Strict reading of JSON that people and programs hand in: genesis files, transactions. Integers are exact,
 * members are known or refused, and a fault names the path of what is wrong.
 *
 * Ethereum's forms: a quantity is `0x` and hexadecimal digits without leading zeros (`0x0` is zero), data are
 * `0x` and two digits a byte.
 */

import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { fromHex } from '../../runtime/bytes.js';
import { type ErrorCode, PbevmError } from '../../runtime/errors.js';
import { nodeToValue } from '../vm/values/json.js';
import { type JsonNode, JsonReader } from '../vm/values/json-reader.js';
import type { Value } from '../vm/values/types.js';

export function toQuantity(value: bigint | number): string {
  return `0x${value.toString(16)}`;
}

/** What all items of a text share. */
interface Source {
  readonly text: string;
  readonly code: ErrorCode;
}

/** One value within a JSON text, and where it stands: `contracts[2].salt`. */
export class JsonItem {
  readonly #source: Source;
  readonly #node: JsonNode;
  readonly #path: string;

  private constructor(source: Source, node: JsonNode, path: string) {
    this.#source = source;
    this.#node = node;
    this.#path = path;
  }

  /**
   * The value of a JSON text.
   * @param code of the errors that are thrown.
   * @throws PbevmError of that code, with line and column, if the text is not JSON.
   */
  static parse(text: string, code: ErrorCode): JsonItem {
    const source = { text, code };
    return new JsonItem(
      source,
      orFail(source, '', () => new JsonReader(text).read()),
      '',
    );
  }

  fail(what: string): never {
    throw new PbevmError(this.#source.code, `${this.#path === '' ? 'the text' : this.#path}: ${what}`);
  }

  get isNull(): boolean {
    return this.#node.kind === 'literal' && this.#node.value === null;
  }

  /** The text that it is, if it is one. */
  get text(): string | undefined {
    const value = this.#literal();
    return typeof value === 'string' ? value : undefined;
  }

  /** Members of an object, of which no others may be there. Read what is required by `required`. */
  members<Name extends string>(names: readonly Name[]): JsonMembers<Name> {
    const entries = this.entries();
    const unknown = entries.find(([name]) => !names.includes(name as Name));
    if (unknown !== undefined) unknown[1].fail(`is not known; there are ${names.join(', ')}`);
    return new JsonMembers(this, new Map(entries));
  }

  /** Names and values of an object with any names. */
  entries(): [name: string, item: JsonItem][] {
    if (this.#node.kind !== 'object') return this.fail('an object expected');
    return this.#node.entries.map(([name, node]) => {
      const path = this.#path === '' ? name : `${this.#path}.${name}`;
      return [name, new JsonItem(this.#source, node, path)];
    });
  }

  /** The name of a member as a value of its own, under the member's path. */
  ofName(name: string): JsonItem {
    return new JsonItem(this.#source, { ...this.#node, kind: 'literal', value: name }, this.#path);
  }

  items(lengthMax: number): JsonItem[] {
    if (this.#node.kind !== 'array') return this.fail('an array expected');
    if (this.#node.items.length > lengthMax) this.fail(`at most ${lengthMax} items expected`);
    return this.#node.items.map((node, index) => new JsonItem(this.#source, node, `${this.#path}[${index}]`));
  }

  boolean(): boolean {
    const value = this.#literal();
    return typeof value === 'boolean' ? value : this.fail('true or false expected');
  }

  string(): string {
    const value = this.#literal();
    return typeof value === 'string' ? value : this.fail('a string expected');
  }

  oneOf<Choice extends string>(choices: readonly Choice[]): Choice {
    const text = this.string();
    const choice = choices.find((candidate) => candidate === text);
    return choice ?? this.fail(`one of ${choices.map((name) => JSON.stringify(name)).join(', ')} expected`);
  }

  /** A quantity below 2^bits, in its only form. */
  quantity(bits: number): bigint {
    const text = this.#literal();
    if (typeof text !== 'string' || !/^0x(?:0|[1-9a-f][0-9a-f]*)$/.test(text)) {
      return this.fail('a quantity expected: "0x" and hexadecimal digits without leading zeros');
    }
    return this.#within(text, bits);
  }

  /** An integer below 2^bits: a JSON integer, or as a string a quantity or decimal digits. */
  integer(bits: number): bigint {
    const text = this.#node.kind === 'number' ? this.#node.text : this.#literal();
    if (typeof text !== 'string' || !/^(?:0|[1-9][0-9]*|0x(?:0|[1-9a-f][0-9a-f]*))$/.test(text)) {
      return this.fail('an integer of at least 0 expected, as a number or a string');
    }
    return this.#within(text, bits);
  }

  /** Data of at most `bytesMax` bytes. */
  data(bytesMax: number): Uint8Array {
    const text = this.#literal();
    if (typeof text !== 'string' || text.length > 2 + 2 * bytesMax || !/^0x(?:[0-9a-f]{2})*$/i.test(text)) {
      return this.fail(`at most ${bytesMax} bytes expected: "0x" and two hexadecimal digits each`);
    }
    return fromHex(text);
  }

  /** Data of exactly `length` bytes. */
  bytes(length: number): Uint8Array {
    const bytes = this.data(length);
    return bytes.length === length ? bytes : this.fail(`${length} bytes expected`);
  }

  address(): Address {
    return this.bytes(ADDRESS_BYTES);
  }

  /** A value in the JSON forms of SEMANTICS 12. */
  value(): Value {
    return orFail(this.#source, this.#path, () => nodeToValue(this.#source.text, this.#node));
  }

  #literal(): unknown {
    return this.#node.kind === 'literal' ? this.#node.value : undefined;
  }

  #within(digits: string, bits: number): bigint {
    // A decimal digit has more than three bits: a longer text is refused before it is converted.
    if (digits.length > 2 + Math.ceil(bits / 3) || BigInt(digits) >> BigInt(bits) !== 0n) {
      return this.fail(`an integer below 2^${bits} expected`);
    }
    return BigInt(digits);
  }
}

/** Members of an object by their names. */
export class JsonMembers<Name extends string> {
  readonly #object: JsonItem;
  readonly #items: ReadonlyMap<string, JsonItem>;

  constructor(object: JsonItem, items: ReadonlyMap<string, JsonItem>) {
    this.#object = object;
    this.#items = items;
  }

  required(name: Name): JsonItem {
    return this.#items.get(name) ?? this.#object.fail(`${name} is missing`);
  }

  optional(name: Name): JsonItem | undefined {
    return this.#items.get(name);
  }
}

/** What the JSON reader says, under the code and with the path of the text's reader. */
function orFail<Result>({ code }: Source, path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof PbevmError) || error.code !== 'BAD_VALUE') throw error;
    throw new PbevmError(code, path === '' ? error.message : `${path}: ${error.message}`, { cause: error });
  }
}
