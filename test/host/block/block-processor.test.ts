/** Blocks end to end: built, applied by another node, asked about, taken back; and what is refused. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import { type Block, blockHash, encodeBlock, transactionsRoot } from '../../../host/block/containers.js';
import { type BlockDefect, BlockError } from '../../../host/block/errors.js';
import { openProcessor, type ProcessorOptions } from '../../../host/block/open-processor.js';
import { readEventContent, receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { decodeTransaction, encodeTransaction, transactionHash } from '../../../host/block/transaction.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { formatAddress } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import {
  BLOCK_FUEL,
  blockInput,
  contractAddress,
  creation,
  envelopeOf,
  genesisOf,
  message,
  senderOf,
} from './chain.js';

const COUNTER = `
if new:
    chain["n"] = 0
else:
    action, *rest = args
    if action == "add":
        chain["n"] += rest[0]
        emit("Added", by=invoker, n=rest[0])
        finish(chain["n"])
    if action == "ask":
        finish(call(rest[0], rest[1]))
    if action == "fail":
        chain["n"] = -1
        revert("as asked")
    while True:
        pass
`;
const CREATOR = senderOf(1);
const GENESIS = genesisOf({ contracts: [{ creator: formatAddress(CREATOR), source: COUNTER }] });
const CONTRACT = contractAddress(CREATOR, COUNTER);
const ENVIRONMENT = '0x0000000000000000000000000000000000000010';

const open = (options: Partial<ProcessorOptions> = {}) => openProcessor({ genesis: GENESIS, ...options });

const add = (sender: number, nonce: number, n: number) => message(sender, nonce, CONTRACT, ['add', n]);

async function commitBlock(processor: BlockProcessor, transactions: readonly Uint8Array[]): Promise<Block> {
  const pending = await processor.build(blockInput(Number(processor.head.height) + 1, transactions));
  await pending.commit();
  return pending.block;
}

async function count(processor: BlockProcessor, height?: bigint): Promise<unknown> {
  const call = { to: CONTRACT, data: encodeValue(['add', 0]) };
  const { end } = await processor.call(call, height === undefined ? {} : { height });
  return end.kind === 'success' ? decodeValue(end.output) : end;
}

const refusedWith =
  (reason: BlockDefect, more: Partial<BlockError> = {}) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof BlockError, String(error));
    const { index, refusal } = error;
    assert.deepEqual(
      { reason: error.reason, index, refusal },
      { index: undefined, refusal: undefined, reason, ...more },
    );
    return true;
  };

describe('a chain', () => {
  let builder: BlockProcessor;
  let follower: BlockProcessor;
  before(async () => {
    builder = await open();
    follower = await open();
  });
  after(async () => {
    await builder.close();
    await follower.close();
  });

  /** Builds a block, has the other node apply it, commits both. */
  async function advance(transactions: readonly Uint8Array[]) {
    const pending = await builder.build(blockInput(Number(builder.head.height) + 1, transactions));
    await pending.commit();
    const applied = await follower.apply(encodeBlock(pending.block));
    await applied.commit();
    assert.deepEqual(applied.receipts, pending.receipts);
    assert.deepEqual(follower.head, builder.head);
    return pending;
  }

  test('begins with the block of its genesis', () => {
    assert.equal(builder.head.height, 0n);
    assert.deepEqual(builder.head, follower.head);
    assert.deepEqual(builder.headHash, blockHash(builder.head));
  });

  test('a block is built, applied, and its contents are found', async () => {
    const transactions = [add(1, 0, 5), message(2, 0, CONTRACT, ['fail']), add(3, 0, 2)];
    const { block, receipts, leftOut } = await advance(transactions);
    assert.deepEqual(leftOut, []);
    assert.equal(block.transactions.length, 3);
    const byHash = new Map(
      block.transactions.map((envelope, i) => [toHex(transactionHash(envelope)), receipts[i]]),
    );
    const receiptOf = (envelope: Uint8Array) => byHash.get(toHex(transactionHash(envelope)));
    const failed = receiptOf(transactions[1]);
    assert.ok(failed !== undefined);
    assert.equal(viewReceipt(failed).reason, 'as asked');
    assert.equal(await count(builder), 7);
    const hash = transactionHash(transactions[0]);
    const found = builder.archive.getReceipt(hash);
    assert.deepEqual(found?.receipt, receiptOf(transactions[0]));
    assert.deepEqual(found?.blockHash, builder.headHash);
    const stored = builder.archive.getTransaction(hash);
    assert.deepEqual(stored?.sender, senderOf(1));
    assert.deepEqual(stored?.transaction, decodeTransaction(transactions[0]));
    assert.deepEqual(builder.archive.getBlock(1n)?.block, block);
    assert.deepEqual(builder.archive.getBlock(builder.headHash)?.block, block);
    assert.equal(builder.archive.getBlock(2n), undefined);
    assert.equal(builder.archive.getReceipt(transactionHash(add(4, 9, 9))), undefined);
  });

  test('events are found by contract and name', async () => {
    const filter = { fromBlock: 0n, toBlock: 99n, contract: CONTRACT, name: 'Added', limit: 10 };
    const { events } = await builder.archive.getEvents(filter);
    const amounts = events.map(({ content }) => readEventContent(content.data)?.[1].get('n'));
    assert.deepEqual(amounts.sort(), [2, 5]);
    assert.deepEqual((await builder.archive.getEvents({ ...filter, name: 'Other' })).events, []);
  });

  test('contracts see their block, and the hashes of those before it', async () => {
    const ask = (...request: (string | number)[]) =>
      message(4, nonce++, CONTRACT, ['ask', ENVIRONMENT, request]);
    let nonce = 0;
    const before = builder.headHash;
    const { receipts, block } = await advance([
      ask('number'),
      ask('timestamp'),
      ask('chainId'),
      ask('blockHash', 1),
      ask('blockHash', 2),
      ask('prevRandao'),
    ]);
    const answers = receipts.map((receipt) => viewReceipt(receipt).value);
    const { timestamp, prevRandao } = block.header;
    assert.deepEqual(answers, [2, Number(timestamp), 7, before, null, prevRandao]);
  });

  test('system functions refuse whoever is not the system', async () => {
    const push = ['pushBlockHash', new Uint8Array(32)];
    const { receipts } = await advance([message(4, 6, fromHex(ENVIRONMENT), push)]);
    assert.equal(receiptStatus(receipts[0]), 'BAD_ARGS');
  });

  test('calls at earlier heights, and on a block that is pending', async () => {
    const pending = await builder.build(blockInput(4, [add(1, 1, 100)]));
    const call = { to: CONTRACT, data: encodeValue(['add', 0]) };
    const { end } = await pending.call(call);
    assert.equal(end.kind === 'success' && decodeValue(end.output), 107);
    assert.equal(await count(builder), 7);
    assert.equal(await count(builder, 0n), 0);
    await pending.abort();
    assert.equal(await count(builder), 7);
    await assert.rejects(pending.call(call), refusedWith('SETTLED'));
    await assert.rejects(pending.commit(), refusedWith('SETTLED'));
  });

  test('a block that was aborted leaves nothing', async () => {
    const abandoned = await builder.build(blockInput(4, [add(1, 1, 100), creation(2, 1, 'finish(1)')]));
    await abandoned.abort();
    const { block } = await advance([add(1, 1, 1)]);
    assert.equal(block.transactions.length, 1);
    assert.equal(await count(builder), 8);
    assert.equal(builder.stateAt().getAccount(senderOf(2)).nonce, 1n);
  });

  test('queued calls come first, their invoker shifted', async () => {
    const sender = new Uint8Array(20).fill(0xfe);
    const queue = [{ sender, target: CONTRACT, fuelLimit: 50_000_000n, payload: encodeValue(['add', 50]) }];
    const input = { ...blockInput(5, [add(1, 2, 1)]), queue };
    const pending = await builder.build(input);
    await pending.commit();
    const [queued, own] = pending.receipts.map(viewReceipt);
    assert.equal(queued.value, 58);
    assert.equal(own.value, 59);
    assert.equal(queued.events[0].fields?.get('by'), `0x100f${'fe'.repeat(15)}ff100f`);
    await (await follower.apply(pending.block)).commit();
    const tooMuch = { ...input, ...blockInput(6, []), queue: [{ ...queue[0], fuelLimit: BLOCK_FUEL + 1n }] };
    await assert.rejects(builder.build(tooMuch), refusedWith('BAD_QUEUE', { index: 0 }));
  });

  test('what a block cannot contain is left out, with the reason', async () => {
    const forged = { ...decodeTransaction(add(2, 1, 1)), nonce: 2n };
    const truncated = add(2, 1, 1).subarray(0, 60);
    const candidates = [
      add(1, 2, 1),
      add(1, 9, 1),
      message(1, 3, CONTRACT, ['add', 1], { chainId: 8n }),
      message(1, 3, CONTRACT, ['add', 1], { shardId: 2n }),
      message(1, 3, CONTRACT, ['add', 1], { fuelLimit: BLOCK_FUEL }),
      message(1, 3, CONTRACT, ['add', 1], { value: 1n }),
      message(1, 3, CONTRACT, ['add', 1], { fuelLimit: 99_999n }),
      truncated,
      encodeTransaction(forged),
      add(1, 3, 1),
      add(1, 3, 1),
    ];
    const { leftOut, block } = await advance(candidates);
    assert.deepEqual(block.transactions, [candidates[9]]);
    const reasons = [...leftOut].sort((a, b) => a.index - b.index).map(({ refusal }) => refusal);
    const forgedReason = reasons[8];
    // A forged signature is another sender's, a newcomer's, or nobody's.
    assert.ok(['NONCE_HIGH', 'SIGNATURE'].includes(forgedReason));
    assert.deepEqual(reasons.toSpliced(8, 1), [
      'NONCE_LOW',
      'NONCE_HIGH',
      'CHAIN',
      'SHARD',
      'ALLOWANCE',
      'VALUE',
      'INTRINSIC_FUEL',
      'ENCODING',
      'NONCE_LOW',
    ]);
  });

  test('blocks are taken back, and made again', async () => {
    const { head, headHash } = builder;
    const blocks = [5n, 6n].map((height) => builder.archive.getBlock(height)?.block as Block);
    await builder.rollback(4n);
    assert.equal(builder.head.height, 4n);
    assert.equal(builder.archive.getBlock(headHash), undefined);
    assert.equal(builder.archive.getReceipt(transactionHash(blocks[1].transactions[0])), undefined);
    assert.equal(await count(builder), 8);
    for (const block of blocks) await (await builder.apply(block)).commit();
    assert.deepEqual(builder.head, head);
  });
});

describe('blocks that are refused', () => {
  let processor: BlockProcessor;
  let block: Block;
  before(async () => {
    const builder = await open();
    block = (await builder.build(blockInput(1, [add(1, 0, 5), add(2, 0, 2), add(1, 1, 1)]))).block;
    await builder.close();
    processor = await open();
  });
  after(() => processor.close());

  const change = (header: Partial<Block['header']>): Block => ({
    ...block,
    header: { ...block.header, ...header },
  });
  const relist = (transactions: Uint8Array[]): Block => ({
    ...change({ transactionsRoot: transactionsRoot(transactions) }),
    transactions,
  });
  const hash = new Uint8Array(32).fill(1);

  const HEADERS: readonly (readonly [BlockDefect, Partial<Block['header']>])[] = [
    ['UNKNOWN_PARENT', { parent: hash }],
    ['BAD_HEIGHT', { height: 2n }],
    ['BAD_TIMESTAMP', { timestamp: 1_000n }],
    ['BAD_CHAIN', { chainId: 8n }],
    ['BAD_CHAIN', { shardId: 8n }],
    ['BAD_PROTOCOL', { protocol: 1 }],
    ['BAD_FUEL_LIMIT', { fuelLimit: 1n }],
    ['BAD_FUEL_USED', { fuelUsed: 1n }],
    ['BAD_TOTAL_FEE', { totalFee: 1n }],
    ['BAD_ROOT', { stateRoot: hash }],
    ['BAD_RECEIPTS', { receiptsRoot: hash }],
    ['BAD_TRANSACTIONS', { transactionsRoot: hash }],
    ['BAD_QUEUE', { queueRoot: hash }],
    ['BAD_KNOWN_ROOTS', { knownRootsRoot: hash }],
    ['BAD_CROSS_ROOT', { crossRoot: hash }],
  ];
  for (const [reason, header] of HEADERS) {
    test(`${reason}: another ${Object.keys(header)}`, async () => {
      await assert.rejects(processor.apply(change(header)), refusedWith(reason));
    });
  }

  test('bytes that are truncated, padded, or none', async () => {
    const bytes = encodeBlock(block);
    const wrong = [bytes.subarray(0, -1), Uint8Array.of(...bytes, 0), bytes.subarray(1), new Uint8Array()];
    for (const encoding of wrong) {
      await assert.rejects(processor.apply(encoding), (error) => {
        assert.ok(error instanceof BlockError);
        // The last transaction may have lost or gained a byte: then the list is not that of the header.
        return ['ENCODING', 'BAD_TRANSACTION'].includes(error.reason);
      });
    }
  });

  test('transactions that are left out, doubled, in another order, of elsewhere, forged', async () => {
    const [a, b, c] = block.transactions;
    const bad = (list: Uint8Array[], index: number, refusal: string) =>
      assert.rejects(
        processor.apply(relist(list)),
        refusedWith('BAD_TRANSACTION', { index, refusal } as Partial<BlockError>),
      );
    const secondOfFirst = [a, b, c].find(
      (envelope) => decodeTransaction(envelope).nonce === 1n,
    ) as Uint8Array;
    const others = [a, b, c].filter((envelope) => envelope !== secondOfFirst);
    await bad([secondOfFirst, ...others], 0, 'NONCE_HIGH');
    await bad([a, b, c, a], 3, 'NONCE_LOW');
    await bad([message(3, 0, CONTRACT, [], { chainId: 9n })], 0, 'CHAIN');
    await bad([message(3, 0, CONTRACT, [], { fuelLimit: BLOCK_FUEL })], 0, 'ALLOWANCE');
    await bad([a.subarray(0, -1)], 0, 'ENCODING');
    const { s, ...rest } = decodeTransaction(a);
    const order = BigInt('0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141');
    const high = fromHex((order - BigInt(toHex(s))).toString(16).padStart(64, '0'));
    assert.throws(() => encodeTransaction({ ...rest, s: high }), { code: 'BAD_TRANSACTION' });
    const at = Buffer.from(a).indexOf(s);
    const highS = Uint8Array.from(Buffer.concat([a.subarray(0, at), high, a.subarray(at + 32)]));
    await bad([highS], 0, 'SIGNATURE');
    await assert.rejects(processor.apply(relist([a, b])), refusedWith('BAD_FUEL_USED'));
    const swapped = relist([b, a, c]);
    await assert.rejects(processor.apply(swapped), (error) => error instanceof BlockError);
    await assert.rejects(
      processor.apply({ ...block, transactions: [a, b] }),
      refusedWith('BAD_TRANSACTIONS'),
    );
  });

  test('nothing of them was applied: the right block still is', async () => {
    assert.equal(processor.head.height, 0n);
    const pending = await processor.apply(block);
    await assert.rejects(processor.apply(block), refusedWith('PENDING'));
    await assert.rejects(processor.build(blockInput(1, [])), refusedWith('PENDING'));
    await assert.rejects(processor.rollback(0n), refusedWith('PENDING'));
    await pending.commit();
    assert.equal(await count(processor), 8);
    await assert.rejects(processor.apply(block), refusedWith('UNKNOWN_PARENT'));
  });

  test('a call that is ended by its deadline costs nothing, with a block pending or not', async () => {
    const endless = { to: CONTRACT, data: encodeValue(['loop']), fuel: 2n ** 45n };
    const code = { code: 'DEADLINE' };
    await assert.rejects(processor.call(endless, { control: { deadlineMs: 50 } }), code);
    const pending = await processor.build(blockInput(2, [add(3, 0, 1)]));
    await assert.rejects(pending.call(endless, { control: { deadlineMs: 50 } }), code);
    const { end } = await pending.call({ to: CONTRACT, data: encodeValue(['add', 0]) });
    assert.equal(end.kind === 'success' && decodeValue(end.output), 9);
    await pending.commit();
    assert.equal(await count(processor), 9);
  });

  test('a block whose building is aborted has not happened', async () => {
    const control = { signal: AbortSignal.timeout(1) };
    await assert.rejects(processor.build(blockInput(3, [add(3, 1, 1)]), control), { code: 'ABORTED' });
    assert.equal((await commitBlock(processor, [add(3, 1, 1)])).transactions.length, 1);
    assert.equal(await count(processor), 10);
  });
});

test('inline, in a thread whose stack is too small, is refused', async () => {
  await assert.rejects(open({ isolation: 'inline' }), { code: 'STACK_TOO_SMALL' });
});

test('a closed processor says so', async () => {
  const processor = await open();
  await processor.close();
  await assert.rejects(processor.call({ to: CONTRACT, data: encodeValue([]) }), { code: 'CLOSED' });
  await assert.rejects(processor.build(blockInput(1, [])), { code: 'CLOSED' });
});

test('value moves where there is a currency', async () => {
  const rich = formatAddress(senderOf(1));
  const genesis = genesisOf({ balances: { [rich]: '1000' } });
  const processor = await openProcessor({ genesis });
  const send = envelopeOf(1, { to: senderOf(9), value: 300n, payload: encodeValue([]) });
  const tooMuch = envelopeOf(1, { nonce: 1n, to: senderOf(9), value: 701n, payload: encodeValue([]) });
  const pending = await processor.build(blockInput(1, [send, tooMuch]));
  await pending.commit();
  assert.deepEqual(pending.receipts.map(receiptStatus), ['SUCCESS', 'BALANCE']);
  const view = processor.stateAt();
  assert.deepEqual(
    [1, 9].map((n) => view.getAccount(senderOf(n)).balance),
    [700n, 300n],
  );
  assert.equal(view.getAccount(senderOf(1)).nonce, 2n);
  await processor.close();
});
