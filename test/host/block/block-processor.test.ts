/** Blocks end to end: built, applied by another node, asked about, taken back. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeCreation } from '../../../host/block/creation.js';
import { parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { receiptStatus } from '../../../host/block/receipt.js';
import { addressOf, signTransaction } from '../../../host/block/signer.js';
import { encodeTransaction } from '../../../host/block/transaction.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { toHex } from '../../../runtime/bytes.js';
import { PlainDatabase } from './plain-database.js';

const key = (n: number) => new Uint8Array(32).fill(n);
const ALICE = key(1);

test('one transfer', async () => {
  const genesis = parseGenesis(
    JSON.stringify({
      chainId: 7,
      shardId: 1,
      timestamp: 1000,
      protocol: 'dev',
      devnet: true,
      fuelLimit: 2_000_000_000,
      reputation: { initial: { [toHex(addressOf(ALICE))]: 1000 } },
      contracts: [
        {
          creator: toHex(addressOf(ALICE)),
          vm: 'python',
          source:
            'if not new: chain["n"] = chain.get("n", 0) + args[0]; emit("Added", n=args[0]); finish([chain["n"], call("0x0000000000000000000000000000000000000010", ["number"])])',
        },
      ],
    }),
  );
  const processor = await openProcessor(new PlainDatabase(), { genesis });
  const other = await openProcessor(new PlainDatabase(), { genesis });
  const create = encodeTransaction(
    signTransaction(
      {
        chainId: 7n,
        shardId: 1n,
        nonce: 0n,
        fuelLimit: 200_000_000n,
        to: undefined,
        value: 0n,
        vm: 1,
        salt: new Uint8Array(32),
        payload: encodeCreation(new TextEncoder().encode('finish(5)'), []),
      },
      ALICE,
    ),
  );
  console.time('build');
  const pending = await processor.build({
    timestamp: 1001n,
    prevRandao: key(9),
    proposer: new Uint8Array(20),
    transactions: [create],
  });
  console.timeEnd('build');
  console.log(
    pending.leftOut,
    pending.receipts.map((r) => [receiptStatus(r), r.fuelUsed, toHex(r.created)]),
  );
  await pending.commit();
  const applied = await other.apply(pending.block);
  await applied.commit();
  assert.deepEqual(other.head, processor.head);
  const { created } = pending.receipts[0];
  console.log(created);
  const result = await processor.call({ to: created, data: encodeValue([]) });
  console.log(result.end.kind === 'success' && decodeValue(result.end.output));
  await processor.close();
  await other.close();
});
