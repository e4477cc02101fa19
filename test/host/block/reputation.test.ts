/** The order in which a builder of blocks tries candidates. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderCandidates, type Placement, type ReputationBlock } from '../../../host/block/reputation.js';
import { addressOf } from './policy-state.js';

/** A block that puts each sender where the list says. */
function blockOf(placements: readonly Placement[]): ReputationBlock {
  return {
    admit: () => undefined,
    record: () => undefined,
    place: (sender) => placements[sender[19]],
    finish: () => undefined,
  };
}

function ordered(placements: readonly Placement[], senders: readonly number[]): string[] {
  const candidates = senders.map((index, nonce) => ({ sender: addressOf(index), fuelLimit: 1n, nonce }));
  return orderCandidates(blockOf(placements), candidates).map(
    ({ sender, nonce }) => `${sender[19]}:${nonce}`,
  );
}

test('by stage; within one as they came', () => {
  const placements = [{ stage: 1 }, { stage: 0 }, { stage: 0 }];
  assert.deepEqual(ordered(placements, [0, 2, 1]), ['2:1', '1:2', '0:0']);
});

test('by key where there are keys', () => {
  const placements = [2, 1, 3].map((byte) => ({ stage: 2, key: Uint8Array.of(byte) }));
  assert.deepEqual(ordered(placements, [0, 1, 2]), ['1:1', '0:0', '2:2']);
});

test('what a sender sent stays in its order, where its first one is', () => {
  const placements = [{ stage: 2, key: Uint8Array.of(1) }, { stage: 0 }];
  assert.deepEqual(ordered(placements, [0, 1, 0, 1]), ['1:1', '1:3', '0:0', '0:2']);
});

test('the place of a sender is that of its first transaction', () => {
  const asked: bigint[] = [];
  const block: ReputationBlock = {
    ...blockOf([]),
    place: (_, fuelLimit) => {
      asked.push(fuelLimit);
      return { stage: 0 };
    },
  };
  const candidates = [7n, 8n].map((fuelLimit) => ({ sender: addressOf(1), fuelLimit }));
  assert.deepEqual(orderCandidates(block, candidates), candidates);
  assert.deepEqual(asked, [7n]);
});
