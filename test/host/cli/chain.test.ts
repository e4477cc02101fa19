/** The commands about chains: blocks shown, state proven, proofs verified, blocks executed again. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openProcessor } from '../../../host/block/open-processor.js';
import { formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { packageRoot } from '../../support/package-root.js';
import { blockInput, contractAddress, genesisOf, message, senderOf } from '../block/chain.js';

const SOURCE = 'if not new: chain["k"] = args[0]; emit("Set", to=args[0]); finish(args[0])';
const CONTRACT = contractAddress(senderOf(1), SOURCE);
let folder: string;
let data: string;
let hash: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbevm-cli-'));
  data = join(folder, 'chain');
  const genesis = genesisOf({ contracts: [{ creator: formatAddress(senderOf(1)), source: SOURCE }] });
  const processor = await openProcessor({ genesis, store: 'level', path: data });
  for (const height of [1, 2, 3]) {
    const pending = await processor.build(blockInput(height, [message(1, height - 1, CONTRACT, [height])]));
    await pending.commit();
  }
  hash = toHex(processor.headHash);
  await processor.close();
});
after(() => rmSync(folder, { recursive: true, force: true }));

function pbevm(...args: string[]) {
  const main = join(packageRoot(), 'dist/host/cli/main.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

test('block: by height and by hash, for people and as JSON; what is none', () => {
  const byHeight = pbevm('block', '3', '--data', data);
  assert.deepEqual([byHeight.status, byHeight.stderr], [0, '']);
  assert.match(byHeight.stdout, new RegExp(`^block +${hash}\n`));
  assert.match(
    byHeight.stdout,
    /transaction 0 +0x[0-9a-f]{64}\n +0x[0-9a-f]{40} -> 0x[0-9a-f]{40} {2}SUCCESS/,
  );
  assert.equal(pbevm('block', hash, '--data', data).stdout, byHeight.stdout);
  const json = JSON.parse(pbevm('block', '2', '--data', data, '--json').stdout);
  assert.equal(json.header.height, '2');
  assert.equal(json.transactions[0].from, formatAddress(senderOf(1)));
  assert.equal(json.receipts[0].events[0].name, 'Set');
  assert.equal(pbevm('block', '4', '--data', data).status, 1);
  assert.equal(pbevm('block', 'x', '--data', data).status, 2);
  const none = pbevm('block', '1', '--data', join(folder, 'none'));
  assert.deepEqual([none.status, none.stdout], [3, '']);
});

test('proof and verify: what is there, what is not, at any height; a proof that is damaged', () => {
  const key = '0x000000000000000000';
  const proof = pbevm('proof', formatAddress(CONTRACT), key, '0xff', '--data', data, '--height', '2');
  assert.equal(proof.status, 0, proof.stderr);
  const file = join(folder, 'proof.json');
  writeFileSync(file, proof.stdout);
  const verified = pbevm('verify', file, '--json');
  assert.equal(verified.status, 0, verified.stderr);
  const { height, accounts } = JSON.parse(verified.stdout);
  assert.equal(height, '2');
  assert.equal(accounts[0].address, formatAddress(CONTRACT));
  const values = Object.fromEntries(
    accounts[0].storage.map(({ key: k, value }: Record<string, string>) => [k, value]),
  );
  assert.match(values[key], /^0x86/);
  assert.equal(values['0xff'], null);
  assert.match(pbevm('verify', file).stdout, /storage +0xff = nothing/);
  assert.equal(pbevm('verify', file, '--hash', hash).status, 2);
  const other = pbevm('proof', `0x${'77'.repeat(20)}`, '--data', data);
  writeFileSync(file, other.stdout);
  assert.match(pbevm('verify', file, '--hash', hash).stdout, /there is none/);
  const parts = JSON.parse(proof.stdout);
  const at = 200;
  const digit = parts.proof[at] === '0' ? '1' : '0';
  writeFileSync(
    file,
    JSON.stringify({ ...parts, proof: parts.proof.slice(0, at) + digit + parts.proof.slice(at + 1) }),
  );
  const damaged = pbevm('verify', file);
  assert.deepEqual([damaged.status, damaged.stdout], [2, '']);
  assert.match(damaged.stderr, /BAD_PROOF/);
  writeFileSync(file, '{}');
  assert.equal(pbevm('verify', file).status, 2);
  assert.equal(pbevm('proof', formatAddress(CONTRACT), '--data', data, '--height', '9').status, 2);
});

test('replay --verify: all blocks, some, none', () => {
  const all = pbevm('replay', '--verify', '--data', data);
  assert.deepEqual([all.status, all.stderr], [0, '']);
  assert.match(all.stdout, /^blocks 1 to 3: /);
  assert.match(
    pbevm('replay', '--verify', '--data', data, '--from', '2', '--to', '2').stdout,
    /^blocks 2 to 2: /,
  );
  assert.equal(pbevm('replay', '--data', data).status, 2);
  assert.equal(pbevm('replay', '--verify', '--data', data, '--from', '3', '--to', '2').status, 2);
});
