/** Defects of what execution environments prove and hash. */

import type { SeededBug } from './mutant.js';

export const ENVIRONMENT_TREE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/environment/environment-trees',
    what: 'the leaf that a proof shows is not compared',
    file: 'host/environment/environment-trees.js',
    change: ['return equalBytes(said, shown.valueHash);', 'return true;'],
    fails: ['the order of a storage is part of the leaf', 'each flipped byte of proof, code and storage'],
    passes: ['a root of States alone: what is empty is left out, proofs are not looked at'],
  },
  {
    suite: 'host/environment/environment-trees',
    what: 'a further key in a State is passed over',
    file: 'host/environment/contract-state.js',
    change: ['|| value.size !== STATE_KEYS.length', ''],
    fails: ['a key too many'],
    passes: ['a key is missing', 'the order of a storage is part of the leaf'],
  },
  {
    suite: 'host/environment/environment-trees',
    what: 'a contract of nothing has a leaf',
    file: 'host/environment/contract-state.js',
    change: ['code.length === 0 && storage.size === 0 ?', 'code.length < 0 ?'],
    fails: ['a root of States alone: what is empty is left out, proofs are not looked at'],
    passes: ['the order of a storage is part of the leaf'],
  },
  {
    suite: 'host/environment/environment-state',
    what: 'a witness shares its storage with the state',
    file: 'host/environment/environment-state.js',
    change: ['copyOf(this.get(address) ?? NO_CONTRACT)', 'this.get(address) ?? NO_CONTRACT'],
    fails: ['what callers do with their values changes nothing'],
    passes: ['contracts are set, changed and removed'],
  },
  {
    suite: 'host/environment/hashed-nodes',
    what: 'a leaf that is in the way is forgotten',
    file: 'host/environment/hashed-nodes.js',
    change: ['Math.max(pairs, sharedBits(leafKey, key) + 1)', 'pairs'],
    fails: [
      'nodes of random questions',
      'trees made by hand: 256 pairs, and a leaf that shares 255 bits with the key',
    ],
    passes: ['receipts: each has 15 levels, and all of them 16'],
  },
  {
    suite: 'host/block/environment-services',
    what: 'a root of receipts costs nothing by the node',
    file: 'host/block/environment-services.js',
    change: ['isList ? nodesOfReceipts(value)', 'isList ? 0'],
    fails: ['a State, a root after changes, a root alone, receipts'],
    passes: ['the address that signed'],
  },
  {
    suite: 'host/environment/receipts-root',
    what: 'a receipt has no length in its root',
    file: 'host/environment/receipts-root.js',
    change: ['lists[i].length, true', '0, true'],
    fails: ['random lists', 'receipts in another order, or with a zero at the end, have another root'],
    passes: ['what is no list of byte strings'],
  },
  {
    suite: 'host/state/tree/united-tree',
    what: 'a hash that is left alone is taken for a pair',
    file: 'host/state/tree/united-tree.js',
    change: ["checkProof(!isUnknownAlone, 'does not show what is left alone by a removal');", ''],
    fails: ['a leaf, which would be lifted'],
    passes: ['a proof of another root among others, a key that no proof shows, no changes'],
  },
  {
    suite: 'host/state/tree/proof-way',
    what: 'a node on the left of the way is not passed over',
    file: 'host/state/tree/proof-way.js',
    change: ['bitAt(key, pairs) === 1 ?', 'bitAt(key, pairs) > 1 ?'],
    fails: ['keys that are there and others, also deep ones'],
    passes: ['bits that two keys share'],
  },
];
