/** The example contracts do what their comments say, together. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Value } from '../host/index.js';
import { type ContractResult, createHost, type Host, PyTuple } from '../host/index.js';
import { describe, successValue } from './support/host.js';
import { packageRoot } from './support/package-root.js';

const [SELLER, BUYER, ARBITER, OTHER] = ['5e', 'b1', 'a4', '07'].map((byte) => `0x${byte.repeat(20)}`);

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

type Args = readonly Value[];

let salt = 0;

async function deployExample(name: string, from: string, args: Args): Promise<string> {
  const source = readFileSync(join(packageRoot(), 'examples', `${name}.py`));
  const result = await host.deploy(source, { from, args, salt: Uint8Array.of(++salt) });
  assert.equal(describe(result), 'success');
  return result.address as string;
}

const send = (to: string, from: string, ...args: Args): Promise<ContractResult> =>
  host.send(to, args, { from });

async function balance(token: string, owner: string): Promise<unknown> {
  return successValue(await host.call(token, ['balance_of', owner]));
}

test('token: transfers, allowances, and what it refuses', async () => {
  const token = await deployExample('token', SELLER, ['Gold', 100]);
  const sent = await send(token, SELLER, 'transfer', BUYER, 30);
  assert.equal(sent.events[0].name, 'Transfer');
  assert.deepEqual([await balance(token, SELLER), await balance(token, BUYER)], [70, 30]);
  assert.equal(
    describe(await send(token, BUYER, 'transfer', SELLER, 31)),
    'revert REVERT: insufficient balance',
  );
  for (const amount of [0, -1, true, '1']) {
    const refused = await send(token, BUYER, 'transfer', SELLER, amount);
    assert.equal(describe(refused), 'revert REVERT: the amount must be a positive integer');
  }
  await send(token, BUYER, 'approve', OTHER, 10);
  assert.equal(
    describe(await send(token, OTHER, 'transfer_from', BUYER, SELLER, 11)),
    'revert REVERT: insufficient allowance',
  );
  assert.equal(describe(await send(token, OTHER, 'transfer_from', BUYER, SELLER, 10)), 'success');
  assert.deepEqual([await balance(token, SELLER), await balance(token, BUYER)], [80, 20]);
  assert.equal(describe(await send(token, OTHER, 'mint', 5)), "revert REVERT: unknown action 'mint'");
  assert.equal(successValue(await host.call(token, ['supply'])), 100);
});

test('escrow: funds, releases, refunds, each by those who may', async () => {
  const token = await deployExample('token', BUYER, ['Gold', 100]);
  const escrow = await deployExample('escrow', BUYER, [token, SELLER, ARBITER, 50]);
  assert.equal(
    describe(await send(escrow, BUYER, 'fund')),
    'revert REVERT: the token refused: insufficient allowance',
  );
  await send(token, BUYER, 'approve', escrow, 50);
  assert.equal(describe(await send(escrow, BUYER, 'fund')), 'success');
  assert.deepEqual([await balance(token, BUYER), await balance(token, escrow)], [50, 50]);
  assert.equal(
    describe(await send(escrow, SELLER, 'release')),
    'revert REVERT: only buyer or arbiter release',
  );
  assert.equal(describe(await send(escrow, ARBITER, 'release')), 'success');
  assert.deepEqual([await balance(token, SELLER), await balance(token, escrow)], [50, 0]);
  assert.equal(describe(await send(escrow, SELLER, 'refund')), 'revert REVERT: there is nothing to refund');
});

test('auction: an outbid bidder has the tokens back, the owner gets the best bid', async () => {
  const token = await deployExample('token', BUYER, ['Gold', 100]);
  await send(token, BUYER, 'transfer', OTHER, 40);
  const auction = await deployExample('auction', SELLER, [token, 'a painting', 10]);
  for (const bidder of [BUYER, OTHER]) await send(token, bidder, 'approve', auction, 40);
  assert.equal(describe(await send(auction, BUYER, 'bid', 9)), 'revert REVERT: bid at least 10');
  assert.equal(describe(await send(auction, BUYER, 'bid', 20)), 'success');
  assert.equal(describe(await send(auction, OTHER, 'bid', 20)), 'revert REVERT: bid at least 21');
  assert.equal(describe(await send(auction, OTHER, 'bid', 30)), 'success');
  assert.deepEqual([await balance(token, BUYER), await balance(token, OTHER)], [60, 10]);
  assert.deepEqual(successValue(await host.call(auction, ['leader'])), new PyTuple([OTHER, 30]));
  assert.equal(describe(await send(auction, BUYER, 'close')), 'revert REVERT: only the owner closes');
  assert.equal(describe(await send(auction, SELLER, 'close')), 'success');
  assert.equal(await balance(token, SELLER), 30);
  assert.equal(describe(await send(auction, BUYER, 'bid', 40)), 'revert REVERT: the auction is closed');
});

test('registry: a text comes back by its digest', async () => {
  const registry = await deployExample('registry', SELLER, []);
  const text = 'To be, or not to be. '.repeat(50);
  const stored = await send(registry, BUYER, 'store', text);
  const digest = successValue(stored) as string;
  assert.match(digest, /^[0-9a-f]{64}$/);
  assert.ok((stored.events[0].fields.get('compressed') as number) < text.length / 10);
  assert.equal(successValue(await host.call(registry, ['load', digest])), text);
  assert.equal(successValue(await send(registry, OTHER, 'store', text)), digest);
  assert.equal(successValue(await host.call(registry, ['count'])), 1);
  assert.equal(describe(await host.call(registry, ['load', 'nothing'])), 'revert REVERT: unknown digest');
});

test('beside an EVM: an order runs in the next block, and one that is reverted does not', () => {
  const file = join(packageRoot(), 'dist/examples/beside-evm/main.js');
  const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' });
  assert.equal(stderr, '');
  const said = stdout.split('\n').filter((line) => /stock\.py|PBEVM/.test(line));
  assert.deepEqual(
    said.map((line) => line.trim().replace(/, [0-9,]+ fuel$/, '')),
    [
      'stock.py: 10 left; the order waits in the storage of the EVM',
      'PBEVM   SUCCESS',
      'stock.py: 7 left',
      'PBEVM   REVERT: not enough left',
      'stock.py: 7 left, 3 ordered by the buyer',
    ],
  );
});
