/**
 * What code compiled with -fprofile-generate counted, read from its memory. Its sections are where
 * port/profile_counters.c says; their layout is that of LLVM's InstrProfData.inc.
 */

import { BuildFailure } from './errors.js';
import { type FunctionProfile, nameHash } from './profile.js';

/** Addresses: [start, end). */
interface Section {
  readonly start: number;
  readonly end: number;
}

export interface CounterSections {
  /** Records of functions. */
  readonly data: Section;
  readonly counters: Section;
  readonly names: Section;
}

/** @param bound the export profile_bound. */
export function counterSections(bound: (index: number) => number): CounterSections {
  const section = (i: number): Section => ({ start: bound(2 * i), end: bound(2 * i + 1) });
  return { data: section(0), counters: section(1), names: section(2) };
}

/** Layout of a record of __llvm_prf_data on wasm32 (InstrProfData.inc); offsets in bytes. */
const RECORD = { bytes: 48, name: 0, hash: 8, counters: 16, counterCount: 32 } as const;

/** @throws BuildFailure if the sections are not laid out as above. */
export function readCounters(memory: Uint8Array, { data, names }: CounterSections): FunctionProfile[] {
  const view = new DataView(memory.buffer, memory.byteOffset, memory.length);
  const nameOf = readNames(memory.subarray(names.start, names.end));
  if ((data.end - data.start) % RECORD.bytes !== 0)
    throw new BuildFailure('counters: records of another size');
  const functions: FunctionProfile[] = [];
  for (let at = data.start; at < data.end; at += RECORD.bytes) {
    const name = nameOf.get(view.getBigUint64(at + RECORD.name, true));
    if (name === undefined) throw new BuildFailure('counters: a function without a name');
    const first = at + view.getInt32(at + RECORD.counters, true);
    const count = view.getUint32(at + RECORD.counterCount, true);
    const counts = Array.from({ length: count }, (_, i) => Number(view.getBigUint64(first + 8 * i, true)));
    functions.push({ name, hash: view.getBigUint64(at + RECORD.hash, true), counts });
  }
  return functions;
}

/** Names by their hash. Each object's part: two ULEB128, length and compressed length (0), and the names. */
function readNames(section: Uint8Array): Map<bigint, string> {
  const names = new Map<bigint, string>();
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = section[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < section.length) {
    const length = number();
    if (length === 0) continue; // padding
    if (number() !== 0) throw new BuildFailure('counters: names are compressed');
    const text = Buffer.from(section.buffer, section.byteOffset + at, length).toString('latin1');
    for (const name of text.split('\x01')) names.set(nameHash(name), name);
    at += length;
  }
  return names;
}
