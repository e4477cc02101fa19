/**
 * The nodes of a multiproof. Maker and reader stand together; the form is docs/layouts.md, "Multiproof".
 *
 * The proof shows the tree along the ways to the *asked* keys, of which the reader already has the values.
 * What lies beside is shown as a hash, with one exception: beside a subtree that would be empty without the
 * asked keys. Removing these may turn the pair into the other node's one leaf, so the reader must know what
 * that node is, and it is *opened*: as a leaf, or as the hashes of its children, which prove that it is none.
 * So whoever has the proof can set and remove the asked keys in any way and knows the new root.
 */

import type { Forest } from './forest.js';
import type { HashQueue } from './hash-queue.js';
import { bitAt, KEY_BITS, sharesPrefix, withBit } from './key-bits.js';
import { COUNT_MANY, makeRef, REF_EMPTY, REF_KIND, refIndex, refKind } from './node-arena.js';
import { checkProof, type ProofReader, proofError } from './proof-reader.js';
import type { StateTree } from './state-tree.js';

/** An asked key and what is there: the hash of its value, or undefined without a leaf. */
export interface ProofEntry {
  readonly key: Uint8Array;
  readonly valueHash: Uint8Array | undefined;
}

/** First byte of a node. */
export const NODE_KIND = { empty: 0, leaf: 1, pair: 2, hash: 3, opened: 4 } as const;

const KIND_BYTES = Object.values(NODE_KIND).map((kind) => Uint8Array.of(kind));

const HASH_BYTES = 32;
const ZERO_HASH = new Uint8Array(HASH_BYTES);

/**
 * What a subtree holds: no leaf; leaves, all of them asked keys; others too. The greater of two is that of
 * both.
 */
const HOLDS = { nothing: 0, asked: 1, others: 2 } as const;
type Holds = (typeof HOLDS)[keyof typeof HOLDS];

function both(a: Holds, b: Holds): Holds {
  return a > b ? a : b;
}

/**
 * Index of the first of sorted entries[low, high) whose key has a 1 at a depth; they share the bits before.
 */
function divide(entries: readonly ProofEntry[], depth: number, low: number, high: number): number {
  let middle = low;
  while (middle < high && bitAt(entries[middle].key, depth) === 0) middle++;
  return middle;
}

/** The nodes for entries, sorted by key and true of the tree, as the parts of one array of bytes. */
export function makeProofNodes(tree: StateTree, entries: readonly ProofEntry[]): Uint8Array[] {
  const maker = new ProofMaker(tree, entries);
  if (entries.length === 0) maker.addBeside(tree.rootSlot, 0, ZERO_HASH, false);
  else maker.add(tree.rootSlot, 0, 0, entries.length);
  return maker.parts;
}

class ProofMaker {
  readonly parts: Uint8Array[] = [];
  private readonly tree: StateTree;
  private readonly forest: Forest;
  private readonly entries: readonly ProofEntry[];

  constructor(tree: StateTree, entries: readonly ProofEntry[]) {
    this.tree = tree;
    this.forest = tree.forest;
    this.entries = entries;
  }

  /** The node in a slot, on the way to entries[low, high), at least one. */
  add(slot: number, depth: number, low: number, high: number): Holds {
    const { arena } = this.forest;
    const path = this.entries[low].key;
    const ref = this.resolve(slot, depth, path);
    if (ref === REF_EMPTY) {
      this.kind(NODE_KIND.empty);
      return HOLDS.nothing;
    }
    if (refKind(ref) === REF_KIND.leaf) {
      this.kind(NODE_KIND.leaf);
      for (let i = low; i < high; i++) {
        if (arena.leaves.hasHash(refIndex(ref), 0, this.entries[i].key)) return HOLDS.asked;
      }
      this.parts.push(arena.leaves.view(refIndex(ref)).slice());
      return HOLDS.others;
    }
    const [left, right] = [2 * refIndex(ref), 2 * refIndex(ref) + 1];
    const middle = divide(this.entries, depth, low, high);
    this.kind(NODE_KIND.pair);
    if (middle === high) {
      const holds = this.add(left, depth + 1, low, high);
      return both(holds, this.addBeside(right, depth + 1, withBit(path, depth, 1), holds === HOLDS.asked));
    }
    if (middle > low) {
      const holds = this.add(left, depth + 1, low, middle);
      return both(holds, this.add(right, depth + 1, middle, high));
    }
    // The left node comes first, but what it must show depends on the right one.
    const after = this.parts.length;
    const holds = this.add(right, depth + 1, low, high);
    const shown = this.parts.splice(after);
    const beside = this.addBeside(left, depth + 1, withBit(path, depth, 0), holds === HOLDS.asked);
    for (const part of shown) this.parts.push(part);
    return both(holds, beside);
  }

  /** A node that no entry is below of. */
  addBeside(slot: number, depth: number, path: Uint8Array, isOpened: boolean): Holds {
    const { arena } = this.forest;
    if (arena.ref(slot) === REF_EMPTY) {
      this.kind(NODE_KIND.empty);
      return HOLDS.nothing;
    }
    if (!isOpened) {
      this.kind(NODE_KIND.hash);
      this.parts.push(arena.hash(slot));
      return HOLDS.others;
    }
    const ref = this.resolve(slot, depth, path);
    if (refKind(ref) === REF_KIND.leaf) {
      this.kind(NODE_KIND.leaf);
      this.parts.push(arena.leaves.view(refIndex(ref)).slice());
    } else {
      this.kind(NODE_KIND.opened);
      this.parts.push(arena.hash(2 * refIndex(ref)), arena.hash(2 * refIndex(ref) + 1));
    }
    return HOLDS.others;
  }

  private kind(kind: number): void {
    this.parts.push(KIND_BYTES[kind]);
  }

  private resolve(slot: number, depth: number, path: Uint8Array): number {
    return this.forest.resolve(this.forest.arena.ref(slot), slot, this.tree.id, depth, path);
  }
}

/**
 * Reads the nodes for entries (sorted by key, distinct) into a slot; hashes are known once the queue has run,
 * and the caller compares the root's. Nodes that are shown as hashes become pages that cannot be loaded.
 * @throws PbevmError BAD_PROOF if they are not what `makeProofNodes` makes.
 */
export function readProofNodes(
  reader: ProofReader,
  entries: readonly ProofEntry[],
  into: { readonly forest: Forest; readonly queue: HashQueue; readonly slot: number },
): void {
  const parser = new ProofParser(reader, entries, into.forest, into.queue);
  if (entries.length > 0) parser.read(into.slot, 0, 0, entries.length);
  else checkProof(parser.readBeside(into.slot, 0, ZERO_HASH) !== 'opened', 'shows a node that it must not');
}

class ProofParser {
  private readonly reader: ProofReader;
  private readonly entries: readonly ProofEntry[];
  private readonly forest: Forest;
  private readonly queue: HashQueue;
  /** How many entries before each have a leaf. */
  private readonly presentBefore: Uint32Array;

  constructor(reader: ProofReader, entries: readonly ProofEntry[], forest: Forest, queue: HashQueue) {
    this.reader = reader;
    this.entries = entries;
    this.forest = forest;
    this.queue = queue;
    this.presentBefore = new Uint32Array(entries.length + 1);
    entries.forEach(({ valueHash }, i) => {
      this.presentBefore[i + 1] = this.presentBefore[i] + (valueHash === undefined ? 0 : 1);
    });
  }

  /** A node on the way to entries[low, high), at least one. */
  read(slot: number, depth: number, low: number, high: number): Holds {
    const present = this.presentBefore[high] - this.presentBefore[low];
    switch (this.reader.u8()) {
      case NODE_KIND.empty:
        checkProof(present === 0, 'misses a leaf');
        return HOLDS.nothing;
      case NODE_KIND.leaf:
        checkProof(present <= 1, 'misses a leaf');
        return present === 1 ? this.readAskedLeaf(slot, low) : this.readOtherLeaf(slot, depth, low, high);
      case NODE_KIND.pair:
        checkProof(depth < KEY_BITS, 'is too deep');
        return this.readPair(slot, depth, low, high);
      default:
        throw proofError('has a node of a wrong kind');
    }
  }

  private readAskedLeaf(slot: number, low: number): Holds {
    let i = low;
    while (this.entries[i].valueHash === undefined) i++;
    const { key, valueHash } = this.entries[i];
    this.putLeaf(slot, key, valueHash as Uint8Array);
    return HOLDS.asked;
  }

  private readOtherLeaf(slot: number, depth: number, low: number, high: number): Holds {
    const [key, valueHash] = [this.reader.take(HASH_BYTES), this.reader.take(HASH_BYTES)];
    checkProof(sharesPrefix(key, this.entries[low].key, depth), 'has a leaf in a wrong place');
    for (let i = low; i < high; i++) {
      checkProof(Buffer.compare(key, this.entries[i].key) !== 0, 'has a leaf that it denies');
    }
    this.putLeaf(slot, key, valueHash);
    return HOLDS.others;
  }

  private readPair(slot: number, depth: number, low: number, high: number): Holds {
    const { arena } = this.forest;
    const pair = arena.allocatePair();
    const [left, right] = [2 * pair, 2 * pair + 1];
    const middle = divide(this.entries, depth, low, high);
    const path = this.entries[low].key;
    let holds: Holds;
    if (middle > low && middle < high) {
      const first = this.read(left, depth + 1, low, middle);
      holds = both(first, this.read(right, depth + 1, middle, high));
    } else {
      const isLeft = middle === high;
      const shown = isLeft ? undefined : this.readBeside(left, depth + 1, withBit(path, depth, 0));
      const asked = this.read(isLeft ? left : right, depth + 1, low, high);
      const beside = shown ?? this.readBeside(right, depth + 1, withBit(path, depth, 1));
      const wanted = asked === HOLDS.asked ? 'opened' : 'hash';
      checkProof(beside === 'empty' || beside === wanted, `does not show a node as ${wanted}`);
      holds = beside === 'empty' ? asked : HOLDS.others;
    }
    const count = arena.count(left) + arena.count(right);
    checkProof(count > 1, 'has a pair of less than two leaves');
    arena.putClean(slot, makeRef(REF_KIND.pair, pair), Math.min(COUNT_MANY, count));
    this.queue.addPair(pair, slot, depth);
    return holds;
  }

  /** A node that no entry is below of. */
  readBeside(slot: number, depth: number, path: Uint8Array): 'empty' | 'hash' | 'opened' {
    switch (this.reader.u8()) {
      case NODE_KIND.empty:
        return 'empty';
      case NODE_KIND.hash:
        checkProof(this.putHash(slot), 'has an empty node as a hash');
        return 'hash';
      case NODE_KIND.leaf: {
        const [key, valueHash] = [this.reader.take(HASH_BYTES), this.reader.take(HASH_BYTES)];
        checkProof(sharesPrefix(key, path, depth), 'has a leaf in a wrong place');
        this.putLeaf(slot, key, valueHash);
        return 'opened';
      }
      case NODE_KIND.opened: {
        checkProof(depth < KEY_BITS, 'is too deep');
        const pair = this.forest.arena.allocatePair();
        const [hasLeft, hasRight] = [this.putHash(2 * pair), this.putHash(2 * pair + 1)];
        checkProof(hasLeft || hasRight, 'has a pair of less than two leaves');
        this.forest.arena.putClean(slot, makeRef(REF_KIND.pair, pair), COUNT_MANY);
        this.queue.addPair(pair, slot, depth);
        return 'opened';
      }
      default:
        throw proofError('has a node of a wrong kind');
    }
  }

  /** Reads a hash; false if it is that of an empty node. */
  private putHash(slot: number): boolean {
    const hash = this.reader.take(HASH_BYTES);
    if (Buffer.compare(hash, ZERO_HASH) === 0) return false;
    const { arena, pages } = this.forest;
    arena.setHash(slot, hash);
    arena.putClean(slot, makeRef(REF_KIND.page, pages.allocate(REF_EMPTY)), COUNT_MANY);
    return true;
  }

  private putLeaf(slot: number, key: Uint8Array, valueHash: Uint8Array): void {
    const leaf = this.forest.arena.allocateLeaf(key, valueHash);
    this.forest.arena.putClean(slot, makeRef(REF_KIND.leaf, leaf), 1);
    this.queue.addLeaf(leaf, slot);
  }
}
