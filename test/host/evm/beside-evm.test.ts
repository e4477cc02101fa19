/**
 * A Solidity contract and a Python contract that talk (examples/beside-evm), on both real halves: what each
 * sees of the other and when, and that reverts, failed transactions and aborted blocks roll both sides back.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, test } from 'node:test';
import type { MerkleStateManager } from '@ethereumjs/statemanager';
import { type Address, createContractAddress } from '@ethereumjs/util';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import type { Block } from '../../../host/block/containers.js';
import { shiftAddress } from '../../../host/block/execute-block.js';
import { parseGenesis } from '../../../host/block/genesis.js';
import { openProcessor } from '../../../host/block/open-processor.js';
import { receiptStatus, viewReceipt } from '../../../host/block/receipt.js';
import { GATEWAY_ADDRESS } from '../../../host/evm/gateway.js';
import { ParallelVm } from '../../../host/evm/parallel-vm.js';
import { rootSlot } from '../../../host/evm/root-ring.js';
import { create2Address } from '../../../host/state/account.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { common, EvmUser, evmBlock, generating, newEvmState } from '../../support/evm-chain.js';
import { packageRoot } from '../../support/package-root.js';
import { abiCall, abiWord, compileSolidity } from '../../support/solidity.js';

const PRICE = 1_000n;
const CREATOR = new Uint8Array(20).fill(0xc0);
const folder = `${packageRoot()}/examples/beside-evm`;
const STOCK = readFileSync(`${folder}/stock.py`);

const SEED = 0x33;
const shopOf = (user: EvmUser): Address => createContractAddress(user.address, 0n);
const stockAddress = create2Address(CREATOR, new Uint8Array(32), STOCK);

/** A shard with the stock in block 0, which knows the alias of the shop that will be. */
function genesisText(): string {
  const args = [toHex(shiftAddress(shopOf(new EvmUser(SEED)).bytes)), Number(PRICE), 10];
  const contract = { creator: toHex(CREATOR), vm: 'python', source: STOCK.toString(), args };
  const shard = { chainId: 1, shardId: 0, timestamp: 1_800_000_000, protocol: 'dev', devnet: true };
  return JSON.stringify({ ...shard, fuelLimit: 2_000_000_000, contracts: [contract] });
}

let bytecode: Uint8Array;
before(() => {
  const files = Object.fromEntries(
    ['Pbevm.sol', 'Shop.sol'].map((name) => [name, new URL(`file://${folder}/${name}`)]),
  );
  bytecode = compileSolidity(files)['Shop'].bytecode;
});

/** A node of both halves, and its user. */
interface Node {
  readonly user: EvmUser;
  readonly state: MerkleStateManager;
  readonly processor: BlockProcessor;
  readonly parallel: ParallelVm;
  number: bigint;
}

const open: BlockProcessor[] = [];

async function newNode(): Promise<Node> {
  const user = new EvmUser(SEED);
  const processor = await openProcessor({ genesis: parseGenesis(genesisText()) });
  open.push(processor);
  const state = await newEvmState(user);
  const parallel = await ParallelVm.create({ common, stateManager: state, processor });
  return { user, state, processor, parallel, number: 0n };
}

const sectionInput = (number: bigint) => ({
  timestamp: 1_800_000_000n + 12n * number,
  prevRandao: new Uint8Array(32),
  proposer: new Uint8Array(20),
  transactions: [],
});

/** A block of EVM transactions; PBEVM has only what was queued. */
async function run(node: Node, transactions: Parameters<typeof evmBlock>[1]) {
  const number = node.number + 1n;
  const block = evmBlock(number, transactions);
  const result = await node.parallel.build(generating(block), sectionInput(number));
  node.number = number;
  return { ...result, block };
}

async function ask(node: Node, ...args: string[]): Promise<unknown> {
  const { end } = await node.processor.call({ to: stockAddress, data: encodeValue(args) });
  assert.equal(end.kind, 'success');
  return end.kind === 'success' ? decodeValue(end.output) : undefined;
}

async function viewShop(node: Node, signature: string): Promise<bigint> {
  const { block, evm } = await run(node, [node.user.sign(abiCall(signature), shopOf(node.user))]);
  assert.equal(block.transactions.length, 1);
  return BigInt(toHex(evm.results[0].execResult.returnValue));
}

const create = (node: Node) => node.user.create(bytecode, abiWord(stockAddress)).transaction;
const buy = (node: Node, amount: bigint, paid = amount * PRICE) =>
  node.user.sign(abiCall('buy(uint64)', amount), shopOf(node.user), paid);

async function states(node: Node): Promise<unknown> {
  return [toHex(await node.state.getStateRoot()), node.processor.head];
}

let node: Node;
beforeEach(async () => {
  node = await newNode();
  const { evm } = await run(node, [create(node)]);
  assert.equal(evm.receipts.length, 1);
});
after(() => Promise.all(open.map((processor) => processor.close())));

test('Solidity reads Python at once; an order runs in the next block, with an event in the EVM', async () => {
  assert.equal(await viewShop(node, 'price()'), PRICE);
  const { evm } = await run(node, [buy(node, 3n)]);
  assert.equal(evm.receipts[0].logs.length, 1);
  assert.equal(await ask(node, 'left'), 10);
  const { pbevm } = await run(node, []);
  assert.deepEqual(
    pbevm.queue.map(({ sender }) => toHex(sender)),
    [shopOf(node.user).toString()],
  );
  assert.equal(await ask(node, 'left'), 7);
  assert.equal(await ask(node, 'ordered', node.user.address.toString()), 3);
  assert.equal(await viewShop(node, 'left()'), 7n);
});

test('the storage of the EVM holds the root of every block of PBEVM', async () => {
  await run(node, [buy(node, 1n)]);
  const { pbevm } = await run(node, []);
  const slot = await node.state.getStorage(GATEWAY_ADDRESS, rootSlot(3n));
  assert.equal(toHex(slot), toHex(pbevm.header.stateRoot));
  assert.equal(toHex(pbevm.header.stateRoot), toHex(node.processor.head.stateRoot));
});

test('an EVM transaction that reverts orders nothing', async () => {
  const { evm } = await run(node, [buy(node, 3n, 1n), buy(node, 2n)]);
  assert.deepEqual(
    evm.results.map(({ execResult }) => execResult.exceptionError === undefined),
    [false, true],
  );
  const { pbevm } = await run(node, []);
  assert.equal(pbevm.queue.length, 1);
  assert.equal(await ask(node, 'left'), 8);
});

test('an order that fails in PBEVM has a receipt, and changes nothing', async () => {
  await run(node, [buy(node, 11n)]);
  const number = node.number + 1n;
  const pending = await node.parallel.build(generating(evmBlock(number, [])), sectionInput(number));
  const receipt = node.processor.archive.getReceipts(number)?.[0];
  assert.ok(receipt !== undefined);
  assert.deepEqual([receiptStatus(receipt), viewReceipt(receipt).reason], ['REVERT', 'not enough left']);
  assert.equal(pending.pbevm.header.receiptsRoot.length, 32);
  assert.equal(await ask(node, 'left'), 10);
});

test('somebody else than the shop cannot order: the alias is of who asks', async () => {
  const stranger = new EvmUser(0x44);
  const { end } = await node.processor.call({
    from: shiftAddress(stranger.address.bytes),
    to: stockAddress,
    data: encodeValue(['order', 'me', 1]),
  });
  assert.equal(end.kind, 'revert');
});

test('an aborted block leaves both sides, the queue included, and the same orders run later', async () => {
  await run(node, [buy(node, 4n)]);
  const before = await states(node);
  const number = node.number + 1n;
  // A transaction that the EVM cannot execute: its nonce is of the future.
  node.user.resetNonce(9n);
  const invalid = generating(evmBlock(number, [buy(node, 1n)]));
  await assert.rejects(node.parallel.build(invalid, sectionInput(number)), /nonce/);
  assert.deepEqual(await states(node), before);
  assert.equal(await ask(node, 'left'), 10);
  node.user.resetNonce(2n);
  await run(node, [buy(node, 1n)]);
  assert.equal(await ask(node, 'left'), 6);
});

test('another node applies the same blocks and has the same roots; a forged half is refused', async () => {
  const other = await newNode();
  const blocks: { evm: ReturnType<typeof evmBlock>; pbevm: Block }[] = [];
  const first = await newNode();
  for (const transactions of [[create(first)], [buy(first, 3n)], [buy(first, 2n)], []]) {
    const { block, pbevm } = await run(first, transactions);
    blocks.push({ evm: block, pbevm });
  }
  for (const { evm, pbevm } of blocks.slice(0, 3)) await other.parallel.apply(generating(evm), pbevm);
  const before = await states(other);
  const { evm, pbevm } = blocks[3];
  const forged = { ...pbevm, header: { ...pbevm.header, stateRoot: fromHex('11'.repeat(32)) } };
  await assert.rejects(other.parallel.apply(generating(evm), forged), { reason: 'BAD_ROOT' });
  await assert.rejects(other.parallel.apply(generating(evm), { ...pbevm, queue: [] }), {
    reason: 'BAD_QUEUE',
  });
  assert.deepEqual(await states(other), before);
  await other.parallel.apply(generating(evm), pbevm);
  assert.deepEqual(await states(other), await states(first));
});
