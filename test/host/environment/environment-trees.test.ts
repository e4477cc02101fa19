/** What States prove, what becomes of a root, and that nothing else is believed or throws. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { newTree, rootAfter, rootOf, verifyState } from '../../../host/environment/environment-trees.js';
import { sha256 } from '../../../host/state/sha256.js';
import { storageValueHash } from '../../../host/state/tree/leaf-hash.js';
import { createMultiproof } from '../../../host/state/tree/multiproof.js';
import { sealProof } from '../../../host/state/tree/proof-reader.js';
import { EMPTY_ROOT } from '../../../host/state/tree/state-tree.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { Random } from '../../fuzz/random.js';
import {
  addressAt,
  type Contracts,
  changed,
  NOTHING,
  randomContract,
  randomContracts,
  referenceRootOf,
  stateOf,
} from './environment-cases.js';

const CONTRACT = { code: Uint8Array.of(1, 2, 3), storage: new Map<Value, Value>([['n', 1]]) };
const OTHER = { code: Uint8Array.of(4), storage: new Map<Value, Value>([[Uint8Array.of(9), ['x']]]) };
const [A, B, C, ABSENT] = [0, 1, 2, 3].map(addressAt);

const environment = () =>
  new EnvironmentState([
    [A, CONTRACT],
    [B, OTHER],
    [C, { ...CONTRACT, storage: new Map() }],
  ]);

const asMap = (value: Value): Map<Value, Value> => value as Map<Value, Value>;
const proofOf = (state: Value): Uint8Array => asMap(state).get('proof') as Uint8Array;

/** Distinct ones of some addresses. */
function someOf(random: Random, addresses: readonly Address[], most: number): Address[] {
  const picked = Array.from({ length: random.below(most + 1) }, () => random.pick(addresses));
  return [...new Map(picked.map((address) => [formatAddress(address), address])).values()];
}

describe('a random environment', () => {
  for (const seed of [1, 2, 3, 4]) {
    test(`seed ${seed}: roots after changes, and what States say`, () => {
      const random = new Random(seed);
      const counts = { removals: 0, insertions: 0, refused: 0, neighbours: 0 };
      for (let round = 0; round < 150; round++) changeAtRandom(random, counts);
      for (const [what, count] of Object.entries(counts)) assert.ok(count > 1, `${count} ${what}`);
    });
  }
});

function changeAtRandom(random: Random, counts: Record<string, number>): void {
  const addresses = Array.from({ length: random.pick([3, 4, 8, 40]) }, (_, i) =>
    addressAt(i + random.below(3)),
  );
  const contracts = randomContracts(random, addresses, random.pick([2, 3, 10]));
  const state = stateOf(contracts);
  const preRoot = state.root.slice();
  assert.deepEqual(preRoot, referenceRootOf(contracts));
  const asked = someOf(random, addresses, random.pick([2, 10]));
  const after: Contracts = new Map(contracts);
  const removals = random.pick([1, 1, 2, 6]);
  const removed: Address[] = [];
  const states = new Map<Value, Value>();
  for (const [address, witness] of state.witnesses(asked)) {
    assert.ok(verifyState(preRoot, address, witness));
    const text = formatAddress(address as Address);
    const became = random.oneIn(removals)
      ? NOTHING
      : random.oneIn(5)
        ? contracts.get(text)
        : randomContract(random);
    states.set(address, changed(witness, became ?? NOTHING));
    if (became === undefined || became === NOTHING) after.delete(text);
    else after.set(text, became);
    if (contracts.has(text) && !after.has(text)) removed.push(address as Address);
    if (!contracts.has(text) && after.has(text)) counts['insertions']++;
    const isSame = became === contracts.get(text) || (became === NOTHING && !contracts.has(text));
    assert.equal(verifyState(preRoot, address, states.get(address) ?? null), isSame);
  }
  const wanted = referenceRootOf(after);
  const neighbours = state.neighbours(asked);
  const alone = rootAfter(preRoot, states);
  if (alone === undefined) {
    counts['refused']++;
    assert.notEqual(state.neighbours(removed).length, 0, 'what is refused has neighbours');
  } else assert.deepEqual(alone, wanted);
  counts['neighbours'] += neighbours.length;
  counts['removals'] += removed.length;
  for (const [address, witness] of state.witnesses(neighbours)) states.set(address, witness);
  assert.deepEqual(rootAfter(preRoot, states), wanted);
  state.apply(states);
  assert.deepEqual(state.root, wanted);
  assert.deepEqual(rootOf(stateOf(after).witnesses(addressesOf(after))), wanted);
}

function addressesOf(contracts: Contracts): Address[] {
  return [...contracts.keys()]
    .map((text) => Buffer.from(text.slice(2), 'hex'))
    .map((bytes) => new Uint8Array(bytes));
}

test('contracts that are all of a subtree go at once: what is beside it has to be shown', () => {
  // By the first bits of their hashes: 00, 01 and 1.
  const place = (address: Address) => sha256(address)[0] >> 6;
  const all = Array.from({ length: 30 }, (_, n) => addressAt(n));
  const [first, second, beside] = [[0], [1], [2, 3]].map(
    (places) => all.find((address) => places.includes(place(address))) ?? assert.fail(),
  );
  const state = stateOf(
    new Map([first, second, beside].map((address) => [formatAddress(address), CONTRACT])),
  );
  const without = (...addresses: Address[]): Map<Value, Value> =>
    new Map(addresses.map((address) => [address, changed(state.witness(address), NOTHING)]));
  const rest = (...addresses: Address[]) =>
    referenceRootOf(new Map(addresses.map((address) => [formatAddress(address), CONTRACT])));
  assert.equal(rootAfter(state.root, without(first, second)), undefined);
  assert.deepEqual(state.neighbours([first, second]), [beside]);
  const shown = new Map([...without(first, second), [beside, state.witness(beside)]]);
  assert.deepEqual(rootAfter(state.root, shown), rest(beside));
  assert.deepEqual(rootAfter(state.root, without(first)), rest(second, beside));
  assert.deepEqual(rootAfter(state.root, without(beside)), rest(first, second));
  assert.deepEqual(rootAfter(state.root, without(first, beside)), rest(second));
  assert.deepEqual(rootAfter(state.root, without(first, second, beside)), EMPTY_ROOT);
  for (const few of [[first], [beside], [first, beside], [first, second, beside]]) {
    assert.deepEqual(state.neighbours(few), []);
  }
});

test('a contract that is there, one that is not, one without code or without storage', () => {
  const state = environment();
  for (const address of [A, B, C, ABSENT])
    assert.ok(verifyState(state.root, address, state.witness(address)));
  assert.ok(!verifyState(state.root, ABSENT, changed(state.witness(ABSENT), CONTRACT)));
  assert.ok(!verifyState(state.root, A, changed(state.witness(A), NOTHING)));
  const storageOnly = new EnvironmentState([[A, { ...NOTHING, storage: CONTRACT.storage }]]);
  assert.ok(verifyState(storageOnly.root, A, storageOnly.witness(A)));
  assert.ok(verifyState(EMPTY_ROOT, A, new EnvironmentState().witness(A)));
});

test('the order of a storage is part of the leaf', () => {
  const entries: [Value, Value][] = [
    ['a', 1],
    ['b', 2],
  ];
  const state = new EnvironmentState([[A, { ...CONTRACT, storage: new Map(entries) }]]);
  const turned = changed(state.witness(A), { ...CONTRACT, storage: new Map(entries.reverse()) });
  assert.ok(!verifyState(state.root, A, turned));
});

test('each flipped byte of proof, code and storage', () => {
  const state = environment();
  for (const address of [A, ABSENT]) {
    const witness = state.witness(address);
    const proof = proofOf(witness);
    for (let i = 0; i < proof.length; i++) {
      const flipped = proof.slice();
      flipped[i] ^= 1 << (i % 8);
      for (const bytes of [flipped, sealProof([flipped.subarray(0, -8)])]) {
        const damaged = new Map(witness).set('proof', bytes);
        // Sealed anew, the seal's own bytes are right again.
        if (Buffer.compare(bytes, proof) === 0) continue;
        assert.ok(!verifyState(state.root, address, damaged), `byte ${i}`);
        const isRefused = rootAfter(state.root, new Map([[address, damaged]])) === undefined;
        // Of the hash of a value that becomes another the root is not asked: it is what was there.
        assert.ok(isRefused, `byte ${i}`);
      }
    }
  }
  const encoding = encodeValue([CONTRACT.code, CONTRACT.storage]);
  const code = CONTRACT.code.map((byte, i) => (i === 1 ? byte ^ 1 : byte));
  const storage = new Map<Value, Value>([['n', 2]]);
  for (const became of [
    { ...CONTRACT, code },
    { ...CONTRACT, storage },
  ]) {
    assert.notDeepEqual(encodeValue([became.code, became.storage]), encoding);
    assert.ok(!verifyState(state.root, A, changed(state.witness(A), became)));
  }
});

describe('proofs that are of something else', () => {
  const state = environment();
  const tree = newTree();
  for (const [address, { code, storage }] of [...state.contracts]) {
    const key = sha256(Buffer.from(address.slice(2), 'hex'));
    tree.update([{ key, valueHash: storageValueHash(encodeValue([code, storage])) }]).keep();
  }
  const stale = environment();
  stale.apply(new Map([[B, changed(stale.witness(B), CONTRACT)]]));
  const proofs: Readonly<Record<string, Uint8Array>> = {
    'another address': proofOf(state.witness(B)),
    'two addresses': createMultiproof(tree, [sha256(A), sha256(B)]),
    'no address': createMultiproof(tree, []),
    'another state': proofOf(stale.witness(A)),
    'an empty tree': proofOf(new EnvironmentState().witness(A)),
    nothing: new Uint8Array(0),
    'too much: a node behind the others': sealProof([
      proofOf(state.witness(A)).subarray(0, -8),
      Uint8Array.of(0),
    ]),
  };
  assert.deepEqual(tree.root, state.root);
  for (const [what, proof] of Object.entries(proofs)) {
    test(what, () => {
      const wrong = new Map(state.witness(A)).set('proof', proof);
      assert.ok(!verifyState(state.root, A, wrong));
      assert.equal(rootAfter(state.root, new Map([[A, wrong]])), undefined);
      const both = state.witnesses([A, B]);
      assert.deepEqual(rootAfter(state.root, both), state.root);
      assert.equal(rootAfter(state.root, new Map([...both, [A, wrong]])), undefined);
    });
  }

  test('another root', () => {
    assert.ok(!verifyState(stale.root, A, state.witness(A)));
    assert.equal(rootAfter(stale.root, state.witnesses([A])), undefined);
    assert.deepEqual(rootAfter(stale.root, new Map()), stale.root);
  });
});

describe('values that are no States', () => {
  const state = environment();
  const good = state.witness(A);
  const deep = (levels: number): Value => (levels === 0 ? 1 : [deep(levels - 1)]);
  const bad: Readonly<Record<string, Value>> = {
    none: null,
    'a list': [CONTRACT.code, CONTRACT.storage, proofOf(good)],
    'a key is missing': new Map([...good].slice(0, 2)),
    'a key too many': new Map(good).set('nonce', 1),
    'another key': new Map<Value, Value>([...[...good].slice(0, 2), ['prove', proofOf(good)]]),
    'a key in bytes': new Map<Value, Value>([...[...good].slice(1), [Buffer.from('code'), CONTRACT.code]]),
    'code as text': new Map(good).set('code', 'code'),
    'a storage that is no dict': new Map(good).set('storage', [['n', 1]]),
    'no proof': new Map(good).set('proof', null),
    'a proof as text': new Map(good).set('proof', 'proof'),
    'a storage that is nested too deep': new Map(good).set('storage', new Map([['n', deep(64)]])),
    'a storage that is too large': new Map(good).set('storage', new Map([['n', new Uint8Array(2 ** 20)]])),
    'a storage with a key that is none': new Map(good).set('storage', new Map<Value, Value>([[[], 1]])),
  };
  for (const [what, value] of Object.entries(bad)) {
    test(what, () => {
      assert.ok(!verifyState(state.root, A, value));
      assert.equal(rootAfter(state.root, new Map([[A, value]])), undefined);
      assert.equal(rootOf(new Map([[A, value]])), undefined);
    });
  }

  test('roots and addresses that are none', () => {
    const longer = new Uint8Array(33);
    longer.set(state.root);
    for (const root of [null, 'root', state.root.subarray(1), longer, [...state.root]]) {
      assert.ok(!verifyState(root, A, good));
      assert.equal(rootAfter(root, new Map([[A, good]])), undefined);
    }
    for (const address of [null, formatAddress(A), A.subarray(1), new Uint8Array(21), 5]) {
      assert.ok(!verifyState(state.root, address, good));
      assert.equal(rootAfter(state.root, new Map<Value, Value>([[address, good]])), undefined);
      assert.equal(rootOf(new Map<Value, Value>([[address, good]])), undefined);
    }
    for (const states of [null, [good], new PyTuple([]), good]) {
      assert.equal(rootAfter(state.root, states), undefined);
      assert.equal(rootOf(states), undefined);
    }
    const twice = new Map<Value, Value>([
      [A, good],
      [A.slice(), good],
    ]);
    assert.equal(rootAfter(state.root, twice), undefined);
    assert.equal(rootOf(twice), undefined);
  });
});

test('a root of States alone: what is empty is left out, proofs are not looked at', () => {
  const noProof = (contract: typeof CONTRACT): Value =>
    changed(new Map([['proof', new Uint8Array(0)]]), contract);
  const states = new Map<Value, Value>([
    [A, noProof(CONTRACT)],
    [ABSENT, noProof(NOTHING as typeof CONTRACT)],
  ]);
  assert.deepEqual(rootOf(states), new EnvironmentState([[A, CONTRACT]]).root);
  assert.deepEqual(rootOf(new Map()), EMPTY_ROOT);
});
