import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { hasher, setHasher } from '@chainsafe/persistent-merkle-tree';
import { hasher as wasmHasher } from '@chainsafe/persistent-merkle-tree/hasher/as-sha256';
import { hasher as nobleHasher } from '@chainsafe/persistent-merkle-tree/hasher/noble';
import { blockHash, receiptsRoot, transactionsRoot } from '../../../host/block/containers.js';
import { byteList, bytes32, list, uint8, uint32, uint64, uint128 } from '../../../host/block/ssz.js';
import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { RandomContainers } from './container-shapes.js';
import { RandomTransactions } from './samples.js';

const chosen = hasher;
after(() => setHasher(chosen));

/** Roots of the same values with one hasher. */
function rootsWith(other: typeof hasher): string[] {
  setHasher(other);
  const containers = new RandomContainers(new RandomTransactions(71));
  const roots: string[] = [];
  for (let round = 0; round < 20; round++) {
    const block = containers.block();
    const receipts = Array.from({ length: round }, () => containers.receipt());
    const transactions = [...block.transactions, new Uint8Array(round * 40).fill(round)];
    roots.push(
      ...[blockHash(block.header), receiptsRoot(receipts), transactionsRoot(transactions)].map(toHex),
    );
  }
  setHasher(chosen);
  return roots;
}

test('every hasher gives the same roots, whichever this machine has', () => {
  const roots = rootsWith(chosen);
  assert.deepEqual(rootsWith(wasmHasher), roots);
  assert.deepEqual(rootsWith(nobleHasher), roots);
});

test('seeded bug: a hasher that swaps its halves is seen', () => {
  const swapped: typeof hasher = {
    ...nobleHasher,
    hashInto(input, output) {
      const copy = input.slice();
      for (let at = 0; at < copy.length; at += 64) {
        copy.set(input.subarray(at, at + 32), at + 32);
        copy.set(input.subarray(at + 32, at + 64), at);
      }
      nobleHasher.hashInto(copy, output);
    },
  };
  assert.notDeepEqual(rootsWith(swapped), rootsWith(chosen));
});

test('integers up to their widths, little-endian; beyond them a fault', () => {
  const edges = [
    [uint8, 255, 256],
    [uint32, 2 ** 32 - 1, 2 ** 32],
    [uint64, 2n ** 64n - 1n, 2n ** 64n],
    [uint128, 2n ** 128n - 1n, 2n ** 128n],
  ] as const;
  for (const [type, max, beyond] of edges) {
    const { serialize } = { serialize: (value: unknown) => type.serialize(value as never) };
    assert.ok(serialize(max).every((byte) => byte === 0xff));
    assert.throws(() => serialize(beyond), HostFault);
    assert.throws(() => serialize(typeof max === 'bigint' ? -1n : -1), HostFault);
  }
  assert.deepEqual(uint32.serialize(0x01020304), Uint8Array.of(4, 3, 2, 1));
});

test('lengths at their limits; beyond them a fault, for bytes and for roots', () => {
  const short = byteList(3);
  const pair = list(bytes32, 2);
  const zero = new Uint8Array(32);
  assert.deepEqual(short.serialize(Uint8Array.of(1, 2, 3)), Uint8Array.of(1, 2, 3));
  assert.equal(pair.serialize([zero, zero]).length, 64);
  for (const fault of [
    () => short.serialize(new Uint8Array(4)),
    () => short.hashTreeRoot(new Uint8Array(4)),
    () => pair.serialize([zero, zero, zero]),
    () => pair.hashTreeRoot([zero, zero, zero]),
    () => bytes32.serialize(new Uint8Array(31)),
    () => bytes32.hashTreeRoot(new Uint8Array(33)),
  ]) {
    assert.throws(fault, HostFault);
  }
});
