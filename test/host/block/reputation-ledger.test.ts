/** The books: sums by last-active block, and what expires. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_STANDING, ReputationLedger } from '../../../host/block/reputation-ledger.js';
import { encodeSum, type Standing, sumKey } from '../../../host/block/reputation-records.js';
import { HostFault } from '../../../runtime/errors.js';
import { addressOf, assertBooksBalance, MapState, recount } from './policy-state.js';

const ACTIVE_BLOCKS = 3n;
const [ALICE, BOB] = [addressOf(1), addressOf(2)];

/** Runs blocks from 0 on; what happens in some of them is given by height. */
function keep(
  state: MapState,
  until: bigint,
  happens: Record<string, (ledger: ReputationLedger) => void>,
): void {
  const start = new ReputationLedger(state, ACTIVE_BLOCKS).height ?? 0n;
  for (let height = start; height <= until; height++) {
    const ledger = new ReputationLedger(state, ACTIVE_BLOCKS);
    happens[`${height}`]?.(ledger);
    ledger.close(height);
    assertBooksBalance(recount(state, ACTIVE_BLOCKS));
  }
}

/** Replaces what an address has. */
function put(ledger: ReputationLedger, address: Uint8Array, next: Standing): void {
  ledger.replace(address, ledger.standing(address), next);
}

const at = (state: MapState): ReputationLedger => new ReputationLedger(state, ACTIVE_BLOCKS);

test('reputation counts in full for so many blocks after the last activity, then is nothing', () => {
  const state = new MapState();
  keep(state, 4n, { 1: (ledger) => put(ledger, ALICE, { reputation: 70n, lastActive: 1n }) });
  // Books of the start of block 5 = 1 + 3 + 1.
  assert.deepEqual(at(state).standing(ALICE), NO_STANDING);
  assert.equal(at(state).total, 0n);

  const shorter = new MapState();
  keep(shorter, 3n, { 1: (ledger) => put(ledger, ALICE, { reputation: 70n, lastActive: 1n }) });
  assert.deepEqual(at(shorter).standing(ALICE), { reputation: 70n, lastActive: 1n });
  assert.equal(at(shorter).total, 70n);
});

test('who comes back after that starts from nothing, and is counted once', () => {
  const state = new MapState();
  keep(state, 9n, {
    1: (ledger) => put(ledger, ALICE, { reputation: 70n, lastActive: 1n }),
    9: (ledger) => put(ledger, ALICE, { reputation: 5n, lastActive: 9n }),
  });
  assert.equal(at(state).total, 5n);
});

test('activity moves all of it to the new sum', () => {
  const state = new MapState();
  keep(state, 5n, {
    1: (ledger) => {
      put(ledger, ALICE, { reputation: 70n, lastActive: 1n });
      put(ledger, BOB, { reputation: 30n, lastActive: 1n });
    },
    2: (ledger) => put(ledger, ALICE, { reputation: 80n, lastActive: 2n }),
  });
  assert.equal(at(state).total, 0n);
  assert.equal(state.records.size, 3, 'the totals and two expired records');
});

test('a loss changes the sum that it is in; who loses all has no record', () => {
  const state = new MapState();
  keep(state, 2n, {
    1: (ledger) => {
      put(ledger, ALICE, { reputation: 70n, lastActive: 1n });
      put(ledger, BOB, { reputation: 30n, lastActive: 1n });
    },
    2: (ledger) => {
      put(ledger, ALICE, { reputation: 60n, lastActive: 1n });
      put(ledger, BOB, { reputation: 0n, lastActive: 1n });
    },
  });
  assert.equal(at(state).total, 60n);
  assert.equal(state.records.size, 3);
});

test('the record of one that expired goes when it does something', () => {
  const state = new MapState();
  keep(state, 6n, {
    1: (ledger) => put(ledger, ALICE, { reputation: 70n, lastActive: 1n }),
    6: (ledger) => put(ledger, ALICE, NO_STANDING),
  });
  assert.equal(state.records.size, 1);
});

test('books that do not balance are a fault', () => {
  const state = new MapState();
  keep(state, 1n, { 1: (ledger) => put(ledger, ALICE, { reputation: 70n, lastActive: 1n }) });
  state.set(sumKey(1n), encodeSum(69n));
  const ledger = at(state);
  put(ledger, ALICE, NO_STANDING);
  assert.throws(() => ledger.close(2n), HostFault);
});
