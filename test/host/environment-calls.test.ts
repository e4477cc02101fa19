/** Environments on a host: outcomes of their blocks, frames, the root that is kept. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { stateAfter } from '../../host/environment/state-after.js';
import { createHost, type Host } from '../../host/index.js';
import { toHex } from '../../runtime/bytes.js';
import { deploy, describe } from '../support/host.js';
import { added, adding, FIRST, LEDGER, ledgerState, SECOND } from './environment/ledger.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false });
});
after(() => host.close());

const STATE = ledgerState();
let salts = 0;

async function deployLedger(mode: string): Promise<string> {
  const salt = (++salts).toString(16).padStart(4, '0');
  const result = await host.deploy(LEDGER, { vm: 'script', args: [STATE.root, mode], salt });
  assert.equal(result.status, 'success', describe(result));
  return result.address as string;
}

const BLOCK = ['process_block', [adding(STATE, FIRST, ['a', 1]), adding(STATE, SECOND, ['a', 2])]];
const asked = { withEnvironment: true };

test('a block has its receipts and changes if they are asked for, by calls and by sends', async () => {
  for (const mode of ['merged', 'literal']) {
    const ledger = await deployLedger(mode);
    assert.equal((await host.call(ledger, BLOCK)).environment, undefined);
    const called = await host.call(ledger, BLOCK, asked);
    const sent = await host.send(ledger, BLOCK, asked);
    assert.deepEqual(sent, called);
    assert.deepEqual(sent.environment?.receipts, [added(1), added(42)]);
    const state = sent.environment && stateAfter(STATE, sent.environment);
    assert.equal(state?.contracts.size, mode === 'literal' ? 2 : 3);
    assert.equal((await host.inspect(ledger))?.root, toHex(state?.root as Uint8Array));
  }
});

test('the first environment of a host has its outcome too', async () => {
  const other = await createHost({ warmUp: false });
  try {
    const { address } = await other.deploy(LEDGER, { vm: 'script', args: [STATE.root] });
    const result = await other.call(address as string, BLOCK, asked);
    assert.deepEqual(result.environment?.receipts, [added(1)]);
  } finally {
    await other.close();
  }
  const late = await createHost({ warmUp: false });
  try {
    const contract = await deploy(late, 'finish(5)');
    assert.equal(describe(await late.call(contract, [], asked)), 'success');
  } finally {
    await late.close();
  }
});

test('what fails, and what is no block of an environment, has none', async () => {
  const ledger = await deployLedger('merged');
  const failed = await host.send(ledger, ['process_block', [5]], asked);
  assert.deepEqual([failed.status, failed.environment], ['revert', undefined]);
  const roots = 'finish((bytes(32), bytes(32)))';
  const contract = await host.send(await deploy(host, roots), [], asked);
  assert.deepEqual([contract.status, contract.environment], ['success', undefined]);
});

test('changes that the host has not computed are unknown', async () => {
  const result = await host.send(await deployLedger('secret'), BLOCK, asked);
  assert.equal(result.status, 'success', describe(result));
  assert.deepEqual([result.environment?.receipts?.length, result.environment?.changes], [2, undefined]);
});

test('frames: of an environment script, children and linked functions; of contracts each call', async () => {
  // The script, and twice a child with one linked function.
  assert.equal((await host.call(await deployLedger('merged'), BLOCK)).frames, 5);
  const callee = await deploy(host, 'if not new and args: revert("no")');
  assert.equal((await host.call(callee, [])).frames, 1);
  const caller = await deploy(
    host,
    `
if not new:
    for args in ([], [], [1]):
        try:
            call("${callee}", args)
        except CallReverted:
            pass
`,
  );
  assert.equal((await host.call(caller, [])).frames, 4);
  assert.equal((await host.call(`0x${'77'.repeat(20)}`, [])).frames, 0);
});

test('only environments have a root', async () => {
  assert.equal((await host.inspect(await deploy(host, 'pass')))?.root, undefined);
  assert.equal((await host.inspect(await deployLedger('merged')))?.root, toHex(STATE.root));
  const silent = await host.deploy('def init(): pass', { vm: 'script' });
  assert.equal((await host.inspect(silent.address as string))?.root, `0x${'00'.repeat(32)}`);
});
