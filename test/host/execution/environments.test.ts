/** Execution environments as accounts of a host: whoever calls, however deep, with trees and a curve. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ContractResult, createHost, type Host } from '../../../host/index.js';
import type { Value } from '../../../host/vm/values/types.js';
import { toHex } from '../../../runtime/bytes.js';
import { deploy, describe, successValue } from '../../support/host.js';
import { moduleOf } from '../vm/ewasm/contract-text.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false });
});
after(() => host.close());

let salts = 0;

async function deployEnvironment(source: string): Promise<string> {
  const result = await host.deploy(source, { vm: 'script', salt: (++salts).toString(16).padStart(4, '0') });
  assert.equal(result.status, 'success', describe(result));
  return result.address as string;
}

/** Stores what a question gives, so that a call can ask for it. */
const asking = (question: string): string => `
def init(): pass
def process_block(transactions, root):
    answer = ${question}
    print(answer)
    return (bytes(32), bytes(32))
`;

async function printed(question: string): Promise<string> {
  const result = await host.send(await deployEnvironment(asking(question)), ['process_block', []]);
  assert.equal(result.status, 'success', describe(result));
  return printedBy(result);
}

function printedBy({ logs }: ContractResult): string {
  return logs
    .map(({ text }) => text)
    .join('')
    .trim();
}

test('an environment is an account of the VM `script`', async () => {
  const address = await deployEnvironment(asking('1'));
  const info = await host.inspect(address);
  assert.equal(info?.vm, 'script');
  const result = await host.send(address, ['process_block', []]);
  assert.deepEqual(successValue(result), successValue(result));
  const { status, code } = (await host.send(address, ['anything'])) as { status: string; code?: string };
  assert.deepEqual([status, code], ['revert', 'BAD_ARGS']);
});

test('a VM that there is not is refused', async () => {
  await assert.rejects(host.deploy('pass', { vm: 'evm' as 'script' }), { code: 'BAD_INPUT' });
});

test('hashes, trees and the curve are those of the state and of transactions', async () => {
  assert.equal(await printed('eei.hash_tree_root({}).hex()'), '00'.repeat(32));
  assert.equal(await printed('eei.hash_tree_root({}, bytes([7] * 32)).hex()'), '07'.repeat(32));
  assert.equal(
    await printed("eei.keccak256(b'').hex()"),
    'c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470',
  );
  assert.equal(
    await printed("eei.sha256(b'abc').hex()"),
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  const state = "{'code': b'', 'storage': {}, 'proof': b''}";
  assert.equal(await printed(`eei.verify_state(bytes(32), bytes(20), ${state})`), 'False');
  // ethereum/tests: the first case of ecrecover's (precompile 1).
  const [hash, r, s] = [
    '18c547e4f7b0f325ad1e56f57e26c745b09a3e503d86e00e5255ff7f715d3d1c',
    '73b1693892219d736caba55bdb67216e485557ea6b6af75f37096c9aa6a5a75f',
    'eeb940b1d03b21e36b0e47e79769f095fe2ab855bd91e3a38756b7d75a9c4549',
  ];
  const ask = `eei.ecrecover(bytes.fromhex('${hash}'), 28, bytes.fromhex('${r}'), bytes.fromhex('${s}'))`;
  // Its s is above half of the order.
  assert.equal(await printed(ask), 'None');
});

/** Calls whoever called it, with the same data, for ever. */
const PING = `
def init(): pass
def execute(data):
    return eei.execute_script(eei.get_context()['es_caller'], data, {})
def process_block(transactions, root):
    print(eei.execute_script(transactions[0], b'', {}))
    return (bytes(32), bytes(32))
`;

const esId = (address: string): Value => BigInt(address);

test('two environments that call each other: refused, or as deep as pages and fuel allow', async () => {
  const strict = [await deployEnvironment(PING), await deployEnvironment(PING)];
  const refused = await host.send(strict[0], ['process_block', [esId(strict[1])]]);
  assert.equal(refused.status, 'success', describe(refused));
  assert.match(printedBy(refused), /^\(0, .*REENTRANCY/);
  const open = `# pbevm: reentrant\n${PING}`;
  const [one, other] = [await deployEnvironment(open), await deployEnvironment(open)];
  const send = (fuel: number) => host.send(one, ['process_block', [esId(other)]], { limits: { fuel } });
  assert.equal((await send(900_000_000)).status, 'success');
  // Nobody in between can catch it; where the transaction entered, it is a failure like others.
  const deepest = await send(2 ** 40);
  assert.deepEqual([deepest.status, printedBy(deepest)], ['success', "(1, b'PAGES')"]);
});

test('a contract calls an environment like any contract', async () => {
  const environment = await deployEnvironment(asking('eei.get_context()["es_caller"] == 2**256 - 1'));
  const caller = await deploy(host, `if not new: finish(call("${environment}", ["process_block", []]))`);
  const result = await host.send(caller, []);
  assert.equal(result.status, 'success', describe(result));
  assert.equal(printedBy(result), 'True');
});

test('a child whose stack overflows is a failure where a transaction entered, and nowhere else', async () => {
  const code = await moduleOf('(memory (export "memory") 1) (func $f (export "main") (call $f))');
  const endless = `bytes.fromhex('${toHex(code).slice(2)}')`;
  const run = `eei.execute_code(${endless}, eei.encode([]), {}, 100_000_000)`;
  assert.equal(await printed(run), "(1, b'STACK_LIMIT')");
  // Whoever executes it on behalf of a child halts, and so does that: nobody catches what was done to others.
  const linked = `{'ext': {'f': b"def f(): return ${run.replaceAll("'", "\\'")}"}}`;
  assert.equal(
    await printed(`eei.execute_code(b"finish(f())", eei.encode([]), ${linked})`),
    "(1, b'STACK_LIMIT')",
  );
});
