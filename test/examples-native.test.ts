/**
 * The native example contracts do what their comments say, in AssemblyScript and in WAT, with Python beside.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe as suite, test } from 'node:test';
import { buildExamples } from '../examples/native/build.js';
import type { CallArguments, ContractResult, Value } from '../host/index.js';
import { createHost, type Host } from '../host/index.js';
import { fromHex } from '../runtime/bytes.js';
import { describe, successValue } from './support/host.js';
import { packageRoot } from './support/package-root.js';

const [SELLER, BUYER, ARBITER, OTHER] = ['5e', 'b1', 'a4', '07'].map((byte) => `0x${byte.repeat(20)}`);

let host: Host;
let built: ReadonlyMap<string, Uint8Array>;
before(async () => {
  built = await buildExamples();
  host = await createHost({ warmUp: false });
});
after(() => host.close());

let salt = 0;

async function deployCode(code: string | Uint8Array, from: string, args: CallArguments): Promise<string> {
  const result = await host.deploy(code, { from, args, salt: Uint8Array.of(++salt) });
  assert.equal(describe(result), 'success');
  return result.address as string;
}

const send = (to: string, from: string, args: CallArguments): Promise<ContractResult> =>
  host.send(to, args, { from });

const u64 = (value: bigint): Uint8Array => {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value, true);
  return bytes;
};

/** How the contracts of one language are called. */
interface Dialect {
  readonly suffix: string;
  supply(amount: bigint): CallArguments;
  transfer(to: string, amount: bigint): CallArguments;
  balance(of: string): CallArguments;
  escrow(token: string, price: bigint): CallArguments;
  release: CallArguments;
  refund: CallArguments;
  nonsense: readonly CallArguments[];
}

const raw = (...parts: (number | string | bigint)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) =>
      typeof part === 'number' ? Uint8Array.of(part) : typeof part === 'string' ? fromHex(part) : u64(part),
    ),
  );

const DIALECTS: Readonly<Record<string, Dialect>> = {
  AssemblyScript: {
    suffix: '.wasm',
    supply: (amount) => [amount],
    transfer: (to, amount) => ['transfer', to, amount],
    balance: (of) => ['balance_of', of],
    escrow: (token, price) => [token, SELLER, ARBITER, price],
    release: ['release'],
    refund: ['refund'],
    nonsense: [[], ['mint', 5], ['transfer'], ['transfer', 'nobody', 5], [['transfer']], new Uint8Array(0)],
  },
  WAT: {
    suffix: '-wat.wasm',
    supply: (amount) => [raw(amount)],
    transfer: (to, amount) => raw(1, to, amount),
    balance: (of) => raw(2, of),
    escrow: (token, price) => raw(token, SELLER, ARBITER, price),
    release: raw(1),
    refund: raw(2),
    nonsense: [raw(3), raw(1), raw(1, SELLER), raw(2, SELLER, 1n), new Uint8Array(30), new Uint8Array(0)],
  },
};

for (const [language, dialect] of Object.entries(DIALECTS)) {
  suite(language, () => {
    const deployed = (name: string, from: string, args: CallArguments): Promise<string> =>
      deployCode(built.get(name + dialect.suffix) as Uint8Array, from, args);
    const balance = async (token: string, of: string): Promise<bigint> => {
      const bytes = Buffer.from(successValue(await host.call(token, dialect.balance(of))) as Uint8Array);
      assert.equal(bytes.length, 8);
      return bytes.readBigUInt64LE();
    };
    const reasonOf = (result: ContractResult): string => {
      assert.ok(result.status === 'revert', describe(result));
      return Buffer.from(result.reason as Uint8Array).toString();
    };

    test('token: transfers, tells of them, and refuses what is not there', async () => {
      const token = await deployed('token', SELLER, dialect.supply(100n));
      const sent = await send(token, SELLER, dialect.transfer(BUYER, 30n));
      assert.equal(describe(sent), 'success');
      const { fields } = sent.events[0];
      const data = Buffer.from(fields.get('data') as Uint8Array);
      assert.deepEqual(
        [data.toString('hex', 0, 20), data.toString('hex', 20, 40), data.readBigUInt64LE(40)],
        [SELLER.slice(2), BUYER.slice(2), 30n],
      );
      assert.match(Buffer.from((fields.get('topics') as Uint8Array[])[0]).toString(), /^Transfer\0+$/);
      await send(token, SELLER, dialect.transfer(SELLER, 5n));
      assert.deepEqual([await balance(token, SELLER), await balance(token, BUYER)], [70n, 30n]);
      assert.equal(reasonOf(await send(token, BUYER, dialect.transfer(SELLER, 31n))), 'insufficient balance');
      assert.equal(reasonOf(await send(token, BUYER, dialect.transfer(SELLER, 0n))), 'insufficient balance');
      assert.equal(reasonOf(await send(token, OTHER, dialect.transfer(SELLER, 1n))), 'insufficient balance');
      assert.equal(await balance(token, OTHER), 0n);
    });

    test('token: holders whose addresses begin the same have balances of their own', async () => {
      const token = await deployed('token', SELLER, dialect.supply(1_000n));
      const holders = Array.from({ length: 5 }, (_, at) => `0x${'5e'.repeat(19)}0${at}`);
      for (const [index, holder] of holders.entries())
        await send(token, SELLER, dialect.transfer(holder, BigInt(index + 1)));
      for (const [index, holder] of holders.entries())
        assert.equal(await balance(token, holder), BigInt(index + 1));
    });

    test('escrow: released by the buyer or the arbiter, once', async () => {
      const token = await deployed('token', BUYER, dialect.supply(100n));
      const escrow = await deployed('escrow', BUYER, dialect.escrow(token, 40n));
      assert.equal(reasonOf(await send(escrow, BUYER, dialect.release)), 'the token refused');
      await send(token, BUYER, dialect.transfer(escrow, 40n));
      assert.equal(reasonOf(await send(escrow, SELLER, dialect.release)), 'you may not');
      assert.equal(reasonOf(await send(escrow, OTHER, dialect.refund)), 'you may not');
      assert.equal(describe(await send(escrow, ARBITER, dialect.release)), 'success');
      assert.deepEqual([await balance(token, SELLER), await balance(token, escrow)], [40n, 0n]);
      assert.equal(reasonOf(await send(escrow, BUYER, dialect.release)), 'it is closed');
    });

    test('escrow: given back by the seller', async () => {
      const token = await deployed('token', BUYER, dialect.supply(100n));
      const escrow = await deployed('escrow', BUYER, dialect.escrow(token, 40n));
      await send(token, BUYER, dialect.transfer(escrow, 40n));
      assert.equal(reasonOf(await send(escrow, BUYER, dialect.refund)), 'you may not');
      assert.equal(describe(await send(escrow, SELLER, dialect.refund)), 'success');
      assert.equal(await balance(token, BUYER), 100n);
    });

    test('what is no call of theirs reverts', async () => {
      const token = await deployed('token', BUYER, dialect.supply(100n));
      const escrow = await deployed('escrow', BUYER, dialect.escrow(token, 40n));
      for (const args of dialect.nonsense) {
        assert.equal((await send(token, BUYER, args)).status, 'revert');
        assert.equal((await send(escrow, OTHER, args)).status, 'revert');
      }
    });
  });
}

test('the commands of the README: what is built passes, and is deployed', () => {
  const root = packageRoot();
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-examples-'));
  try {
    const page = readFileSync(join(root, 'examples/native/README.md'), 'utf8');
    const commands = [...page.matchAll(/^pbevm ([^#\n]*)/gm)].map(([, line]) => line.trim());
    assert.equal(commands.length, 3);
    execFileSync(process.execPath, [join(root, 'dist/examples/native/build.js')]);
    for (const line of commands) {
      const data = line.startsWith('deploy') ? ` --data '${folder}'` : '';
      const main = join(root, 'dist/host/cli/main.js');
      const { status, stdout, stderr } = spawnSync(
        'sh',
        ['-c', `'${process.execPath}' '${main}' ${line}${data}`],
        {
          cwd: root,
          encoding: 'utf8',
        },
      );
      assert.equal(status, 0, `${line}\n${stderr}${stdout}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('Python calls a native contract, which calls Python', async () => {
  const token = await deployCode(built.get('token.wasm') as Uint8Array, BUYER, [100]);
  const shop = readFileSync(join(packageRoot(), 'examples/native/shop.py'));
  const [first, second] = [
    await deployCode(shop, SELLER, [token, 5]),
    await deployCode(shop, SELLER, [token, 5]),
  ];
  const ask = async (to: string, ...args: Value[]): Promise<unknown> =>
    successValue(await host.call(to, args));
  const paid = await send(token, BUYER, ['transfer_and_call', first, 30]);
  assert.equal(describe(paid), 'success');
  assert.deepEqual(
    paid.events.map(({ name, address: by }) => [name, by]),
    [
      ['log', token],
      ['Sold', first],
    ],
  );
  assert.deepEqual([await ask(first, 'sold', BUYER), await ask(first, 'takings')], [6, 30]);
  const odd = await send(token, BUYER, ['transfer_and_call', first, 31]);
  assert.equal(odd.status, 'revert', 'the receiver refuses, and nothing moves');
  assert.equal(await ask(first, 'takings'), 30);
  // Python, native, Python: one shop buys from the other.
  assert.equal(describe(await send(first, SELLER, ['withdraw', second, 25])), 'success');
  assert.deepEqual([await ask(second, 'sold', first), await ask(first, 'takings')], [5, 5]);
  const poor = await send(first, SELLER, ['withdraw', second, 25]);
  assert.equal(describe(poor), 'revert REVERT: the token refused: insufficient balance');
  assert.equal(
    describe(await send(first, OTHER, ['received', OTHER, 5])),
    'revert REVERT: only the token tells of payments',
  );
});
