/** Defects of the state tree. */

import type { SeededBug } from './mutant.js';

export const TREE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/state/tree/state-tree',
    what: 'the last leaf of a pair is not lifted',
    file: 'host/state/tree/tree-update.js',
    change: ['if (count > 1) {', 'if (count > 0) {'],
    fails: ['no leaf, one leaf, two that share 255 bits'],
    passes: ['trees are updated together as one by one'],
  },
  {
    suite: 'host/state/tree/state-tree',
    what: 'an update that is dropped leaves its leaves',
    file: 'host/state/tree/undo-log.js',
    change: ['this.leaves.swap();', ''],
    fails: ['seed 1'],
    passes: ['no leaf, one leaf, two that share 255 bits'],
  },
  {
    suite: 'host/state/tree/state-tree',
    what: 'pages that have ended stay in the store',
    file: 'host/state/tree/page-write.js',
    change: ['changes.push({ key, value: undefined });', ';'],
    fails: ['seed 1'],
    passes: ['no leaf, one leaf, two that share 255 bits'],
  },
  {
    suite: 'host/state/tree/forest',
    what: 'the hash of a page is not looked at',
    file: 'host/state/tree/page-load.js',
    change: ['sameHash(arena.hash(2 * scratch), arena.hash(place.slot)) &&', 'true &&'],
    fails: ['each byte of each page', 'a root that is not that of the pages'],
    passes: ['an emptied tree has no pages'],
  },
  {
    suite: 'host/state/tree/forest',
    what: 'pages are never let go of',
    file: 'host/state/tree/page-table.js',
    change: ['ref === REF_EMPTY || this.hasLoadedBelow(ref)', 'ref >= 0'],
    fails: ['memory stays within the bound, and everything can be read'],
    passes: ['an emptied tree has no pages'],
  },
  {
    suite: 'host/state/tree/sha256',
    what: 'the native function is believed without a look',
    file: 'host/state/tree/sha256.js',
    change: ['=== 0 ? hashInto : hashPairsPortable', '< 2 ? hashInto : hashPairsPortable'],
    fails: ['a native function that hashes wrongly is not used'],
    passes: ['pairs by the chosen function'],
  },
  {
    suite: 'host/state/tree/leaf-hash',
    what: 'two fields of an account are swapped',
    file: 'host/state/tree/leaf-hash.js',
    change: [
      'bytes.set(account.codeHash, at + 3 * CHUNK_BYTES)',
      'bytes.set(account.storageRoot, at + 3 * CHUNK_BYTES)',
    ],
    fails: ['accounts'],
    passes: ['storage values'],
  },
  {
    suite: 'host/state/tree/multiproof',
    what: 'a leaf that the proof itself calls absent is taken for another',
    file: 'host/state/tree/proof-nodes.js',
    change: ["checkProof(Buffer.compare(key, this.entries[i].key) !== 0, 'has a leaf that it denies');", ''],
    fails: ['nodes that are shown in another way than the one'],
    passes: ['no keys at all, of an empty tree and of another'],
  },
  {
    suite: 'host/state/tree/multiproof',
    what: 'siblings are never opened',
    file: 'host/state/tree/proof-nodes.js',
    change: ['if (!isOpened) {', 'if (true) {'],
    fails: ['a proof has no more than it needs: siblings, opened where a leaf beside them may go'],
    passes: ['no keys at all, of an empty tree and of another'],
  },
  {
    suite: 'host/state/tree/state-proof',
    what: 'the root is not compared',
    file: 'host/state/tree/partial-forest.js',
    change: ["checkProof(Buffer.compare(tree.root, root) === 0, 'is not of the root');", ''],
    fails: ['each byte, sealed anew: refused, or the proof of something else that is true'],
    passes: ['what the trees do not say is not proven'],
  },
];
