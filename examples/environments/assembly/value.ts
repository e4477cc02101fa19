/**
 * The values that scripts and contracts exchange, as Python has them: what is written in canonical CBOR
 * (semantics 11). Dicts keep the order of insertion and are searched from their start, which is fine for the
 * states of a transaction.
 */

import { alloc } from "./memory";

export const enum Kind {
  INT,
  BYTES,
  TEXT,
  LIST,
  TUPLE,
  DICT,
  SET,
  BOOL,
  NULL,
  FLOAT,
}

/** Cells that a container starts with. */
const CELLS: i32 = 4;

/** Unmanaged: an instance is its fields in memory of `alloc`, and null is address 0. */
@unmanaged
export class Value {
  kind: Kind;
  /** Of an INT: it is -1 - magnitude. */
  negative: bool;
  /**
   * Bytes of BYTES, TEXT, FLOAT (with its head) and of the magnitude of an INT; values in a container; 1 of
   * True.
   */
  length: i32;
  /** Values that a container has room for. */
  capacity: i32;
  /**
   * Where the bytes are, or the values: an INT's big-endian, without leading zeros; a dict's key, value,
   * key...
   */
  data: usize;

  at(index: i32): Value {
    if (<u32>index >= <u32>this.length) unreachable();
    return changetype<Value>(load<usize>(this.data + ((<usize>index) << alignof<usize>())));
  }

  put(index: i32, value: Value): void {
    store<usize>(this.data + ((<usize>index) << alignof<usize>()), changetype<usize>(value));
  }

  push(value: Value): Value {
    if (this.length == this.capacity) {
      const room = max(this.capacity << 1, CELLS);
      const cells = alloc((<usize>room) << alignof<usize>());
      memory.copy(cells, this.data, (<usize>this.length) << alignof<usize>());
      this.data = cells;
      this.capacity = room;
    }
    this.put(this.length++, value);
    return this;
  }

  /** Where a dict has a key, or -1. */
  find(key: Value): i32 {
    for (let i = 0; i < this.length; i += 2) if (this.at(i).equals(key)) return i;
    return -1;
  }

  /** Of a dict; None if it has no such key. */
  get(key: Value): Value {
    const index = this.find(key);
    return index < 0 ? none() : this.at(index + 1);
  }

  /** Of a dict: a new key comes last, an old one keeps its place. */
  set(key: Value, value: Value): Value {
    const index = this.find(key);
    if (index < 0) this.push(key).push(value);
    else this.put(index + 1, value);
    return this;
  }

  /** Of a dict. */
  remove(key: Value): void {
    const index = this.find(key);
    if (index < 0) return;
    for (let i = index + 2; i < this.length; i++) this.put(i - 2, this.at(i));
    this.length -= 2;
  }

  /** What a dict has under a text; None if it has nothing, or is no dict. */
  field(name: string): Value {
    return this.kind == Kind.DICT ? this.get(text(name)) : none();
  }

  setField(name: string, value: Value): Value {
    return this.set(text(name), value);
  }

  /** Equality of keys, and of what contains no dict: of kind and content. */
  equals(other: Value): bool {
    if (this.kind != other.kind || this.negative != other.negative) return false;
    if (this.length != other.length) return false;
    switch (this.kind) {
      case Kind.NULL:
      case Kind.BOOL:
        return true;
      case Kind.LIST:
      case Kind.TUPLE:
      case Kind.DICT:
      case Kind.SET:
        for (let i = 0; i < this.length; i++) if (!this.at(i).equals(other.at(i))) return false;
        return true;
      default:
        return memory.compare(this.data, other.data, this.length) == 0;
    }
  }

  get isNone(): bool {
    return this.kind == Kind.NULL;
  }

  isText(name: string): bool {
    return this.kind == Kind.TEXT && this.equals(text(name));
  }

  isBytes(length: i32): bool {
    return this.kind == Kind.BYTES && this.length == length;
  }

  /** A list or a tuple, which Python's patterns do not tell apart, of so many items. */
  isSequence(length: i32): bool {
    return (this.kind == Kind.LIST || this.kind == Kind.TUPLE) && this.length == length;
  }
}

/** @param data see Value.data. */
export function newValue(kind: Kind, data: usize, length: i32): Value {
  const value = changetype<Value>(alloc(offsetof<Value>()));
  value.kind = kind;
  value.negative = false;
  value.data = data;
  value.length = length;
  value.capacity = 0;
  return value;
}

/** Not a copy. */
export function bytes(data: usize, length: i32): Value {
  return newValue(Kind.BYTES, data, length);
}

/** Of a literal in ASCII. */
export function text(literal: string): Value {
  const value = bytesOf(literal);
  value.kind = Kind.TEXT;
  return value;
}

/** The characters of a literal in ASCII. */
export function bytesOf(literal: string): Value {
  const length = literal.length;
  const data = alloc(length);
  for (let i = 0; i < length; i++) store<u8>(data + i, <u8>load<u16>(changetype<usize>(literal) + (i << 1)));
  return bytes(data, length);
}

export function int(value: u64): Value {
  const data = alloc(8);
  store<u64>(data, bswap(value));
  return intOf(data, 8);
}

/** An integer of 0 or more, of big-endian bytes; not a copy. */
export function intOf(data: usize, length: i32): Value {
  while (length > 0 && load<u8>(data) == 0) {
    data++;
    length--;
  }
  return newValue(Kind.INT, data, length);
}

export function list(): Value {
  return newValue(Kind.LIST, 0, 0);
}

export function tuple(): Value {
  return newValue(Kind.TUPLE, 0, 0);
}

export function dict(): Value {
  return newValue(Kind.DICT, 0, 0);
}

/** A container with room for so many values. */
export function containerOf(kind: Kind, room: i32): Value {
  const value = newValue(kind, alloc((<usize>room) << alignof<usize>()), 0);
  value.capacity = room;
  return value;
}

/** Fields of what there is one of, in their order: a list may have a million. Nobody changes them. */
const NONE: usize = memory.data<i32>([Kind.NULL, 0, 0, 0, 0]);
const FALSE: usize = memory.data<i32>([Kind.BOOL, 0, 0, 0, 0]);
const TRUE: usize = memory.data<i32>([Kind.BOOL, 0, 1, 0, 0]);

export function bool_(value: bool): Value {
  return changetype<Value>(value ? TRUE : FALSE);
}

export function none(): Value {
  return changetype<Value>(NONE);
}

/** A part of bytes; not a copy. */
export function slice(value: Value, start: i32): Value {
  return bytes(value.data + start, value.length - start);
}

export function concat(first: Value, second: Value): Value {
  const data = alloc(first.length + second.length);
  memory.copy(data, first.data, first.length);
  memory.copy(data + first.length, second.data, second.length);
  return bytes(data, first.length + second.length);
}
