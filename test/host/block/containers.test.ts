import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Block,
  blockHash,
  CrossReceiptsType,
  crossRoot,
  decodeBlock,
  decodeHeader,
  decodeReceipt,
  encodeBlock,
  encodeHeader,
  encodeReceipt,
  knownRootsRoot,
  queueRoot,
  ReceiptsType,
  receiptsRoot,
  transactionsRoot,
} from '../../../host/block/containers.js';
import { type BlockDefect, BlockError } from '../../../host/block/errors.js';
import { toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import {
  blockShape,
  crossReceiptsShape,
  headerShape,
  knownRootsShape,
  queueShape,
  RandomContainers,
  receiptShape,
  receiptsShape,
  transactionsShape,
} from './container-shapes.js';
import { assertStrict, laxities, type StrictCodec } from './hostile-bytes.js';
import { RandomTransactions } from './samples.js';
import { bytesOf, rootOf } from './ssz-oracle.js';

const isRefusal = (error: unknown) => error instanceof BlockError && error.code === 'BAD_BLOCK';
const hasReason = (reason: BlockDefect) => (error: unknown) =>
  isRefusal(error) && (error as BlockError).reason === reason;
const BLOCKS: StrictCodec<Block> = { decode: (bytes) => decodeBlock(bytes), encode: encodeBlock, isRefusal };

test('bytes and roots are those of the specification written out', () => {
  const containers = new RandomContainers(new RandomTransactions(31));
  for (let round = 0; round < 60; round++) {
    const block = containers.block();
    const receipts = Array.from({ length: round % 9 }, () => containers.receipt());
    const crossReceipts = Array.from({ length: round % 5 }, () => containers.crossReceipt());
    assert.deepEqual(encodeBlock(block), bytesOf(blockShape(block)));
    assert.deepEqual(encodeHeader(block.header), bytesOf(headerShape(block.header)));
    assert.deepEqual(ReceiptsType.serialize(receipts), bytesOf(receiptsShape(receipts)));
    assert.deepEqual(CrossReceiptsType.serialize(crossReceipts), bytesOf(crossReceiptsShape(crossReceipts)));
    assert.deepEqual(blockHash(block.header), rootOf(headerShape(block.header)));
    assert.deepEqual(queueRoot(block.queue), rootOf(queueShape(block.queue)));
    assert.deepEqual(transactionsRoot(block.transactions), rootOf(transactionsShape(block.transactions)));
    assert.deepEqual(knownRootsRoot(block.knownRoots), rootOf(knownRootsShape(block.knownRoots)));
    assert.deepEqual(receiptsRoot(receipts), rootOf(receiptsShape(receipts)));
    assert.deepEqual(crossRoot(crossReceipts), rootOf(crossReceiptsShape(crossReceipts)));
  }
});

test('what is written is read back', () => {
  const containers = new RandomContainers(new RandomTransactions(32));
  for (let round = 0; round < 60; round++) {
    const block = containers.block();
    assert.deepEqual(decodeBlock(encodeBlock(block)), block);
    assert.deepEqual(decodeHeader(encodeHeader(block.header)), block.header);
    const receipt = containers.receipt();
    assert.deepEqual(encodeReceipt(receipt), bytesOf(receiptShape(receipt)));
    assert.deepEqual(decodeReceipt(encodeReceipt(receipt)), receipt);
  }
});

test('cut, padded, or with a flipped bit: refused, or another block with these very bytes', () => {
  const containers = new RandomContainers(new RandomTransactions(33));
  for (let round = 0; round < 6; round++) {
    const { header } = containers.block();
    assertStrict(BLOCKS, encodeBlock(containers.block()));
    assertStrict({ decode: decodeHeader, encode: encodeHeader, isRefusal }, encodeHeader(header));
    assertStrict(
      { decode: decodeReceipt, encode: encodeReceipt, isRefusal },
      encodeReceipt(containers.receipt()),
    );
  }
});

test('random bytes are refused', () => {
  const random = new RandomTransactions(34);
  const headerBytes = encodeHeader(new RandomContainers(random).header()).length;
  for (let round = 0; round < 3_000; round++) {
    const bytes = random.bytes(random.below(600));
    assert.throws(() => decodeBlock(bytes), hasReason('ENCODING'));
    if (bytes.length !== headerBytes) assert.throws(() => decodeHeader(bytes), isRefusal);
  }
});

test('sizes are looked at before anything is read', () => {
  const block = new RandomContainers(new RandomTransactions(35)).block();
  const bytes = encodeBlock(block);
  assert.deepEqual(decodeBlock(bytes, bytes.length), block);
  assert.throws(() => decodeBlock(bytes, bytes.length - 1), hasReason('SIZE'));
  assert.throws(() => decodeBlock(new Uint8Array(DEV_LIMITS.blockBytesMax + 1)), hasReason('SIZE'));
  assert.throws(() => decodeHeader(new Uint8Array(encodeHeader(block.header).length + 1)), hasReason('SIZE'));
});

test('lists beyond their limits are refused when they are read', () => {
  const block = new RandomContainers(new RandomTransactions(36)).block();
  const withQueue = (length: number) => {
    const call = {
      sender: new Uint8Array(20),
      target: new Uint8Array(20),
      fuelLimit: 0n,
      payload: new Uint8Array(0),
    };
    return { ...block, queue: Array.from({ length }, () => call) };
  };
  assert.equal(decodeBlock(encodeBlock(withQueue(256))).queue.length, 256);
  assert.throws(() => decodeBlock(bytesOf(blockShape(withQueue(257)))), hasReason('ENCODING'));
  const withTransaction = (length: number) => ({ ...block, transactions: [new Uint8Array(length)] });
  assert.equal(decodeBlock(encodeBlock(withTransaction(2 ** 18))).transactions[0].length, 2 ** 18);
  assert.throws(() => decodeBlock(bytesOf(blockShape(withTransaction(2 ** 18 + 1)))), hasReason('ENCODING'));
});

test('a value that does not fit its type is a bug of the caller, not a wrong root', () => {
  const block = new RandomContainers(new RandomTransactions(37)).block();
  const { header } = block;
  for (const wrong of [
    { height: 2n ** 64n },
    { height: -1n },
    { totalFee: 2n ** 128n },
    { protocol: 2 ** 32 },
    { protocol: 0.5 },
    { stateRoot: new Uint8Array(31) },
    { proposer: new Uint8Array(21) },
  ]) {
    assert.throws(() => blockHash({ ...header, ...wrong }), HostFault);
    assert.throws(() => encodeBlock({ ...block, header: { ...header, ...wrong } }), HostFault);
  }
  const call = {
    sender: new Uint8Array(20),
    target: new Uint8Array(20),
    fuelLimit: 0n,
    payload: new Uint8Array(0),
  };
  assert.throws(() => queueRoot(Array.from({ length: 257 }, () => call)), HostFault);
  assert.throws(() => transactionsRoot([new Uint8Array(2 ** 18 + 1)]), HostFault);
});

test('seeded bug: a decoder that reads beside a gap is found', () => {
  const lax: StrictCodec<Block> = {
    ...BLOCKS,
    decode: (bytes) => decodeBlock(bytes.length % 2 === 0 ? bytes : bytes.subarray(0, -1)),
  };
  const block = new RandomContainers(new RandomTransactions(38)).block();
  const even = encodeBlock({ ...block, queue: [], knownRoots: [], transactions: [new Uint8Array(2)] });
  assert.ok(laxities(lax, even).length > 0);
});

test('seeded bug: a root over fields in another order is another root', () => {
  const random = new RandomContainers(new RandomTransactions(39)).header();
  const header = { ...random, fuelLimit: 2n, fuelUsed: 1n };
  const swapped = { ...random, fuelLimit: 1n, fuelUsed: 2n };
  assert.notEqual(toHex(blockHash(header)), toHex(rootOf(headerShape(swapped))));
});
