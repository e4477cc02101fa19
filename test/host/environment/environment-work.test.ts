/** Work that is told before it is done: never less than what is hashed, and not much more. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { rootAfter, rootOf, verifyState } from '../../../host/environment/environment-trees.js';
import {
  type Work,
  workOfReceipts,
  workOfRoot,
  workOfState,
  workOfStates,
} from '../../../host/environment/environment-work.js';
import { HashQueue } from '../../../host/state/tree/hash-queue.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
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
  const compare = (told: Work, body: () => void): void => {
    const done = nodesHashed(body);
    assert.ok(told.nodes >= done, `${told.nodes} told, ${done} done`);
    sums.told += told.nodes;
    sums.done += done;
  };
  for (let round = 0; round < 200; round++) {
    const addresses = Array.from({ length: random.pick([1, 3, 10, 60]) }, (_, i) => addressAt(i));
    const state = stateOf(randomContracts(random, addresses, random.pick([2, 5])));
    const asked = addresses.filter(() => random.oneIn(2));
    const states = state.witnesses(asked);
    for (const [address, witness] of states) {
      compare(workOfState(address, witness), () => assert.ok(verifyState(state.root, address, witness)));
      states.set(address, changed(witness, random.oneIn(3) ? NOTHING : randomContract(random)));
    }
    compare(workOfStates(states), () => rootAfter(state.root, states));
    compare(workOfRoot(states), () => assert.ok(rootOf(states)));
  }
  assert.ok(sums.told < 1.5 * sums.done, `${sums.told} told, ${sums.done} done`);
});

test('bytes are those of leaves, proofs and receipts', () => {
  const contract = { code: Uint8Array.of(1, 2), storage: new Map<Value, Value>([['n', 1]]) };
  const state = new EnvironmentState([[addressAt(0), contract]]);
  const states = state.witnesses([addressAt(0), addressAt(1)]);
  const leaf = encodeValue([contract.code, contract.storage]).length;
  const proofs = [...states.values()].map(
    (value) => (value as Map<string, Uint8Array>).get('proof')?.length ?? 0,
  );
  assert.equal(workOfStates(states).bytes, leaf + proofs[0] + proofs[1]);
  assert.equal(
    workOfState(addressAt(1), states.get(addressAt(1)) ?? state.witness(addressAt(1))).bytes,
    proofs[1],
  );
  assert.equal(workOfRoot(states).bytes, leaf);
  assert.equal(workOfReceipts([new Uint8Array(40), new Uint8Array(0)]).bytes, 40);
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
    const told = workOfReceipts(lengths.map((length) => new Uint8Array(length))).nodes;
    const each = lengths.map((length) => nodesAbove(Math.ceil(length / 32), 15));
    const done = each.reduce((sum, nodes) => sum + nodes, nodesAbove(lengths.length, 16));
    assert.ok(told >= done && told <= 1.2 * done + 16, `${told} told, ${done} done`);
  }
});

test('what is refused when it is read has no work', () => {
  const none = { bytes: 0, nodes: 0 };
  const state = new EnvironmentState([[addressAt(0), { ...NOTHING, code: Uint8Array.of(1) }]]);
  const swapped = new Map([[addressAt(1), state.witness(addressAt(0))]]);
  const refused: Value[] = [null, [], new Map([[5, 5]]), swapped];
  for (const states of refused) {
    assert.deepEqual(workOfStates(states), none);
    assert.equal(
      nodesHashed(() => assert.equal(rootAfter(state.root, states), undefined)),
      0,
    );
  }
  assert.deepEqual(workOfState(addressAt(1), state.witness(addressAt(0))), none);
  assert.equal(
    nodesHashed(() => verifyState(state.root, addressAt(1), state.witness(addressAt(0)))),
    0,
  );
  for (const states of refused.slice(0, 3)) assert.deepEqual(workOfRoot(states), none);
  assert.deepEqual(workOfReceipts(['text']), none);
});
