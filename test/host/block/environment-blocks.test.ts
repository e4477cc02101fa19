/**
 * One block of an environment three times: on a chain, on a witness of that chain's state, and offline, from
 * code, root and the transactions' own witnesses.
 */

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import type { Block, Receipt } from '../../../host/block/containers.js';
import { parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { receiptStatus } from '../../../host/block/receipt.js';
import type { EnvironmentState } from '../../../host/environment/environment-state.js';
import { stateAfter } from '../../../host/environment/state-after.js';
import { EnvironmentRunner } from '../../../host/environment-runner.js';
import { create2Address } from '../../../host/state/account.js';
import { NO_ROOT, ROOT_KEY, readRoots } from '../../../host/vm/script/block-roots.js';
import { stringifyValue } from '../../../host/vm/values/json.js';
import type { Value } from '../../../host/vm/values/types.js';
import { formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { added, adding, FIRST, LEDGER, ledgerState, SECOND, THIRD, utf8 } from '../environment/ledger.js';
import { blockInput, message, SHARD_ID, senderOf } from './chain.js';

const CREATOR = senderOf(1);
const START = ledgerState();
const ARGS: Value[] = [START.root, 'merged'];
const ENVIRONMENT = create2Address(CREATOR, new Uint8Array(32), utf8(LEDGER));
const FUEL = 900_000_000n;

/** A genesis file with a contract. */
const genesisText = (contract: object): string =>
  JSON.stringify({
    chainId: 7,
    shardId: Number(SHARD_ID),
    timestamp: 1_000,
    protocol: 'dev',
    devnet: true,
    fuelLimit: 2_000_000_000,
    reputation: { policy: 'unlimited' },
    contracts: [{ creator: formatAddress(CREATOR), vm: 'script', ...contract }],
  });

const GENESIS = parseGenesis(
  genesisText({ source: LEDGER, args: JSON.parse(stringifyValue(ARGS)) as unknown }),
);

/** Batches of transactions, each against the state that the ones before have left. */
const BATCHES: readonly ((state: EnvironmentState) => Value[])[] = [
  (state) => [adding(state, FIRST, ['a', 1], ['b', 2]), adding(state, SECOND, ['a', 2])],
  (state) => [
    adding(START, FIRST, ['a', 1]),
    adding(state, SECOND, ['a', 100]),
    adding(state, THIRD, ['z', 4]),
  ],
  () => [],
];
const RECEIPTS = [2, 2, 0];

describe('blocks of an environment', () => {
  let chain: BlockProcessor;
  let stateless: BlockProcessor;
  let runner: EnvironmentRunner;
  const blocks: { readonly block: Block; readonly receipt: Receipt; readonly transactions: Value[] }[] = [];
  const states = [START];
  before(async () => {
    [chain, stateless] = [
      await openProcessor({ genesis: GENESIS }),
      await openProcessor({ genesis: GENESIS }),
    ];
    runner = await EnvironmentRunner.start();
    for (const [height, batch] of BATCHES.entries()) {
      const state = states[height];
      const transactions = batch(state);
      const args = ['process_block', transactions];
      const envelope = message(1, height, ENVIRONMENT, args, { fuelLimit: FUEL });
      const pending = await chain.build(blockInput(height + 1, [envelope]));
      const [receipt] = pending.receipts;
      assert.equal(receiptStatus(receipt), 'SUCCESS');
      await pending.commit();
      blocks.push({ block: pending.block, receipt, transactions });
      const { result } = await offline(height);
      const after = result.environment && stateAfter(state, result.environment);
      assert.ok(after !== undefined, 'the runner shows what changed');
      states.push(after);
    }
  });
  after(async () => {
    await Promise.all([chain.close(), stateless.close(), runner.close()]);
  });

  const offline = (height: number) =>
    runner.process({
      code: LEDGER,
      args: ARGS,
      address: formatAddress(ENVIRONMENT),
      shardId: SHARD_ID,
      from: formatAddress(CREATOR),
      preStateRoot: states[height].root,
      transactions: blocks[height].transactions,
      limits: { fuel: Number(FUEL) },
    });

  const rootAt = (height: number): Uint8Array =>
    chain.stateAt(BigInt(height)).getStorage(ENVIRONMENT, ROOT_KEY) ?? NO_ROOT;

  test('chain, witness and offline runner: the same roots, receipts root and fuel', async () => {
    assert.deepEqual(rootAt(0), START.root);
    for (const [height, { block, receipt }] of blocks.entries()) {
      const witness = await chain.proofs.witness(BigInt(height + 1));
      const [executed] = await stateless.proofs.executeWitness(witness, block);
      assert.deepEqual(executed, receipt);
      const { result } = await offline(height);
      const roots = readRoots(receipt.output);
      assert.deepEqual(result.environment?.stateRoot, roots?.stateRoot);
      assert.deepEqual(result.environment?.receiptsRoot, roots?.receiptsRoot);
      assert.deepEqual(rootAt(height + 1), roots?.stateRoot);
      assert.deepEqual(states[height + 1].root, roots?.stateRoot);
      assert.equal(BigInt(result.fuelUsed), receipt.fuelUsed);
      assert.equal(result.environment?.receipts?.length, RECEIPTS[height]);
    }
    assert.equal(stateless.head.height, 0n);
  });

  test('what the chain keeps the root of is what the transactions did', async () => {
    const { result } = await offline(0);
    assert.deepEqual(result.environment?.receipts, [added(2), added(42)]);
    const numbers = [FIRST, SECOND, THIRD].map((address) => [...(states[3].get(address)?.storage ?? [])]);
    assert.deepEqual(numbers, [
      [
        ['a', 1],
        ['b', 2],
      ],
      [['a', 42]],
      [['z', 5]],
    ]);
  });
});

test('a genesis whose environment cannot be created is refused', async () => {
  for (const contract of [
    { source: 'x = 1' },
    { source: LEDGER, args: [] },
    { code: toHex(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)) },
  ]) {
    const genesis = parseGenesis(genesisText(contract));
    await assert.rejects(openProcessor({ genesis }), { code: 'BAD_GENESIS' });
  }
});
