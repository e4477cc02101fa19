import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchedListRoot } from '../../../host/block/batched-root.js';
import {
  CrossReceiptsType,
  HeaderType,
  ReceiptsType,
  TransactionsType,
} from '../../../host/block/containers.js';
import type { SszType } from '../../../host/block/ssz.js';
import { HostFault } from '../../../runtime/errors.js';
import { RandomContainers } from './container-shapes.js';
import { RandomTransactions } from './samples.js';

/** Around the numbers of elements that are hashed together. */
const LENGTHS = [0, 1, 2, 3, 63, 64, 65, 127, 128, 129, 200];

function sameRoots<V>(type: SszType<V[]>, make: () => V): void {
  const root = batchedListRoot(type);
  for (const length of LENGTHS) {
    const value = Array.from({ length }, make);
    assert.deepEqual(root(value), type.hashTreeRoot(value), `${type.typeName} of ${length}`);
  }
}

const random = new RandomTransactions(61);
const containers = new RandomContainers(random);

test('roots of lists are those of the library: receipts', () => {
  sameRoots(ReceiptsType, () => containers.receipt());
});

test('roots of lists are those of the library: cross receipts', () => {
  sameRoots(CrossReceiptsType, () => containers.crossReceipt());
});

test('roots of lists are those of the library: byte lists of every length around chunks', () => {
  let length = 0;
  sameRoots(TransactionsType, () => random.bytes(length++ % 140));
});

test('an element that is large beside the others', () => {
  const value = [new Uint8Array(3), new Uint8Array(2 ** 18).fill(7), random.bytes(70_001)];
  assert.deepEqual(batchedListRoot(TransactionsType)(value), TransactionsType.hashTreeRoot(value));
});

test('a value that does not fit, and a type that is no list', () => {
  const root = batchedListRoot(TransactionsType);
  assert.throws(() => root([new Uint8Array(2 ** 18 + 1)]), HostFault);
  assert.throws(() => root(Array.from({ length: 2 ** 16 + 1 }, () => new Uint8Array(0))), HostFault);
  const receipt = containers.receipt();
  const receipts = batchedListRoot(ReceiptsType);
  assert.throws(() => receipts([{ ...receipt, fuelUsed: 2n ** 64n }]), HostFault);
  assert.throws(() => receipts([{ ...receipt, created: new Uint8Array(19) }]), HostFault);
  const event = { address: new Uint8Array(20), topics: [], data: new Uint8Array(0) };
  const events = Array.from({ length: 1_025 }, () => event);
  assert.throws(() => receipts([{ ...receipt, events }]), HostFault);
  assert.throws(() => batchedListRoot(HeaderType as unknown as SszType<unknown[]>), HostFault);
});
