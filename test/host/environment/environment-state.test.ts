/** The holder of an environment's contracts: what it changes and refuses, and its text. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { verifyState } from '../../../host/environment/environment-trees.js';
import { EMPTY_ROOT } from '../../../host/state/tree/state-tree.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../host/vm/values/types.js';
import { formatAddress } from '../../../runtime/address.js';
import { Random } from '../../fuzz/random.js';
import { addressAt, changed, NOTHING, randomContracts, stateOf } from './environment-cases.js';

const [A, B] = [addressAt(0), addressAt(1)];
const CONTRACT = {
  code: Uint8Array.of(1, 0xab),
  storage: new Map<Value, Value>([
    ['z', 1],
    ['a', new PyTuple([new PyFloat(1), null])],
    [7, Uint8Array.of(9)],
    ['$', new PySet([1, 2n ** 70n])],
  ]),
};

test('no contracts', () => {
  const state = new EnvironmentState();
  assert.deepEqual(state.root, EMPTY_ROOT);
  assert.equal(state.get(A), undefined);
  assert.equal(state.toJson(), '{\n  "contracts": {}\n}\n');
});

test('contracts are set, changed and removed', () => {
  const state = new EnvironmentState();
  const roots = [state.root];
  for (const became of [CONTRACT, { ...CONTRACT, storage: new Map() }, NOTHING]) {
    state.apply(new Map([[A, changed(state.witness(A), became)]]));
    assert.deepEqual(state.get(A), became === NOTHING ? undefined : became);
    assert.ok(verifyState(state.root, A, state.witness(A)));
    roots.push(state.root);
  }
  assert.deepEqual(roots[3], roots[0]);
  assert.equal(new Set(roots.map((root) => Buffer.from(root).toString('hex'))).size, 3);
});

test('what callers do with their values changes nothing', () => {
  const contract = { code: Uint8Array.of(1), storage: new Map<Value, Value>([['list', [1]]]) };
  const state = new EnvironmentState([[A, contract]]);
  const root = state.root.slice();
  const spoil = ({ code, storage }: { code: Uint8Array; storage: Map<Value, Value> }): void => {
    code[0]++;
    (storage.get('list') as Value[]).push(2);
  };
  spoil(contract);
  const witness = state.witness(A);
  spoil({ code: witness.get('code') as Uint8Array, storage: witness.get('storage') as Map<Value, Value> });
  assert.deepEqual(state.root, root);
  assert.ok(verifyState(root, A, state.witness(A)));
});

test('what is malformed is refused, and changes nothing', () => {
  const state = new EnvironmentState([[A, CONTRACT]]);
  const before = state.toJson();
  const good = changed(state.witness(A), NOTHING);
  const unfit = changed(state.witness(B), {
    ...CONTRACT,
    storage: new Map([['n', new Uint8Array(2 ** 20)]]),
  });
  const input = { code: 'BAD_INPUT' };
  for (const states of [
    null,
    [],
    new Map([[A, 5]]),
    new Map<Value, Value>([[A.subarray(1), good]]),
  ] as Value[]) {
    assert.throws(() => state.apply(states), input);
  }
  const half = new Map([
    [A, good],
    [B, unfit],
  ]);
  assert.throws(() => state.apply(half), { code: 'BAD_VALUE' });
  assert.equal(state.toJson(), before);
  assert.throws(() => state.witness(A.subarray(1)), input);
  assert.throws(() => new EnvironmentState([[A.subarray(1), CONTRACT]]), input);
  const twice = [A, A.slice()].map((address) => [address, CONTRACT] as const);
  assert.throws(() => new EnvironmentState(twice), input);
});

describe('as JSON', () => {
  const state = new EnvironmentState([
    [B, { ...CONTRACT, storage: new Map() }],
    [A, CONTRACT],
  ]);
  const entries = [
    '["z",1]',
    '["a",{"$tuple":[{"$float":1},null]}]',
    '[7,{"$bytes":"0x09"}]',
    '["$",{"$set":[1,1180591620717411303424]}]',
  ];
  const storage = `{"$dict":[${entries.join(',')}]}`;
  const text = `{
  "contracts": {
    "${formatAddress(A)}": {"code": "0x01ab", "storage": ${storage}},
    "${formatAddress(B)}": {"code": "0x01ab", "storage": {}}
  }
}
`;

  test('contracts in the order of addresses, storage in its own', () => {
    assert.equal(state.toJson(), text);
    const back = EnvironmentState.fromJson(text);
    assert.deepEqual(back.root, state.root);
    assert.deepEqual([...back.contracts], [...state.contracts]);
  });

  test('random ones come back, whatever the order they were made in', () => {
    const random = new Random(1);
    const addresses = Array.from({ length: 30 }, (_, i) => addressAt(i));
    for (let round = 0; round < 20; round++) {
      const contracts = randomContracts(random, addresses, 3);
      const [one, other] = [stateOf(contracts), stateOf(new Map([...contracts].reverse()))];
      assert.equal(one.toJson(), other.toJson());
      assert.deepEqual(EnvironmentState.fromJson(one.toJson()).root, other.root);
    }
  });

  const refused: Readonly<Record<string, readonly [from: string, to: string, code: string]>> = {
    'no JSON': ['{', '', 'BAD_VALUE'],
    'another member': ['"contracts"', '"contract"', 'BAD_VALUE'],
    'a member too many': ['"code": "0x01ab",', '"code": "0x01ab", "nonce": 1,', 'BAD_VALUE'],
    'code without 0x': ['"0x01ab"', '"01ab"', 'BAD_VALUE'],
    'code that is no text': ['"0x01ab"', '5', 'BAD_VALUE'],
    'half a byte of code': ['"0x01ab"', '"0x01a"', 'BAD_INPUT'],
    'a storage that is no dict': ['"storage": {}', '"storage": []', 'BAD_VALUE'],
    'a storage that is no value': ['"storage": {}', '"storage": {"$no": 1}', 'BAD_VALUE'],
    'no address': [formatAddress(A), formatAddress(A).slice(1), 'BAD_INPUT'],
    'an address twice, once in capitals': [
      formatAddress(B),
      formatAddress(A).replaceAll('e', 'E'),
      'BAD_INPUT',
    ],
    'a list for an object': [text, '{"contracts": []}', 'BAD_VALUE'],
  };
  for (const [what, [from, to, code]] of Object.entries(refused)) {
    test(what, () => {
      assert.ok(text.includes(from));
      assert.throws(() => EnvironmentState.fromJson(text.replace(from, to)), { code });
    });
  }
});
