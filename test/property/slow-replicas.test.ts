/**
 * Three replicas of one chain of random blocks: one builds them, in memory; one applies them on disk, is
 * closed and opened again, loses its caches and its thread at random moments; one has no state and executes
 * each block from its witness. They agree on every root and every receipt.
 */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { BlockProcessor } from '../../host/block/block-processor.js';
import { type Block, encodeBlock, encodeReceipt, type Receipt } from '../../host/block/containers.js';
import { openProcessor } from '../../host/block/open-processor.js';
import { receiptStatus } from '../../host/block/receipt.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import { toHex } from '../../runtime/bytes.js';
import { Random } from '../fuzz/random.js';
import { blockInput, creation, senderOf } from '../host/block/chain.js';
import { temporaryFolder } from '../host/state/temporary-folder.js';
import { type RandomBlock, ReplicaBlocks } from './replica-blocks.js';

const SEED = 25;
const BLOCKS = 2_000;
/** Of the replica on disk, in one of so many blocks. */
const RESTART = 100;
const FORGET = 20;
const KILL = 200;

/** The replica on disk, with its accidents. */
class Unlucky {
  readonly #open: () => Promise<BlockProcessor>;
  readonly #random = new Random(SEED + 1);
  #processor: BlockProcessor | undefined;
  readonly accidents = { restarts: 0, aborts: 0, kills: 0 };

  constructor(open: () => Promise<BlockProcessor>) {
    this.#open = open;
  }

  async apply(block: Block): Promise<readonly Receipt[]> {
    const processor = await this.#opened();
    if (this.#random.oneIn(FORGET)) await this.#abortAnother(processor);
    if (this.#random.oneIn(KILL)) await this.#killThread(processor);
    const pending = await processor.apply(encodeBlock(block));
    if (this.#random.oneIn(KILL)) await this.#killThread(processor);
    await pending.commit();
    assert.deepEqual(processor.head, block.header);
    if (this.#random.oneIn(RESTART)) await this.#restart();
    return pending.receipts;
  }

  async close(): Promise<void> {
    await this.#processor?.close();
  }

  async #opened(): Promise<BlockProcessor> {
    this.#processor ??= await this.#open();
    return this.#processor;
  }

  async #restart(): Promise<void> {
    await this.#processor?.close();
    this.#processor = undefined;
    this.accidents.restarts++;
  }

  /** A block that does not come to be: the caches of the thread are dropped. */
  async #abortAnother(processor: BlockProcessor): Promise<void> {
    const nonce = Number(processor.stateAt().getAccount(senderOf(1)).nonce);
    const input = blockInput(Number(processor.head.height) + 1, [creation(1, nonce, 'chain["x"] = 1')]);
    await (await processor.build(input)).abort();
    this.accidents.aborts++;
  }

  async #killThread(processor: BlockProcessor): Promise<void> {
    const call = {
      vm: 1,
      code: new TextEncoder().encode('while True: pass'),
      salt: new Uint8Array(32),
      data: encodeValue([]),
      fuel: 2n ** 45n,
    };
    await assert.rejects(processor.call(call, { control: { deadlineMs: 5 } }), { code: 'DEADLINE' });
    this.accidents.kills++;
  }
}

interface Replicas {
  readonly builder: BlockProcessor;
  readonly unlucky: Unlucky;
  readonly stateless: BlockProcessor;
}

async function openReplicas(t: TestContext, blocks: ReplicaBlocks): Promise<Replicas> {
  const { genesis } = blocks;
  const path = temporaryFolder(t);
  const builder = await openProcessor({ genesis, recoveryThreads: 1 });
  const unlucky = new Unlucky(() => openProcessor({ genesis, store: 'level', path, recoveryThreads: 1 }));
  const stateless = await openProcessor({ genesis, recoveryThreads: 1 });
  t.after(async () => {
    await builder.close();
    await unlucky.close();
    await stateless.close();
  });
  return { builder, unlucky, stateless };
}

/** Runs one block on all replicas; returns its receipts. */
async function runBlock({ builder, unlucky, stateless }: Replicas, input: RandomBlock) {
  const pending = await builder.build(input);
  await pending.commit();
  const { block } = pending;
  const fromWitness = builder.proofs
    .witness(block.header.height)
    .then((witness) => stateless.proofs.executeWitness(witness, block));
  const results = await Promise.all([unlucky.apply(block), fromWitness]);
  const expected = pending.receipts.map(textOf);
  for (const receipts of results) assert.deepEqual(receipts.map(textOf), expected);
  return pending;
}

const textOf = (receipt: Receipt): string => toHex(encodeReceipt(receipt));

test(`three replicas agree on ${BLOCKS} random blocks`, async (t) => {
  const blocks = new ReplicaBlocks(SEED);
  const replicas = await openReplicas(t, blocks);
  const seen = new Map<string, number>();
  const count = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
  for (let height = 1; height <= BLOCKS; height++) {
    const pending = await runBlock(replicas, blocks.next());
    for (const receipt of pending.receipts) count(receiptStatus(receipt));
    for (const { refusal } of pending.leftOut) count(`left out: ${refusal}`);
    const view = replicas.builder.stateAt();
    blocks.learn((sender) => view.getAccount(sender).nonce);
  }
  t.diagnostic(JSON.stringify([Object.fromEntries(seen), replicas.unlucky.accidents]));
  for (const status of [
    'SUCCESS',
    'REVERT',
    'OUT_OF_FUEL',
    'INVALID_CODE',
    'NO_CODE',
    'BALANCE',
    'TOMBSTONE',
  ]) {
    if (status !== 'TOMBSTONE') assert.ok((seen.get(status) ?? 0) > 5, `${status} is met`);
  }
  for (const [name, times] of Object.entries(replicas.unlucky.accidents)) assert.ok(times > 3, name);
});

test('seeded bug: a replica whose receipt differs in a byte is seen', async (t) => {
  const blocks = new ReplicaBlocks(SEED);
  const replicas = await openReplicas(t, blocks);
  const { unlucky } = replicas;
  const lying = {
    accidents: unlucky.accidents,
    async apply(block: Block): Promise<readonly Receipt[]> {
      const receipts = await unlucky.apply(block);
      return receipts.map((receipt) => ({ ...receipt, fuelUsed: receipt.fuelUsed ^ 1n }));
    },
    close: () => unlucky.close(),
  };
  const run = async (): Promise<void> => {
    for (let i = 0; i < 5; i++)
      await runBlock({ ...replicas, unlucky: lying as unknown as Unlucky }, blocks.next());
  };
  await assert.rejects(run, { name: 'AssertionError' });
});
