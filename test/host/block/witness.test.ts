/** Blocks executed on witnesses alone; witnesses that are damaged. */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import { type Block, decodeBlock, encodeBlock } from '../../../host/block/containers.js';
import { BlockError } from '../../../host/block/errors.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { receiptStatus } from '../../../host/block/receipt.js';
import { decodeWitness, encodeWitness } from '../../../host/block/witness.js';
import { verifyStateProof } from '../../../host/state/tree/state-proof.js';
import { formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { blockInput, contractAddress, creation, genesisOf, message, senderOf } from './chain.js';

/** Keeps what it is told, loses it, calls others, destroys itself. */
const KEEPER = `
# pbevm: reentrant
if not new:
    action, *rest = args
    if action == "set":
        chain[rest[0]] = rest[1]
    elif action == "del":
        del chain[rest[0]]
    elif action == "call":
        finish(call(rest[0], rest[1]))
    elif action == "end":
        self_destruct()
    elif action == "again":
        chain["x"] = 1
        self_destruct()
        chain["y"] = 2
    else:
        revert("what?")
`;
const [ALICE, BOB] = [senderOf(1), senderOf(2)];
const OTHER = `${KEEPER}\n# another one\n`;
const GENESIS = genesisOf({
  contracts: [KEEPER, OTHER].map((source) => ({ creator: formatAddress(ALICE), source })),
});
const [K, O] = [KEEPER, OTHER].map((source) => contractAddress(ALICE, source));

describe('witnesses', () => {
  let chain: BlockProcessor;
  let stateless: BlockProcessor;
  const blocks: Block[] = [];
  before(async () => {
    chain = await openProcessor({ genesis: GENESIS });
    stateless = await openProcessor({ genesis: GENESIS });
    let [a, b] = [0, 0];
    const big = 'v'.repeat(300);
    const lists = [
      () => [message(1, a++, K, ['set', 'k', 1]), message(2, b++, O, ['set', 'k', big])],
      () => [
        message(1, a++, K, ['call', formatAddress(O), ['set', 'm', 2]]),
        message(2, b++, K, ['nothing']),
      ],
      () => [message(1, a++, K, ['del', 'k']), creation(2, b++, 'chain["made"] = 1'), message(3, 0, K, [])],
      () => [message(1, a++, K, ['call', formatAddress(K), ['set', 'r', 3]]), message(2, b++, O, ['again'])],
      () => [message(1, a++, K, ['end']), message(2, b++, O, ['set', 'n', 1])],
      () => [message(1, a++, K, ['set', 'gone', 1]), message(9, 0, K, ['set', 'new', 1])],
      () => [],
    ];
    for (const list of lists) {
      const pending = await chain.build(blockInput(blocks.length + 1, list()));
      assert.deepEqual(pending.leftOut, []);
      await pending.commit();
      blocks.push(pending.block);
    }
  });
  after(async () => {
    await chain.close();
    await stateless.close();
  });

  test('every block, with creations and deletions, has the receipts and the root of its header', async () => {
    for (const block of blocks) {
      const { height } = block.header;
      const witness = await chain.proofs.witness(height);
      const receipts = await stateless.proofs.executeWitness(witness, block);
      assert.deepEqual(receipts, chain.archive.getReceipts(height));
      assert.deepEqual(await chain.proofs.witness(height), witness);
      assert.deepEqual(encodeWitness(decodeWitness(witness)), witness);
      await chain.proofs.replay(height);
    }
    const statuses = blocks
      .flatMap(({ header }) => chain.archive.getReceipts(header.height) ?? [])
      .map(receiptStatus);
    for (const wanted of ['SUCCESS', 'REVERT', 'NO_CODE'])
      assert.ok(statuses.includes(wanted as 'SUCCESS'), wanted);
    assert.equal(stateless.head.height, 0n);
  });

  test('a witness of another block is refused', async () => {
    const [first, second] = [await chain.proofs.witness(1n), await chain.proofs.witness(2n)];
    const refused = (error: unknown) =>
      error instanceof BlockError && ['UNKNOWN_PARENT', 'BAD_WITNESS'].includes(error.reason);
    await assert.rejects(stateless.proofs.executeWitness(first, blocks[1]), refused);
    const mixed = encodeWitness({ ...decodeWitness(second), proof: decodeWitness(first).proof });
    await assert.rejects(stateless.proofs.executeWitness(mixed, blocks[1]), { reason: 'BAD_WITNESS' });
    await assert.rejects(chain.proofs.witness(0n), { code: 'UNKNOWN_HEIGHT' });
    await assert.rejects(chain.proofs.witness(8n), { code: 'UNKNOWN_HEIGHT' });
  });

  test('codes that are missing, superfluous or doubled', async () => {
    const witness = decodeWitness(await chain.proofs.witness(2n));
    assert.equal(witness.codes.length, 2);
    const more = new TextEncoder().encode('finish(1)');
    const [one, two] = witness.codes;
    for (const codes of [[one], [one, two, more], [one, one, two]]) {
      const changed = encodeWitness({ ...witness, codes });
      await assert.rejects(stateless.proofs.executeWitness(changed, blocks[1]), { reason: 'BAD_WITNESS' });
    }
    // The thread that has refused them executes the next one.
    await stateless.proofs.executeWitness(encodeWitness(witness), blocks[1]);
  });

  test('a flipped byte anywhere, truncated or padded bytes are refused', async () => {
    const [block] = blocks;
    const witness = await chain.proofs.witness(1n);
    const refusedWitness = async (bytes: Uint8Array, what: string) => {
      await assert.rejects(stateless.proofs.executeWitness(bytes, block), BlockError, what);
    };
    const step = Math.ceil(witness.length / 400);
    for (let at = 0; at < witness.length; at += step) {
      const damaged = witness.slice();
      damaged[at] ^= 1 << (at % 8);
      await refusedWitness(damaged, `witness byte ${at} of ${witness.length}`);
    }
    for (const bytes of [witness.subarray(0, -1), Uint8Array.of(...witness, 0), new Uint8Array()]) {
      await refusedWitness(bytes, `${bytes.length} bytes`);
    }
    const encoded = encodeBlock(block);
    for (let at = 0; at < encoded.length; at += at < 376 ? 3 : 2) {
      const damaged = encoded.slice();
      damaged[at] ^= 1 << (at % 8);
      const run = async () => stateless.proofs.executeWitness(witness, decodeBlock(damaged));
      // A header may say anything that nothing else depends on: then it is another block, with another hash.
      if (isFree(at)) continue;
      await assert.rejects(run, BlockError, `block byte ${at} of ${encoded.length}`);
    }
  });

  test('proofs and witnesses while a block is pending are those without it', async () => {
    const requests = [ALICE, K].map((address) => ({ address, keys: [Uint8Array.of(0)] }));
    const make = async () => [
      await chain.proofs.witness(2n),
      await chain.proofs.witness(7n),
      await chain.proofs.prove(requests, 7n),
      await chain.proofs.prove(requests, 3n),
    ];
    const before = await make();
    const pending = await chain.build(blockInput(8, [message(2, 6, O, ['set', 'n', 2])]));
    assert.deepEqual(await make(), before);
    await pending.abort();
    assert.deepEqual(await make(), before);
  });

  test('proofs of accounts and storage at several heights', async () => {
    for (const height of [1n, 4n, 7n]) {
      const root = chain.archive.getBlock(height)?.block.header.stateRoot as Uint8Array;
      const requests = [ALICE, BOB, K, O, senderOf(77)].map((address) => ({
        address,
        keys: [Uint8Array.of(0)],
      }));
      const { accounts } = verifyStateProof(root, await chain.proofs.prove(requests, height));
      const byAddress = new Map(accounts.map(({ address, account }) => [toHex(address), account]));
      assert.equal(byAddress.get(toHex(ALICE))?.nonce, chain.stateAt(height).getAccount(ALICE).nonce);
      assert.equal(byAddress.get(toHex(senderOf(77))), undefined);
      assert.equal(byAddress.get(toHex(K))?.storageSize, chain.stateAt(height).getAccount(K).storageSize);
    }
  });
});

/** Bytes of a header that are chosen by who builds it, and concern nothing in this block's state. */
function isFree(at: number): boolean {
  const fields = [32, 8, 8, 8, 8, 4, 32, 20, 32];
  const starts = fields.map((_, i) => fields.slice(0, i).reduce((sum, length) => sum + length, 0));
  const [timestamp, prevRandao, proposer, anchor] = [4, 6, 7, 8].map((i) => ({
    from: starts[i],
    to: starts[i] + fields[i],
  }));
  const headerAt = 0;
  return [timestamp, prevRandao, proposer, anchor].some(
    ({ from, to }) => at >= headerAt + from && at < headerAt + to,
  );
}
