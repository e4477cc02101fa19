/** The Byzantium rules around the EEI, on cases made here: what the published ones leave out. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { privateToAddress } from '@ethereumjs/util';
import { toHex } from '../../runtime/bytes.js';
import { contractOf, dataText, finishText } from '../host/vm/ewasm/contract-text.js';
import { createMachine } from './cases.js';
import { createAddress } from './ethereum-frame.js';
import { type CaseMachine, executeCase } from './ethereum-transaction.js';
import type { EthereumWorld } from './ethereum-world.js';
import type { CaseAccount, CaseTransaction, StateCase } from './state-case.js';

const address = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);
const SECRET = new Uint8Array(32).fill(0x45);
const SENDER = privateToAddress(SECRET);
const SELF = address(0x5e);
const OTHER = address(0x07);
const COINBASE = address(0xc0);
const RICH = 10n ** 12n;
const GAS = 1_000_000n;

let machine: CaseMachine;
before(async () => {
  machine = await createMachine();
});

const account = (at: Uint8Array, parts: Partial<CaseAccount> = {}): CaseAccount => ({
  address: at,
  balance: 0n,
  nonce: 0n,
  code: new Uint8Array(0),
  storage: [],
  ...parts,
});

/** Executes a transaction of a rich sender: a message to SELF, or a creation. */
function execute(
  pre: readonly CaseAccount[],
  parts: Partial<CaseTransaction> = {},
  kind: 'message' | 'create' = 'message',
): EthereumWorld {
  const transaction: CaseTransaction = {
    secretKey: SECRET,
    nonce: 0n,
    gasPrice: 1n,
    gasLimit: GAS,
    ...(kind === 'create' ? {} : { to: SELF }),
    value: 0n,
    data: new Uint8Array(0),
    ...parts,
  };
  const stateCase: StateCase = {
    name: 'made here',
    block: {
      coinbase: COINBASE,
      difficulty: 1n,
      gasLimit: 10n * GAS,
      number: 1n,
      timestamp: 1n,
      previousHash: new Uint8Array(32),
    },
    pre: [account(SENDER, { balance: RICH }), ...pre],
    transaction,
    stateRoot: '',
    logsHash: '',
  };
  return executeCase(machine, stateCase);
}

const gasUsed = (world: EthereumWorld): number => Number(world.balance(COINBASE));
const c = (value: number): string => `(i32.const ${value})`;
const ONE = dataText(64, Uint8Array.of(1));

/** Stores the result of a call as a slot: 0 success is stored as 3, so that it is there. */
const storeResult = (call: string): string => `(i32.store8 ${c(96)} (i32.add ${c(3)} ${call}))
  (call $storageStore ${c(96)} ${c(96)})`;
const resultOf = (world: EthereumWorld): number | undefined => {
  const slots = [...(world.get(SELF)?.storage.values() ?? [])];
  return slots.length === 0 ? undefined : slots[0][0] - 3;
};

async function callResult(
  kind: string,
  options: { value?: number; code?: Uint8Array; balance?: bigint; gas?: number } = {},
) {
  const { value = 0, code = new Uint8Array(0), balance = 0n, gas = 100_000 } = options;
  const values = kind === 'call' || kind === 'callCode' ? c(128) : '';
  const call = `(call $${kind} (i64.const ${gas}) ${c(0)} ${values} ${c(0)} ${c(0)})`;
  const source = await contractOf(
    `(i32.store8 ${c(128)} ${c(value)}) ${storeResult(call)}`,
    dataText(0, OTHER),
  );
  return execute([account(SELF, { code: source, balance }), account(OTHER, { code, nonce: 1n })]);
}

test('a transfer costs 21,000 and a byte 4 or 68; an account that stays empty is removed', () => {
  const world = execute([account(SELF)], { data: Uint8Array.of(0, 1, 0) });
  assert.equal(gasUsed(world), 21_000 + 4 + 68 + 4);
  assert.equal(world.get(SELF), undefined);
  assert.equal(world.balance(SENDER), RICH - BigInt(gasUsed(world)));
  assert.equal(world.get(SENDER)?.nonce, 1n);
});

for (const [what, parts] of [
  ['another nonce', { nonce: 1n }],
  ['less gas than it costs', { gasLimit: 20_999n }],
  ['more gas than the block has', { gasLimit: 10n * GAS + 1n }],
  ['more value than there is', { value: RICH }],
] as const) {
  test(`a transaction with ${what} is invalid`, () => {
    const world = execute([], parts);
    assert.equal(world.balance(SENDER), RICH);
    assert.equal(world.get(SENDER)?.nonce, 0n);
  });
}

test('results: success, failure with all gas, revert with the rest', async () => {
  assert.equal(resultOf(await callResult('call')), 0);
  assert.equal(resultOf(await callResult('call', { code: await contractOf('unreachable') })), 1);
  assert.equal(
    resultOf(await callResult('call', { code: await contractOf(`(call $revert ${c(0)} ${c(0)})`) })),
    2,
  );
  const trapped = gasUsed(await callResult('call', { code: await contractOf('unreachable') }));
  const reverted = gasUsed(
    await callResult('call', { code: await contractOf(`(call $revert ${c(0)} ${c(0)})`) }),
  );
  assert.equal(trapped - reverted, 100_000);
});

test('stored code that is no contract: result 1, all gas', async () => {
  const plain = gasUsed(await callResult('call'));
  for (const code of [
    Uint8Array.of(0, 0x61, 0x73, 0x6d),
    Uint8Array.of(0x60),
    await contractOf('', '(func (export "x"))'),
  ]) {
    const world = await callResult('call', { code });
    assert.equal(resultOf(world), 1);
    assert.equal(gasUsed(world) - plain, 100_000);
  }
});

test('value: 9,000 for the transfer, 25,000 for a new account, a stipend of 2,300', async () => {
  const plain = gasUsed(await callResult('call'));
  const withValue = await callResult('call', { value: 2, balance: 5n });
  assert.equal(gasUsed(withValue) - plain, 9_000 - 2_300);
  assert.deepEqual([withValue.balance(SELF), withValue.balance(OTHER)], [3n, 2n]);
  const poor = await callResult('call', { value: 2, balance: 1n });
  assert.deepEqual([resultOf(poor), gasUsed(poor) - plain], [1, 9_000]);
  const codeValue = await callResult('callCode', { value: 2, balance: 5n });
  assert.equal(gasUsed(codeValue) - gasUsed(await callResult('callCode')), 9_000 - 2_300);
  assert.equal(codeValue.balance(SELF), 5n);
  const source = await contractOf(
    storeResult(`(call $call (i64.const 0) ${c(0)} ${c(64)} ${c(0)} ${c(0)})`),
    dataText(0, OTHER) + ONE,
  );
  const toNew = execute([account(SELF, { code: source, balance: 5n })]);
  assert.equal(gasUsed(toNew) - plain, 9_000 - 2_300 + 25_000);
});

test('a call gets at most all but a 64th of the gas', async () => {
  const endless = await contractOf('(loop (call $useGas (i64.const 1000)) (br 0))');
  const world = await callResult('call', { code: endless, gas: 2 ** 40 });
  assert.equal(resultOf(world), undefined, 'a 64th does not pay for the slot');
  assert.equal(gasUsed(world), Number(GAS));
});

test('at most half of the gas used is refunded', async () => {
  const clear = await contractOf(`(call $storageStore ${c(0)} ${c(32)})`);
  const slot = [new Uint8Array(32), new Uint8Array(32).fill(1)] as const;
  const world = execute([account(SELF, { code: clear, nonce: 1n, storage: [slot] })]);
  assert.equal(world.get(SELF)?.storage.size, 0);
  assert.equal(gasUsed(world), 26_000 / 2);
});

test('selfDestruct: the balance moves, the account is gone, 24,000 come back', async () => {
  const code = await contractOf(`(call $selfDestruct ${c(0)}) unreachable`, dataText(0, OTHER));
  const world = execute([account(SELF, { code, balance: 8n }), account(OTHER, { nonce: 1n })]);
  assert.deepEqual([world.get(SELF), world.balance(OTHER)], [undefined, 8n]);
  assert.equal(gasUsed(world), 26_000 / 2);
});

const finishWith = (bytes: Uint8Array): Promise<Uint8Array> =>
  contractOf(finishText(0, bytes.length), dataText(0, bytes));

test('creation by transaction: address by nonce, 32,000, 200 a byte, nonce 1', async () => {
  const contract = await contractOf('');
  const initcode = await finishWith(contract);
  const world = execute([], { data: initcode, value: 4n }, 'create');
  const made = world.get(createAddress(SENDER, 0n));
  assert.deepEqual(
    [made?.nonce, made?.balance, toHex(made?.code ?? new Uint8Array(0))],
    [1n, 4n, toHex(contract)],
  );
  const bytes = [...initcode].reduce((sum, byte) => sum + (byte === 0 ? 4 : 68), 0);
  assert.equal(gasUsed(world), 53_000 + bytes + 200 * contract.length);
});

for (const [what, initcode, size] of [
  ['nothing', finishWith(new Uint8Array(0)), 0],
  ['other bytes, which are stored as they are', finishWith(Uint8Array.of(1, 2)), 2],
  ['a binary that is no contract', finishWith(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)), undefined],
  ['24,577 bytes', contractOf(finishText(100, 24_577)), undefined],
  ['24,576 bytes', contractOf(finishText(100, 24_576)), 24_576],
  ['a trap', contractOf('unreachable'), undefined],
] as const) {
  test(`creation with initcode that returns ${what}`, async () => {
    const world = execute([], { data: await initcode, gasLimit: 10n * GAS }, 'create');
    assert.equal(world.get(createAddress(SENDER, 0n))?.code.length, size);
    if (size === undefined) assert.equal(gasUsed(world), 10 * Number(GAS));
  });
}

test('creation by a contract: the nonce grows also if it fails, and a taken address fails', async () => {
  const initcode = await finishWith(Uint8Array.of(1));
  const create = storeResult(`(call $create ${c(128)} ${c(1_024)} ${c(initcode.length)} ${c(256)})`);
  const code = await contractOf(create, dataText(1_024, initcode));
  const made = execute([account(SELF, { code, nonce: 7n })]);
  assert.deepEqual([resultOf(made), made.get(SELF)?.nonce], [0, 8n]);
  assert.deepEqual(made.code(createAddress(SELF, 7n)), Uint8Array.of(1));
  const taken = execute([
    account(SELF, { code, nonce: 7n }),
    account(createAddress(SELF, 7n), { nonce: 1n }),
  ]);
  assert.deepEqual(
    [taken.get(SELF)?.nonce ?? 0n, gasUsed(taken)],
    [7n, Number(GAS)],
    'a 64th does not pay for the slot',
  );
});

test('precompiled contracts answer: sha256 of nothing', async () => {
  const two = new Uint8Array(20);
  two[19] = 2;
  const code = await contractOf(
    `(drop (call $callStatic (i64.const 100) ${c(0)} ${c(0)} ${c(0)}))
     (call $returnDataCopy ${c(32)} ${c(0)} ${c(32)}) (call $storageStore ${c(32)} ${c(32)})`,
    dataText(0, two),
  );
  const [slot] =
    execute([account(SELF, { code })])
      .get(SELF)
      ?.storage.values() ?? [];
  assert.equal(toHex(slot), '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
