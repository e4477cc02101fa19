/**
 * The CBOR of arguments, as far as these examples go: a list of texts, bytes and integers, which is what
 * `call(token, ["transfer", to, 5])` of a Python contract and `pbevm send --args '["transfer", ...]'` pass.
 */

import { ADDRESS_BYTES, callDataCopy, callDataSize, require } from "./shard";

const INTEGER: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const LIST: u8 = 4;

/** Reads the call data, item after item. Anything else than what is asked for reverts. */
export class Arguments {
  private at: usize;
  private end: usize;

  constructor() {
    const size = callDataSize();
    require(size <= 4096, "call data too long");
    this.at = heap.alloc(size);
    this.end = this.at + size;
    callDataCopy(this.at, 0, size);
    this.head(LIST);
  }

  /** Text of at most 255 bytes. */
  text(): string {
    const length = <usize>this.head(TEXT);
    const start = this.at;
    this.skip(length);
    return String.UTF8.decodeUnsafe(start, length);
  }

  integer(): u64 {
    return this.head(INTEGER);
  }

  /** Bytes of just this length; where they are. */
  bytes(length: u32): usize {
    require(this.head(BYTES) == length, "bytes of another length expected");
    const start = this.at;
    this.skip(length);
    return start;
  }

  /** An address as text, "0x" and 40 digits; where its bytes are. */
  address(): usize {
    require(this.head(TEXT) == 42, "an address expected");
    const text = this.at;
    this.skip(42);
    const bytes = heap.alloc(ADDRESS_BYTES);
    for (let i = 0; i < ADDRESS_BYTES; i++) {
      store<u8>(bytes + i, (digit(load<u8>(text + 2 + 2 * i)) << 4) | digit(load<u8>(text + 3 + 2 * i)));
    }
    return bytes;
  }

  /** The number in an item's first bytes: what an integer is, how long a text or a list is. */
  private head(kind: u8): u64 {
    const first = this.byte();
    require(first >> 5 == kind, "another kind of argument expected");
    const low = first & 31;
    if (low < 24) return low;
    require(low < 28, "malformed arguments");
    let value: u64 = 0;
    for (let left = 1 << (low - 24); left > 0; left--) value = (value << 8) | this.byte();
    return value;
  }

  private byte(): u8 {
    this.skip(1);
    return load<u8>(this.at - 1);
  }

  private skip(length: usize): void {
    require(length <= this.end - this.at, "an argument is missing");
    this.at += length;
  }
}

function digit(character: u8): u8 {
  if (character >= 48 && character < 58) return character - 48;
  const letter = character | 32;
  require(letter >= 97 && letter < 103, "an address expected");
  return letter - 87;
}

/** Writes a list of arguments for a call; at most 23 items, 256 bytes altogether. */
export class List {
  private start: usize = heap.alloc(256);
  private at: usize;

  constructor(items: u8) {
    this.at = this.start;
    this.byte((LIST << 5) | items);
  }

  get data(): usize {
    return this.start;
  }

  get length(): i32 {
    return <i32>(this.at - this.start);
  }

  text(text: string): List {
    const bytes = String.UTF8.encode(text);
    this.head(TEXT, bytes.byteLength);
    this.append(changetype<usize>(bytes), bytes.byteLength);
    return this;
  }

  address(bytes: usize): List {
    this.head(TEXT, 42);
    this.byte(48);
    this.byte(120);
    for (let i = 0; i < ADDRESS_BYTES; i++) {
      const byte = load<u8>(bytes + i);
      this.byte(hex(byte >> 4));
      this.byte(hex(byte & 15));
    }
    return this;
  }

  bytes(data: usize, length: u32): List {
    this.head(BYTES, length);
    this.append(data, length);
    return this;
  }

  integer(value: u64): List {
    this.head(INTEGER, value);
    return this;
  }

  /** The shortest form, which alone is canonical. */
  private head(kind: u8, value: u64): void {
    const type = <u8>(kind << 5);
    if (value < 24) {
      this.byte(type | <u8>value);
      return;
    }
    const size = value < 0x100 ? 0 : value < 0x10000 ? 1 : value < 0x100000000 ? 2 : 3;
    this.byte(type | <u8>(24 + size));
    for (let shift = (8 << size) - 8; shift >= 0; shift -= 8) this.byte(<u8>(value >> shift));
  }

  private append(data: usize, length: u32): void {
    require(length <= <u32>(this.start + 256 - this.at), "too many arguments");
    memory.copy(this.at, data, length);
    this.at += length;
  }

  private byte(value: u8): void {
    require(this.at - this.start < 256, "too many arguments");
    store<u8>(this.at++, value);
  }
}

function hex(digit: u8): u8 {
  return digit < 10 ? digit + 48 : digit + 87;
}
