/**
 * Queued calls in the storage of an EVM account: order, limits, reverts, and that draining leaves nothing.
 *
 */

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { MerkleStateManager } from '@ethereumjs/statemanager';
import type { QueuedCall } from '../../../host/block/containers.js';
import { CallQueue } from '../../../host/evm/call-queue.js';
import { ensureGatewayAccount, GATEWAY_ADDRESS } from '../../../host/evm/gateway.js';
import { toHex } from '../../../runtime/bytes.js';

const LIMITS = { callsMax: 4, payloadBytesMax: 100, fuelMax: 1_000n };

function call(seed: number, payloadBytes: number, fuelLimit = 10n): QueuedCall {
  return {
    sender: new Uint8Array(20).fill(seed),
    target: new Uint8Array(20).fill(seed + 1),
    fuelLimit,
    payload: Uint8Array.from({ length: payloadBytes }, (_, i) => seed + i),
  };
}

let state: MerkleStateManager;
let queue: CallQueue;
beforeEach(async () => {
  state = new MerkleStateManager();
  await ensureGatewayAccount(state);
  queue = new CallQueue(state, GATEWAY_ADDRESS, LIMITS);
});

const rootOf = async (): Promise<string> => toHex(await state.getStateRoot());

test('calls come out as they went in, in order, and the storage is as before', async () => {
  const before = await rootOf();
  const calls = [call(0, 0), call(3, 1), call(9, 32, 0n), call(20, 100, 980n)];
  for (const [index, item] of calls.entries()) assert.equal(await queue.push(item), index);
  assert.notEqual(await rootOf(), before);
  assert.deepEqual(await queue.drain(), calls);
  assert.equal(await rootOf(), before);
  assert.deepEqual(await queue.drain(), []);
});

test('a queue that was drained takes calls again', async () => {
  await queue.push(call(1, 50));
  await queue.drain();
  const next = call(2, 3);
  assert.equal(await queue.push(next), 0);
  assert.deepEqual(await queue.drain(), [next]);
});

test('a revert of the EVM takes a call back', async () => {
  const kept = call(1, 40);
  await queue.push(kept);
  await state.checkpoint();
  await queue.push(call(2, 70));
  await state.revert();
  assert.deepEqual(await queue.drain(), [kept]);
});

test('no more calls, bytes or fuel than a block may queue', async () => {
  assert.equal(await queue.push(call(1, 101)), undefined);
  assert.equal(await queue.push(call(1, 1, 1_001n)), undefined);
  await queue.push(call(1, 1, 999n));
  assert.equal(await queue.push(call(1, 1, 2n)), undefined);
  for (const index of [1, 2, 3]) assert.equal(await queue.push(call(1, 1, 0n)), index);
  assert.equal(await queue.push(call(1, 1, 0n)), undefined);
  assert.equal((await queue.drain()).length, 4);
});
