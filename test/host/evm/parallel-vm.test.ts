/** Both halves of a block are kept or neither, whatever fails and where. */

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { createBlock } from '@ethereumjs/block';
import type { MerkleStateManager } from '@ethereumjs/statemanager';
import type { Address } from '@ethereumjs/util';
import { GATEWAY_ADDRESS } from '../../../host/evm/gateway.js';
import { ParallelVm } from '../../../host/evm/parallel-vm.js';
import { readLastRoot, rootSlot } from '../../../host/evm/root-ring.js';
import { toHex } from '../../../runtime/bytes.js';
import { common, EvmUser, evmBlock, generating, newEvmState } from '../../support/evm-chain.js';
import { packageRoot } from '../../support/package-root.js';
import { abiCallBytes, compileSolidity } from '../../support/solidity.js';
import { FakeProcessor, NO_INPUT } from './fake-section.js';

const BYTE = Uint8Array.of(7);
const QUEUE = abiCallBytes('queue(address,uint64,bytes)', [new Uint8Array(20), 0], BYTE);

let bytecode: Uint8Array;
before(() => {
  const file = new URL(`file://${packageRoot()}/test/host/evm/probe.sol`);
  bytecode = compileSolidity({ 'probe.sol': file })['Probe'].bytecode;
});

let user: EvmUser;
let state: MerkleStateManager;
let processor: FakeProcessor;
let parallel: ParallelVm;
let probe: Address;

/** Block 1 creates the probe, block 2 queues a call through it. */
beforeEach(async () => {
  user = new EvmUser(0x11);
  state = await newEvmState(user);
  processor = new FakeProcessor();
  parallel = await ParallelVm.create({ common, stateManager: state, processor });
  const { transaction, address } = user.create(bytecode);
  probe = address;
  await parallel.build(generating(evmBlock(1n, [transaction])), NO_INPUT);
  await parallel.build(generating(blockOf(2n)), NO_INPUT);
  processor.log.length = 0;
});

const queueing = () => user.sign(abiCallBytes('ask(uint8,uint256,bytes)', [0, 1_000_000], QUEUE), probe);
const blockOf = (number: bigint) => evmBlock(number, [queueing()]);

/** Roots of both sides. */
async function states(): Promise<unknown> {
  return [toHex(await state.getStateRoot()), [...processor.sums]];
}

test("the EVM's header proves the root of PBEVM", async () => {
  const { evm, pbevm } = await parallel.build(generating(blockOf(3n)), NO_INPUT);
  assert.equal(toHex(evm.stateRoot), toHex(await state.getStateRoot()));
  const stored = await state.getStorage(GATEWAY_ADDRESS, rootSlot(3n));
  assert.equal(toHex(stored), toHex(pbevm.header.stateRoot));
  assert.deepEqual(processor.sums, [0, 0, 0, 7]);
});

test('a section that fails leaves the EVM, its queue included, as it was', async () => {
  const before = await states();
  processor.buildFailure = new Error('the section fails');
  await assert.rejects(parallel.build(generating(blockOf(3n)), NO_INPUT), /the section fails/);
  assert.deepEqual(await states(), before);
  processor.buildFailure = undefined;
  user.resetNonce(2n);
  await parallel.build(generating(blockOf(3n)), NO_INPUT);
  assert.equal(processor.sums.at(-1), 7);
});

test('a block of the EVM that is not valid takes its section with it', async () => {
  const before = await states();
  const block = blockOf(3n);
  const wrong = createBlock(
    { header: { ...block.header, stateRoot: new Uint8Array(32).fill(1) }, transactions: block.transactions },
    { common, skipConsensusFormatValidation: true },
  );
  const options = { ...generating(wrong), generate: false };
  await assert.rejects(parallel.build(options, NO_INPUT), /invalid/);
  assert.deepEqual(processor.log, ['abort 3']);
  assert.deepEqual(await states(), before);
});

test('a section that cannot be written takes the EVM back', async () => {
  const before = await states();
  processor.commitFailure = new Error('disk full');
  await assert.rejects(parallel.build(generating(blockOf(3n)), NO_INPUT), /disk full/);
  assert.deepEqual(await states(), before);
});

test('an EVM that cannot be written takes the section back', async () => {
  const before = await states();
  const { journal } = parallel.vm.evm;
  const commit = journal.commit.bind(journal);
  let depth = 0;
  const { checkpoint } = journal;
  journal.checkpoint = async () => {
    depth++;
    await checkpoint.call(journal);
  };
  journal.commit = async () => {
    if (depth === 1) throw new Error('disk full');
    depth--;
    await commit();
  };
  await assert.rejects(parallel.build(generating(blockOf(3n)), NO_INPUT), /disk full/);
  assert.deepEqual(processor.log.slice(0, 2), ['commit 3', 'rollback 2']);
  assert.deepEqual(await states(), before);
});

test('a block is applied by another node, and refused with another queue or anchor', async () => {
  const other = new FakeProcessor();
  const otherUser = new EvmUser(0x11);
  const otherState = await newEvmState(otherUser);
  const node = await ParallelVm.create({ common, stateManager: otherState, processor: other });
  const first = evmBlock(1n, [otherUser.create(bytecode).transaction]);
  const blocks = [
    first,
    evmBlock(2n, [otherUser.sign(abiCallBytes('ask(uint8,uint256,bytes)', [0, 1_000_000], QUEUE), probe)]),
  ];
  const section = { header: processor.head, queue: [], transactions: [], knownRoots: [] };
  const header = { ...section.header, anchor: first.header.parentHash };
  for (const block of blocks) await node.apply(generating(block), { ...section, header });
  assert.equal(toHex(await otherState.getStateRoot()), toHex(await state.getStateRoot()));

  const third = generating(evmBlock(3n, []));
  await assert.rejects(node.apply(third, { ...section, header }), { code: 'BAD_BLOCK', reason: 'BAD_QUEUE' });
  const anchor = new Uint8Array(32).fill(1);
  await assert.rejects(node.apply(third, { ...section, header: { ...header, anchor } }), {
    code: 'BAD_BLOCK',
    reason: 'BAD_ANCHOR',
  });
});

test('after a crash between the halves PBEVM goes back by one block', async () => {
  processor.sums.push(99);
  await ParallelVm.create({ common, stateManager: state, processor });
  assert.deepEqual(processor.log, ['rollback 2']);
  assert.equal((await readLastRoot(state, GATEWAY_ADDRESS)).height, 2n);
});

test('states that do not belong together are refused', async () => {
  const cases: readonly (readonly number[])[] = [[0], [0, 0, 0, 1, 2], [0, 0, 5]];
  for (const sums of cases) {
    const stranger = new FakeProcessor();
    stranger.sums.splice(0, 1, ...sums);
    const opened = ParallelVm.create({ common, stateManager: state, processor: stranger });
    await assert.rejects(opened, { code: 'OUT_OF_STEP' });
  }
});

test('one block at a time', async () => {
  const running = parallel.build(generating(blockOf(3n)), NO_INPUT);
  await assert.rejects(parallel.build(generating(evmBlock(3n, [])), NO_INPUT), { code: 'BAD_INPUT' });
  await running;
});
