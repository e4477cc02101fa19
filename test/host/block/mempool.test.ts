/** The pool of waiting transactions: what it takes, refuses, orders, evicts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { TransactionError } from '../../../host/block/errors.js';
import {
  Mempool,
  MempoolError,
  type MempoolOptions,
  type MempoolState,
} from '../../../host/block/mempool.js';
import { encodePoke } from '../../../host/block/transaction.js';
import { formatAddress } from '../../../runtime/address.js';
import { compareBytes } from '../../../runtime/bytes.js';
import { BLOCK_FUEL, CHAIN_ID, keyOf, message, SHARD_ID, senderOf } from './chain.js';

const TO = new Uint8Array(20).fill(9);

class PoolState implements MempoolState {
  readonly chainId = CHAIN_ID;
  readonly shardId = SHARD_ID;
  readonly fuelLimit = BLOCK_FUEL;
  prevRandao = keyOf(77);
  readonly nonces = new Map<string, bigint>();
  readonly reputations = new Map<string, bigint>();
  nonceOf = (sender: Uint8Array) => this.nonces.get(formatAddress(sender)) ?? 0n;
  reputationOf = (sender: Uint8Array) => this.reputations.get(formatAddress(sender)) ?? 0n;
}

function newPool(options: MempoolOptions = {}): { pool: Mempool; state: PoolState } {
  const state = new PoolState();
  return { pool: new Mempool(state, options), state };
}

const refused = (body: () => unknown, reason: string): void => {
  assert.throws(body, (error) => error instanceof MempoolError && error.reason === reason, reason);
};

const orderKey = (prevRandao: Uint8Array, sender: number) =>
  keccak_256(Buffer.concat([prevRandao, senderOf(sender)]));

test('each sender in the order of nonces, without gaps, round by round', () => {
  const { pool, state } = newPool();
  for (const [sender, nonce] of [
    [1, 1],
    [1, 0],
    [2, 0],
    [2, 2],
    [3, 1],
  ] as const) {
    pool.add(message(sender, nonce, TO, []));
  }
  const prevRandao = keyOf(5);
  const found = pool.candidates(prevRandao).map(({ sender, nonce }) => `${formatAddress(sender)} ${nonce}`);
  const first = [1, 2].sort((a, b) => compareBytes(orderKey(prevRandao, a), orderKey(prevRandao, b)));
  const expected = [...first.map((sender) => [sender, 0]), [1, 1]];
  assert.deepEqual(
    found,
    expected.map(([sender, nonce]) => `${formatAddress(senderOf(sender))} ${nonce}`),
  );
  assert.equal(pool.nextNonce(senderOf(1)), 2n);
  assert.equal(pool.nextNonce(senderOf(2)), 1n);
  state.nonces.set(formatAddress(senderOf(1)), 1n);
  pool.settle([senderOf(1)]);
  assert.equal(pool.size, 4);
  assert.equal(pool.candidates(prevRandao).length, 2);
});

test('the order is the same however transactions came', () => {
  const envelopes = Array.from({ length: 60 }, (_, i) => message(1 + (i % 20), Math.floor(i / 20), TO, [i]));
  const orders = [envelopes, [...envelopes].reverse()].map((list) => {
    const { pool } = newPool();
    for (const envelope of list) pool.add(envelope);
    return pool.candidates(keyOf(8)).map(({ envelope }) => Buffer.from(envelope).toString('hex'));
  });
  assert.equal(orders[0].length, 60);
  assert.deepEqual(orders[0], orders[1]);
});

test('an order of one’s own', () => {
  const { pool } = newPool({ order: (senders) => senders.flat() });
  for (const sender of [4, 2, 3]) for (const nonce of [0, 1]) pool.add(message(sender, nonce, TO, []));
  const senders = pool.candidates(keyOf(1)).map(({ sender }) => formatAddress(sender));
  assert.deepEqual(
    senders,
    [4, 4, 2, 2, 3, 3].map((number) => formatAddress(senderOf(number))),
  );
});

test('what is malformed, forged or of elsewhere is refused', () => {
  const { pool, state } = newPool({ perSenderMax: 3 });
  const good = message(1, 0, TO, []);
  assert.throws(() => pool.add(good.subarray(1)), TransactionError);
  assert.throws(() => pool.add(Uint8Array.of(...good, 0)), TransactionError);
  // Nobody pays for a poke: a builder brings its own.
  const poke = encodePoke({ chainId: CHAIN_ID, shardId: SHARD_ID, target: TO });
  assert.throws(() => pool.add(poke), { code: 'BAD_TRANSACTION', reason: 'TYPE' });
  refused(() => pool.add(message(1, 0, TO, [], { chainId: 8n })), 'CHAIN');
  refused(() => pool.add(message(1, 0, TO, [], { shardId: 2n })), 'SHARD');
  refused(() => pool.add(message(1, 0, TO, [], { fuelLimit: BLOCK_FUEL + 1n })), 'BLOCK_FUEL');
  refused(() => pool.add(message(1, 3, TO, [])), 'NONCE_HIGH');
  state.nonces.set(formatAddress(senderOf(1)), 1n);
  refused(() => pool.add(good), 'NONCE_LOW');
  assert.equal(pool.size, 0);
  pool.add(message(1, 3, TO, []));
  refused(() => pool.add(message(1, 3, TO, [])), 'KNOWN');
  assert.throws(() => newPool({ perSenderMax: 0 }), { code: 'BAD_INPUT' });
});

test('a replacement asks for an eighth less fuel', () => {
  const { pool } = newPool();
  const first = pool.add(message(1, 0, TO, [], { fuelLimit: 8_000_000n }));
  refused(() => pool.add(message(1, 0, TO, [1], { fuelLimit: 7_000_001n })), 'REPLACEMENT');
  const second = pool.add(message(1, 0, TO, [1], { fuelLimit: 7_000_000n }));
  assert.equal(pool.get(first.hash), undefined);
  assert.deepEqual(pool.candidates(keyOf(1)), [second]);
  assert.equal(pool.bytes, second.envelope.length);
});

test('a place is not replaced without end: fuel limits fall until there is none', () => {
  const { pool } = newPool();
  pool.add(message(1, 0, TO, [], { fuelLimit: 7n }));
  refused(() => pool.add(message(1, 0, TO, [1], { fuelLimit: 7n })), 'REPLACEMENT');
  pool.add(message(1, 0, TO, [1], { fuelLimit: 0n }));
  refused(() => pool.add(message(1, 0, TO, [2], { fuelLimit: 0n })), 'REPLACEMENT');
});

test('in a full pool the least reputed make room, from their last nonce on', () => {
  const { pool, state } = newPool({ transactionsMax: 4 });
  for (const sender of [1, 2]) state.reputations.set(formatAddress(senderOf(sender)), BigInt(sender));
  for (const nonce of [0, 1]) for (const sender of [1, 3]) pool.add(message(sender, nonce, TO, []));
  pool.add(message(2, 0, TO, []));
  assert.equal(pool.nextNonce(senderOf(3)), 1n);
  pool.add(message(2, 1, TO, []));
  assert.equal(pool.nextNonce(senderOf(3)), 0n);
  pool.add(message(2, 2, TO, []));
  assert.equal(pool.nextNonce(senderOf(1)), 1n);
  refused(() => pool.add(message(1, 1, TO, [])), 'FULL');
  assert.equal(pool.size, 4);
});

test('among equals the key of the head decides, and newcomers cannot push the reputed out', () => {
  const { pool, state } = newPool({ transactionsMax: 16 });
  for (let sender = 1; sender <= 8; sender++) {
    state.reputations.set(formatAddress(senderOf(sender)), 5n);
    pool.add(message(sender, 0, TO, []));
  }
  for (let sender = 100; sender < 160; sender++) {
    try {
      pool.add(message(sender, 0, TO, []));
    } catch (error) {
      assert.equal((error as MempoolError).reason, 'FULL');
    }
  }
  const newcomers = Array.from({ length: 60 }, (_, i) => 100 + i);
  const { prevRandao } = state;
  newcomers.sort((a, b) => compareBytes(orderKey(prevRandao, a), orderKey(prevRandao, b)));
  const kept = [...Array.from({ length: 8 }, (_, i) => i + 1), ...newcomers.slice(0, 8)];
  const names = (senders: Iterable<Uint8Array>) => [...senders].map(formatAddress).sort();
  assert.deepEqual(names(pool.candidates(keyOf(1)).map(({ sender }) => sender)), names(kept.map(senderOf)));
});

test('bytes are bounded', () => {
  const one = message(1, 0, TO, ['x'.repeat(1_000)]);
  const { pool } = newPool({ bytesMax: 3 * one.length });
  for (let sender = 1; sender <= 6; sender++) {
    try {
      pool.add(message(sender, 0, TO, ['x'.repeat(1_000)]));
    } catch (error) {
      assert.equal((error as MempoolError).reason, 'FULL');
    }
  }
  assert.ok(pool.bytes <= 3 * one.length && pool.size >= 2);
});
