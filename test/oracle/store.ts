/** What a module's instance holds (specification, section 4.2) and how it comes to be (4.5.4). */

import { PAGE_BYTES } from '../../runtime/limits.js';
import type {
  ConstantExpression,
  DataSegment,
  ElementSegment,
  WasmModule,
} from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import { constantOf } from './body.js';
import { Trap } from './ends.js';
import { defaultValue, type Reference, type Value } from './values.js';

export class Memory {
  bytes: Uint8Array;
  view: DataView;

  constructor(pages: number) {
    this.bytes = new Uint8Array(pages * PAGE_BYTES);
    this.view = new DataView(this.bytes.buffer);
  }

  get pages(): number {
    return this.bytes.length / PAGE_BYTES;
  }

  grow(pages: number): void {
    const before = this.bytes;
    this.bytes = new Uint8Array(before.length + pages * PAGE_BYTES);
    this.bytes.set(before);
    this.view = new DataView(this.bytes.buffer);
  }
}

export interface Table {
  readonly entries: Reference[];
  /** Note l: the declared maximum or the profile's `table entries`. */
  readonly max: number;
}

export interface Store {
  readonly memory: Memory;
  readonly tables: readonly Table[];
  readonly globals: Value[];
  /** What is left of each segment; a dropped one is empty. */
  readonly data: Uint8Array[];
  readonly elements: (readonly Reference[])[];
}

/** Bounds of a bulk operation on something of `size`. */
export function checkRange(start: number, count: number, size: number): void {
  if (start + count > size) throw new Trap('out of bounds');
}

/** Value of a constant expression: one instruction and `end`. */
function evaluate(expression: ConstantExpression, globals: readonly Value[]): Value {
  const op = expression[0];
  const immediate = expression.subarray(1, expression.length - 1);
  const index = (): number => Number(unsignedInteger(immediate));
  switch (op) {
    case OP.refNull:
      return null;
    case OP.refFunc:
      return { functionIndex: index() };
    case OP.globalGet:
      return globals[index()];
    default:
      return constantOf(op, immediate);
  }
}

/** Unsigned LEB128. */
function unsignedInteger(bytes: Uint8Array): number {
  return [...bytes].reduce((sum, byte, k) => sum + (byte & 0x7f) * 2 ** (7 * k), 0);
}

function references({ items }: ElementSegment, globals: readonly Value[]): Reference[] {
  return items.kind === 'functions'
    ? items.functions.map((functionIndex) => ({ functionIndex }))
    : items.expressions.map((expression) => evaluate(expression, globals) as Reference);
}

/** Copies an active segment into its table, and drops what is not passive. */
function runElements(store: Store, segment: ElementSegment, at: number): void {
  const { mode } = segment;
  if (mode.kind === 'active') {
    const offset = (evaluate(mode.offset, store.globals) as number) >>> 0;
    const { entries } = store.tables[mode.table];
    checkRange(offset, store.elements[at].length, entries.length);
    store.elements[at].forEach((reference, k) => {
      entries[offset + k] = reference;
    });
  }
  if (mode.kind !== 'passive') store.elements[at] = [];
}

function runData({ memory, globals, data }: Store, { offset, bytes }: DataSegment, at: number): void {
  if (offset === undefined) return;
  const start = (evaluate(offset, globals) as number) >>> 0;
  checkRange(start, bytes.length, memory.bytes.length);
  memory.bytes.set(bytes, start);
  data[at] = new Uint8Array(0);
}

/** @throws Trap if an active segment does not fit. */
export function instantiate(module: WasmModule, profile: Profile): Store {
  const entriesMax = profile.limits['table entries'];
  const globals: Value[] = [];
  for (const { type, init } of module.globals) {
    globals.push(init === undefined ? defaultValue(type) : evaluate(init, globals));
  }
  const store: Store = {
    memory: new Memory(module.memories[0]?.min ?? 0),
    tables: module.tables.map(({ min, max }) => ({
      entries: new Array<Reference>(min).fill(null),
      max: Math.min(max ?? entriesMax, entriesMax),
    })),
    globals,
    data: module.data.map(({ bytes }) => bytes),
    elements: module.elements.map((segment) => references(segment, globals)),
  };
  module.elements.forEach((segment, at) => {
    runElements(store, segment, at);
  });
  module.data.forEach((segment, at) => {
    runData(store, segment, at);
  });
  return store;
}
