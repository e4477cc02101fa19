/** What environments get of trees, in CBOR: the answers of host/environment, paid before they are made. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nobleCurve } from '../../../host/block/curve.js';
import { ENVIRONMENT_SERVICES as SERVICES } from '../../../host/block/environment-services.js';
import { addressOf } from '../../../host/block/signer.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import {
  nodesOfReceipts,
  nodesOfRoot,
  nodesOfRootAfter,
  nodesToVerify,
} from '../../../host/environment/hashed-nodes.js';
import { receiptsRoot } from '../../../host/environment/receipts-root.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { EnvironmentHost, endOf, NO_SERVICES, returned } from '../vm/script/environment-host.js';
import { privateKey } from './samples.js';

const [A, B] = [1, 2].map((byte) => new Uint8Array(20).fill(byte));
const state = new EnvironmentState([
  [A, { code: Uint8Array.of(1), storage: new Map() }],
  [B, { code: Uint8Array.of(2), storage: new Map([['n', 1]]) }],
]);
const states = state.witnesses([A, B]);

/** What a question is answered, and what was paid for it. */
function asked<Answer>(ask: (pay: (nodes: number) => void) => Answer): [Answer, number[]] {
  const paid: number[] = [];
  const answer = ask((nodes) => paid.push(nodes));
  return [answer, paid];
}

test('a State, a root after changes, a root alone, receipts', () => {
  const witness = state.witness(A);
  const root = (value: Value, pre?: Uint8Array) =>
    asked((pay) => SERVICES.hashTreeRoot(encodeValue(value), pre, pay));
  const verify = (address: Uint8Array) =>
    asked((pay) => SERVICES.verifyState(state.root, address, encodeValue(witness), pay));
  const receipts = [new Uint8Array(40), new Uint8Array(0)];
  assert.deepEqual(verify(A), [true, [nodesToVerify(A, witness)]]);
  assert.deepEqual(verify(B), [false, [0]]);
  assert.deepEqual(root(states, state.root), [state.root, [nodesOfRootAfter(states)]]);
  assert.deepEqual(root(states), [state.root, [nodesOfRoot(states)]]);
  assert.deepEqual(root(receipts), [receiptsRoot(receipts), [nodesOfReceipts(receipts)]]);
  assert.ok(nodesToVerify(A, witness) < nodesOfRootAfter(states));
});

test('what is malformed has no answer', () => {
  for (const value of [null, 5, 'text', [[]], new Map([[A, null]])] as Value[]) {
    for (const root of [undefined, state.root]) {
      assert.deepEqual(asked((pay) => SERVICES.hashTreeRoot(encodeValue(value), root, pay))[0], undefined);
    }
    assert.equal(asked((pay) => SERVICES.verifyState(state.root, A, encodeValue(value), pay))[0], false);
  }
});

test('what cannot be paid is not answered', () => {
  const refuse = (): never => {
    throw new Error('no fuel');
  };
  const witness = encodeValue(state.witness(A));
  assert.throws(() => SERVICES.verifyState(state.root, A, witness, refuse), /no fuel/);
  for (const root of [undefined, state.root]) {
    assert.throws(() => SERVICES.hashTreeRoot(encodeValue(states), root, refuse), /no fuel/);
  }
  assert.throws(() => SERVICES.hashTreeRoot(encodeValue([A]), undefined, refuse), /no fuel/);
});

test('the address that signed', () => {
  const hash = new Uint8Array(32).fill(5);
  const { yParity, r, s } = nobleCurve.sign(hash, privateKey(7));
  const [right, wrong] = yParity === 0 ? ([27, 28] as const) : ([28, 27] as const);
  assert.deepEqual(SERVICES.recover(hash, right, r, s), addressOf(privateKey(7)));
  assert.notDeepEqual(SERVICES.recover(hash, wrong, r, s), addressOf(privateKey(7)));
  assert.equal(SERVICES.recover(hash, right, new Uint8Array(32), s), undefined);
});

describe('a frame pays for nodes', () => {
  const environmentSource = `
def init(): pass
def process_block(transactions, root):
    eei.verify_state(root, root[:20], {})
    eei.hash_tree_root([])
    return (bytes(32), bytes(32))
`;
  const run = (nodes: number) => {
    const host = new EnvironmentHost({
      ...NO_SERVICES,
      verifyState: (_root, _address, _state, pay) => {
        pay(nodes);
        return true;
      },
      hashTreeRoot: (_value, _root, pay) => {
        pay(2 * nodes);
        return new Uint8Array(32);
      },
    });
    return host.processBlock(host.deploy(new TextEncoder().encode(environmentSource)));
  };

  test('by the 64 bytes that each hashes', () => {
    const [none, some] = [run(0), run(1_000)];
    for (const result of [none, some]) returned(result);
    const { base, perByte } = DEV_PROTOCOL.schedule.script.treeNode;
    assert.equal(base, 0);
    assert.equal(some.fuelUsed - none.fuelUsed, BigInt(3_000 * 64 * perByte));
  });

  test('or runs out of fuel', () => {
    assert.match(endOf(run(1e9)), /OUT_OF_FUEL/);
  });
});
