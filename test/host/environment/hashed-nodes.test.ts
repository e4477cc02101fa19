/** Nodes that are told before they are hashed: never less than what is done, and not much more. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stateToValue } from '../../../host/environment/contract-state.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { newTree, rootAfter, rootOf, verifyState } from '../../../host/environment/environment-trees.js';
import {
  nodesOfReceipts,
  nodesOfRoot,
  nodesOfRootAfter,
  nodesToVerify,
} from '../../../host/environment/hashed-nodes.js';
import { sha256 } from '../../../host/state/sha256.js';
import { HashQueue } from '../../../host/state/tree/hash-queue.js';
import { createMultiproof } from '../../../host/state/tree/multiproof.js';
import type { Value } from '../../../host/vm/values/types.js';
import { Random } from '../../fuzz/random.js';
import {
  addressAt,
  changed,
  NOTHING,
  randomContract,
  randomContracts,
  stateOf,
} from './environment-cases.js';

/** Nodes that are hashed while the body runs. */
function nodesHashed(body: () => void): number {
  const { addLeaf, addPair } = HashQueue.prototype;
  let nodes = 0;
  HashQueue.prototype.addLeaf = function (...rest): void {
    nodes++;
    addLeaf.apply(this, rest);
  };
  HashQueue.prototype.addPair = function (...rest): void {
    nodes++;
    addPair.apply(this, rest);
  };
  try {
    body();
  } finally {
    HashQueue.prototype.addLeaf = addLeaf;
    HashQueue.prototype.addPair = addPair;
  }
  return nodes;
}

test('nodes of random questions', () => {
  const random = new Random(1);
  const sums = { told: 0, done: 0 };
  const compare = (told: number, body: () => void): void => {
    const done = nodesHashed(body);
    assert.ok(told >= done, `${told} told, ${done} done`);
    sums.told += told;
    sums.done += done;
  };
  for (let round = 0; round < 200; round++) {
    const addresses = Array.from({ length: random.pick([1, 3, 10, 60]) }, (_, i) => addressAt(i));
    const state = stateOf(randomContracts(random, addresses, random.pick([2, 5])));
    const asked = addresses.filter(() => random.oneIn(2));
    const states = state.witnesses(asked);
    for (const [address, witness] of states) {
      compare(nodesToVerify(address, witness), () => assert.ok(verifyState(state.root, address, witness)));
      states.set(address, changed(witness, random.oneIn(3) ? NOTHING : randomContract(random)));
    }
    compare(nodesOfRootAfter(states), () => rootAfter(state.root, states));
    compare(nodesOfRoot(states), () => assert.ok(rootOf(states)));
  }
  assert.ok(sums.told < 1.5 * sums.done, `${sums.told} told, ${sums.done} done`);
});

test('trees made by hand: 256 pairs, and a leaf that shares 255 bits with the key', () => {
  const [address, code] = [addressAt(0), Uint8Array.of(1)];
  const key = sha256(address);
  const other = key.slice();
  other[31] ^= 1;
  const leaves = [other, key].map((each) => ({ key: each, valueHash: each }));
  for (const [there, told] of [
    [leaves, 516],
    [leaves.slice(0, 1), 260],
  ] as const) {
    const tree = newTree();
    tree.update(there).keep();
    const state = stateToValue({ code, storage: new Map(), proof: createMultiproof(tree, [key]) });
    const states = new Map([[address, state]]);
    const done = nodesHashed(() => assert.ok(rootAfter(tree.root, states)));
    assert.ok(done > 256 && nodesOfRootAfter(states) >= done && nodesOfRootAfter(states) <= told, `${done}`);
  }
});

/** Nodes that SSZ hashes above so many chunks or roots, and the one with the length. */
function nodesAbove(count: number, levels: number): number {
  let nodes = 1;
  for (let level = 0, left = count; level < levels; level++) {
    left = Math.ceil(left / 2);
    nodes += left;
  }
  return nodes;
}

test('receipts: each has 15 levels, and all of them 16', () => {
  const random = new Random(2);
  const lists = [[], [0], [1], [2 ** 20], Array<number>(1000).fill(0), Array<number>(1000).fill(1)];
  for (let round = 0; round < 50; round++) {
    lists.push(Array.from({ length: random.below(200) }, () => random.pick([0, 1, 32, 33, 1000])));
  }
  for (const lengths of lists) {
    const told = nodesOfReceipts(lengths.map((length) => new Uint8Array(length)));
    const each = lengths.map((length) => nodesAbove(Math.ceil(length / 32), 15));
    const done = each.reduce((sum, nodes) => sum + nodes, nodesAbove(lengths.length, 16));
    assert.ok(told >= done && told <= 1.2 * done + 16, `${told} told, ${done} done`);
  }
});

test('what is refused as it is read hashes nothing', () => {
  const state = new EnvironmentState([[addressAt(0), { ...NOTHING, code: Uint8Array.of(1) }]]);
  const swapped = new Map([[addressAt(1), state.witness(addressAt(0))]]);
  const refused: Value[] = [null, [], new Map([[5, 5]]), swapped];
  for (const states of refused) {
    assert.equal(nodesOfRootAfter(states), 0);
    assert.equal(
      nodesHashed(() => assert.equal(rootAfter(state.root, states), undefined)),
      0,
    );
  }
  assert.equal(nodesToVerify(addressAt(1), state.witness(addressAt(0))), 0);
  assert.equal(
    nodesHashed(() => verifyState(state.root, addressAt(1), state.witness(addressAt(0)))),
    0,
  );
  for (const states of refused.slice(0, 3)) assert.equal(nodesOfRoot(states), 0);
  assert.equal(nodesOfReceipts(['text']), 0);
});
