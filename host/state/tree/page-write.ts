/** Changed nodes into page records; see page-load.ts for their form. */

import { keyText } from '../key-text.js';
import type { Change } from '../store.js';
import type { Forest } from './forest.js';
import { COUNT_MANY, makeRef, REF_EMPTY, REF_KIND, refIndex, refKind } from './node-arena.js';
import { HASH_BYTES, LEAF_BYTES, LEAF_PAGE_MAX, NODE_PAIR, PAGE_KIND, PAGE_LEVELS } from './page-load.js';
import type { StateTree } from './state-tree.js';
import { pageKey, type TreeId } from './tree-id.js';

/** Whether the node of a slot is the root of a page, by its count, its parent's and its depth. */
export function isPageRoot(count: number, parentCount: number, depth: number): boolean {
  if (count === 0) return false;
  if (depth === 0) return true;
  return count <= LEAF_PAGE_MAX ? parentCount > LEAF_PAGE_MAX : depth % PAGE_LEVELS === 0;
}

/** Adds the records of a tree's dirty pages and the removals of those that are gone. */
export function collectDirtyPages(forest: Forest, tree: StateTree, changes: Change[]): void {
  const first = changes.length;
  new PageWriter(forest, tree.id, changes).writePage(tree.rootSlot, 0);
  if (tree.removedPages.size === 0) return;
  const written = new Set<string>();
  for (let i = first; i < changes.length; i++) written.add(keyText(changes[i].key));
  for (const [text, key] of tree.removedPages) {
    if (!written.has(text)) changes.push({ key, value: undefined });
  }
}

/** Makes the dirty pages below a slot clean pages of the page table, which may be let go. */
export function cleanPages(forest: Forest, slot: number, depth = 0, parentCount = 0): void {
  const { arena, pages } = forest;
  if (!arena.isDirty(slot)) return;
  const ref = arena.ref(slot);
  const count = arena.count(slot);
  arena.markClean(slot);
  if (refKind(ref) === REF_KIND.pair) {
    cleanPages(forest, 2 * refIndex(ref), depth + 1, count);
    cleanPages(forest, 2 * refIndex(ref) + 1, depth + 1, count);
  }
  if (isPageRoot(count, parentCount, depth)) {
    arena.putClean(slot, makeRef(REF_KIND.page, pages.allocate(ref)), count);
  }
}

/** An inner page: 63 pairs and 64 pages of 33 bytes at most. */
const RECORD_BYTES_MAX = Math.max(
  1 + LEAF_PAGE_MAX * LEAF_BYTES,
  2 ** (PAGE_LEVELS + 1) + 2 ** PAGE_LEVELS * 33,
);

class PageWriter {
  private readonly forest: Forest;
  private readonly id: TreeId;
  private readonly changes: Change[];
  private readonly spares: RecordBytes[] = [];
  /** The bits that lead to the node at hand. */
  private readonly path = new Uint8Array(HASH_BYTES);

  constructor(forest: Forest, id: TreeId, changes: Change[]) {
    this.forest = forest;
    this.id = id;
    this.changes = changes;
  }

  /** Writes the page whose root is in a slot, if it has changed, and those below it. */
  writePage(slot: number, depth: number): void {
    const { arena } = this.forest;
    const ref = arena.ref(slot);
    const count = arena.count(slot);
    if (!arena.isDirty(slot) || ref === REF_EMPTY) return;
    const record = this.spares.pop() ?? new RecordBytes();
    if (count < COUNT_MANY) {
      record.byte(PAGE_KIND.leaves);
      this.writeLeaves(ref, record);
    } else {
      record.byte(PAGE_KIND.inner);
      this.writePair(refIndex(ref), depth, record);
    }
    this.changes.push({ key: pageKey(this.id, depth, this.path), value: record.take() });
    this.spares.push(record);
  }

  private writeLeaves(ref: number, record: RecordBytes): void {
    const { arena } = this.forest;
    if (refKind(ref) === REF_KIND.leaf) record.bytes(arena.leaves.view(refIndex(ref)));
    else if (ref !== REF_EMPTY) {
      this.writeLeaves(arena.ref(2 * refIndex(ref)), record);
      this.writeLeaves(arena.ref(2 * refIndex(ref) + 1), record);
    }
  }

  private writePair(pair: number, depth: number, record: RecordBytes): void {
    this.writeNode(2 * pair, depth + 1, record);
    const byte = depth >> 3;
    const bit = 0x80 >> (depth & 7);
    this.path[byte] |= bit;
    this.writeNode(2 * pair + 1, depth + 1, record);
    this.path[byte] &= ~bit;
  }

  private writeNode(slot: number, depth: number, record: RecordBytes): void {
    const { arena } = this.forest;
    const count = arena.count(slot);
    if (count === 0) {
      record.byte(0);
    } else if (isPageRoot(count, COUNT_MANY, depth)) {
      this.writePage(slot, depth);
      record.byte(count);
      record.bytes(arena.hash(slot));
    } else {
      record.byte(NODE_PAIR);
      this.writePair(refIndex(arena.ref(slot)), depth, record);
    }
  }
}

class RecordBytes {
  private readonly buffer = new Uint8Array(RECORD_BYTES_MAX);
  private length = 0;

  byte(value: number): void {
    this.buffer[this.length++] = value;
  }

  bytes(bytes: Uint8Array): void {
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A copy of what was written; it starts anew. */
  take(): Uint8Array {
    const bytes = this.buffer.slice(0, this.length);
    this.length = 0;
    return bytes;
  }
}
