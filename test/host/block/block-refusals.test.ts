/** Blocks that are refused, whatever is wrong with them: nothing is applied, and the processor goes on. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import { type Block, encodeBlock, transactionsRoot } from '../../../host/block/containers.js';
import { type BlockDefect, BlockError } from '../../../host/block/errors.js';
import { decodeTransaction, encodeTransaction } from '../../../host/block/transaction.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { BLOCK_FUEL, blockInput, message } from './chain.js';
import { add, CONTRACT, commitBlock, count, open, refusedWith } from './counter-chain.js';

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

  test('what is no block, and queues that no block can have', async () => {
    const wrong = [
      change({ height: -1n }),
      change({ proposer: new Uint8Array(19) }),
      { ...block, transactions: [new Uint8Array(2 ** 18 + 1)] },
      { ...block, header: {} } as unknown as Block,
    ];
    for (const given of wrong) await assert.rejects(processor.apply(given), refusedWith('ENCODING'));
    const call = { sender: new Uint8Array(20), target: CONTRACT, fuelLimit: 0n, payload: new Uint8Array() };
    const queues = [
      new Array(257).fill(call),
      [{ ...call, payload: new Uint8Array(2 ** 17 + 1) }],
      [{ ...call, sender: new Uint8Array(21) }],
      [{ ...call, fuelLimit: -1n }],
    ];
    for (const queue of queues) {
      await assert.rejects(processor.build({ ...blockInput(1, []), queue }), refusedWith('BAD_QUEUE'));
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
