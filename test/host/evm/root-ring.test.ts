/** Roots in the storage of the gateway's account. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import { ensureGatewayAccount, GATEWAY_ADDRESS } from '../../../host/evm/gateway.js';
import { heightSlot, ROOTS_KEPT, readLastRoot, rootSlot, writeRoot } from '../../../host/evm/root-ring.js';
import { toHex } from '../../../runtime/bytes.js';

const rootOf = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);

async function newState(): Promise<MerkleStateManager> {
  const state = new MerkleStateManager();
  await ensureGatewayAccount(state);
  return state;
}

test('the last root is read, and one with leading zeros is whole', async () => {
  const state = await newState();
  assert.deepEqual(await readLastRoot(state, GATEWAY_ADDRESS), { height: 0n, stateRoot: rootOf(0) });
  const stateRoot = rootOf(0);
  stateRoot[31] = 9;
  await writeRoot(state, GATEWAY_ADDRESS, { height: 1n, stateRoot: rootOf(1) });
  await writeRoot(state, GATEWAY_ADDRESS, { height: 2n, stateRoot });
  assert.deepEqual(await readLastRoot(state, GATEWAY_ADDRESS), { height: 2n, stateRoot });
});

test('a root stays in its slot until the ring comes round, and its height tells which it is', async () => {
  const state = await newState();
  await writeRoot(state, GATEWAY_ADDRESS, { height: 5n, stateRoot: rootOf(5) });
  await writeRoot(state, GATEWAY_ADDRESS, { height: 6n, stateRoot: rootOf(6) });
  assert.equal(toHex(await state.getStorage(GATEWAY_ADDRESS, rootSlot(5n))), toHex(rootOf(5)));
  await writeRoot(state, GATEWAY_ADDRESS, { height: 5n + ROOTS_KEPT, stateRoot: rootOf(7) });
  assert.deepEqual(rootSlot(5n), rootSlot(5n + ROOTS_KEPT));
  assert.equal(toHex(await state.getStorage(GATEWAY_ADDRESS, rootSlot(5n))), toHex(rootOf(7)));
  const height = await state.getStorage(GATEWAY_ADDRESS, heightSlot(5n));
  assert.equal(BigInt(toHex(height)), 5n + ROOTS_KEPT);
});

test('slots of heights and roots do not meet', () => {
  assert.notDeepEqual(rootSlot(0n), heightSlot(ROOTS_KEPT - 1n));
  assert.notDeepEqual(heightSlot(0n), rootSlot(ROOTS_KEPT - 1n));
});
