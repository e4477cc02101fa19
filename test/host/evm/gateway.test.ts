/** The gateway as contracts of a real EVM meet it; PBEVM behind it is one number. */

import assert from 'node:assert/strict';
import { before, beforeEach, test } from 'node:test';
import { type AddPrecompile, Message } from '@ethereumjs/evm';
import { Account, type Address } from '@ethereumjs/util';
import { concatBytes } from '@noble/hashes/utils.js';
import { shiftAddress } from '../../../host/block/execute-block.js';
import { ensureGatewayAccount, GATEWAY_ADDRESS, GATEWAY_CODE, Gateway } from '../../../host/evm/gateway.js';
import { encodeFailure } from '../../../host/evm/gateway-abi.js';
import { ParallelVm, QUEUE_LIMITS } from '../../../host/evm/parallel-vm.js';
import { toHex } from '../../../runtime/bytes.js';
import { common, EvmUser, evmBlock, generating, newEvmState } from '../../support/evm-chain.js';
import { packageRoot } from '../../support/package-root.js';
import { abiCall, abiCallBytes, abiWord, compileSolidity } from '../../support/solidity.js';
import { FakeProcessor, NO_INPUT } from './fake-section.js';

const TARGET = new Uint8Array(20).fill(0xab);
const WAY = { call: 0, static: 1, delegate: 2, callCode: 3 } as const;
const GAS = 1_000_000;

let bytecode: Uint8Array;
before(() => {
  const file = new URL(`file://${packageRoot()}/test/host/evm/probe.sol`);
  bytecode = compileSolidity({ 'probe.sol': file })['Probe'].bytecode;
});

let user: EvmUser;
let processor: FakeProcessor;
let parallel: ParallelVm;
let probe: Address;
let number: bigint;

beforeEach(async () => {
  user = new EvmUser(0x11);
  processor = new FakeProcessor();
  parallel = await ParallelVm.create({ common, stateManager: await newEvmState(user), processor });
  const { transaction, address } = user.create(bytecode);
  number = 1n;
  await parallel.build(generating(evmBlock(number, [transaction])), NO_INPUT);
  probe = address;
});

interface Answer {
  readonly ok: boolean;
  readonly data: string;
  readonly gasUsed: bigint;
}

/** Runs asks in one block. */
async function ask(
  ...asks: { way?: number; gas?: number; value?: bigint; data: Uint8Array }[]
): Promise<Answer[]> {
  const transactions = asks.map(({ way = WAY.call, gas = GAS, value = 0n, data }) =>
    user.sign(abiCallBytes('ask(uint8,uint256,bytes)', [way, gas], data), probe, value),
  );
  number++;
  const { evm } = await parallel.build(generating(evmBlock(number, transactions)), NO_INPUT);
  return evm.receipts.map(({ logs }, i) => {
    const [[, , log]] = logs;
    const length = Number(BigInt(toHex(log.subarray(64, 96))));
    const ok = log[31] === 1;
    return { ok, data: toHex(log.slice(96, 96 + length)), gasUsed: evm.results[i].totalGasSpent };
  });
}

const read = (args: Uint8Array) => abiCallBytes('read(address,bytes)', [TARGET], args);
const queue = (args: Uint8Array, fuel = 1_000) =>
  abiCallBytes('queue(address,uint64,bytes)', [TARGET, fuel], args);
const BYTE = Uint8Array.of(7);

test('a read answers from PBEVM, for the alias of its caller, with the fuel that its gas buys', async () => {
  const [answer, inStatic] = await ask({ data: read(BYTE) }, { way: WAY.static, data: read(BYTE) });
  const result = concatBytes(abiWord(32), abiWord(1), Uint8Array.of(0), new Uint8Array(31));
  assert.deepEqual([answer.ok, answer.data], [true, toHex(result)]);
  assert.deepEqual([inStatic.ok, inStatic.data], [true, toHex(result)]);
  const [first] = processor.reads;
  assert.deepEqual(first.from, shiftAddress(probe.bytes));
  assert.deepEqual([first.to, first.data], [TARGET, BYTE]);
  // 132 bytes of call data are 5 words.
  assert.equal(first.fuel, BigInt(GAS - 5_000 - 5 * 3) * 100n);
});

test('a failed read is an error with its status and data', async () => {
  const args = Uint8Array.of(14, 1, 2);
  const [{ ok, data }] = await ask({ data: read(args) });
  assert.deepEqual([ok, data], [false, toHex(encodeFailure(1, args))]);
});

test('queued calls run in the next block, and root() tells PBEVM after its half of this one', async () => {
  const answers = await ask({ data: queue(BYTE) }, { data: queue(Uint8Array.of(9)) });
  assert.deepEqual(
    answers.map(({ ok, data }) => [ok, data]),
    [
      [true, toHex(abiWord(0))],
      [true, toHex(abiWord(1))],
    ],
  );
  assert.equal(processor.sums.at(-1), 0);
  const [{ data }] = await ask({ data: abiCall('root()') });
  assert.equal(processor.sums.at(-1), 16);
  assert.equal(data, toHex(concatBytes(abiWord(3), processor.head.stateRoot)));
});

test('a call is not queued from a static call, and not by code that runs as another contract', async () => {
  const ways = [WAY.static, WAY.delegate, WAY.callCode];
  const answers = await ask(...ways.map((way) => ({ way, data: queue(BYTE) })));
  for (const { ok, data } of answers) assert.deepEqual([ok, data], [false, '0x']);
  await ask({ data: abiCall('root()') });
  assert.equal(processor.sums.at(-1), 0);
});

test('reads by code that runs as another contract are refused too', async () => {
  const answers = await ask(...[WAY.delegate, WAY.callCode].map((way) => ({ way, data: read(BYTE) })));
  for (const { ok, data } of answers) assert.deepEqual([ok, data], [false, '0x']);
  assert.equal(processor.reads.length, 0);
});

test('ether does not go to the gateway', async () => {
  const [{ ok }] = await ask({ value: 5n, data: queue(BYTE) });
  assert.equal(ok, false);
  const account = await parallel.vm.stateManager.getAccount(GATEWAY_ADDRESS);
  assert.equal(account?.balance, 0n);
});

test('a revert of the EVM takes a queued call back', async () => {
  number++;
  const transaction = user.sign(abiCallBytes('askAndRevert(bytes)', [], queue(BYTE)), probe);
  const { evm } = await parallel.build(generating(evmBlock(number, [transaction])), NO_INPUT);
  assert.equal(evm.receipts[0].cumulativeBlockGasUsed > 40_000n, true);
  await ask({ data: abiCall('root()') });
  assert.equal(processor.sums.at(-1), 0);
});

test('what is no request, and what has too little gas, fails', async () => {
  // 164 bytes are 6 words; a call with one word of arguments takes four slots; 1,000 fuel are 10 gas.
  const price = 5_000 + 6 * 3 + 4 * 22_100 + 10;
  const answers = await ask(
    { data: new Uint8Array(4) },
    { gas: 4_999, data: read(BYTE) },
    { gas: 5_000 + 15 + 123, data: read(BYTE) },
    { gas: price - 1, data: queue(BYTE) },
    { gas: price, data: queue(BYTE) },
  );
  assert.deepEqual(
    answers.map(({ ok }) => ok),
    [false, false, false, false, true],
  );
});

test('a fuel limit that its gas does not pay is refused, and so is more than a block of PBEVM has', async () => {
  const { fuelLimit } = processor.head;
  const [costly, tooMuch, most] = await ask(
    { data: queue(BYTE, 200_000_000) },
    { gas: 2_500_000, data: queue(BYTE, Number(fuelLimit) + 1) },
    { gas: 2_500_000, data: queue(BYTE, Number(fuelLimit)) },
  );
  assert.deepEqual([costly.ok, tooMuch.ok, most.ok], [false, false, true]);
  // The block that has to execute it can be made.
  await ask({ data: abiCall('root()') });
  assert.equal(processor.sums.at(-1), 7);
});

test('a read of more data than a message may have reverts, and no block fails by it', async () => {
  const stateManager = parallel.vm.stateManager;
  const gateway = new Gateway(stateManager, { ...QUEUE_LIMITS, dataBytesMax: 2 ** 20 });
  gateway.attach(await processor.build(NO_INPUT));
  gateway.enter(new Message({ caller: probe, to: GATEWAY_ADDRESS, gasLimit: 10_000_000n }));
  const run = async (bytes: number) => {
    const input = { data: read(new Uint8Array(bytes)), gasLimit: 10_000_000n, stateManager };
    return (gateway.precompile as AddPrecompile).function({ ...input, common, _EVM: parallel.vm.evm });
  };
  const [most, tooMuch] = [await run(2 ** 20), await run(2 ** 20 + 1)];
  assert.equal(processor.reads.length, 1);
  assert.notEqual(most.returnValue.length, 0);
  assert.deepEqual([tooMuch.exceptionError?.error, tooMuch.returnValue.length], ['revert', 0]);
});

test('ether that came before the first block does not keep the gateway from being a contract', async () => {
  const stateManager = await newEvmState(user);
  await stateManager.putAccount(GATEWAY_ADDRESS, new Account(0n, 5n));
  await ensureGatewayAccount(stateManager);
  assert.deepEqual(await stateManager.getCode(GATEWAY_ADDRESS), GATEWAY_CODE);
  assert.equal((await stateManager.getAccount(GATEWAY_ADDRESS))?.balance, 5n);
});
