/**
 * Custom sections by which a binary tells the host about the contract (SEMANTICS 17, 37, 38), as directives
 * in a Python source do. They are read from the code, which never changes, when they are needed.
 */

import { readOutline } from '../../../runtime/wasm/binary.js';
import type { CustomSection } from '../../../runtime/wasm/module.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';

/** Names with it are the host's. */
export const SECTION_PREFIX = 'pbevm.';

export const SECTION = {
  /** Opts in to re-entrancy. */
  reentrant: 'pbevm.reentrant',
  /** Maps the storage into memory: u32 little-endian, the place of its first byte. */
  storageMemory: 'pbevm.storage-memory',
  /** Accepts messages of other shards (SEMANTICS 38). */
  receives: 'pbevm.receives',
} as const;

/** Bytes that each has. */
export const SECTION_BYTES: ReadonlyMap<string, number> = new Map([
  [SECTION.reentrant, 0],
  [SECTION.storageMemory, 4],
  [SECTION.receives, 0],
]);

/** Of codes that are in memory: every call asks. */
const known = new WeakMap<Uint8Array, readonly CustomSection[]>();

/** @param source a binary that was accepted; its bytes do not change. */
function sectionsOf(source: Uint8Array): readonly CustomSection[] {
  const found = known.get(source) ?? readOutline(source, PROFILES.contract).customs;
  known.set(source, found);
  return found;
}

/** Whether a contract has a section. @param source as above. */
export function hasSection(source: Uint8Array, name: string): boolean {
  return sectionsOf(source).some((section) => section.name === name);
}

/** Where a contract has its storage mapped to; undefined if it does not. @param source as above. */
export function storagePlace(source: Uint8Array): number | undefined {
  const section = sectionsOf(source).find(({ name }) => name === SECTION.storageMemory);
  return section === undefined ? undefined : placeOf(section);
}

export function placeOf({ bytes }: CustomSection): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(0, true);
}
