/** `pbevm serve`: how it starts, is told to end, and refuses to start. */

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../support/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-serve-'));
after(() => rmSync(folder, { recursive: true }));

function serve(...args: string[]): ChildProcess {
  const main = join(packageRoot(), 'dist/host/cli/main.js');
  return spawn(process.execPath, [main, 'serve', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Exit code and what was said on stderr. */
async function endOf(node: ChildProcess): Promise<[number | null, string]> {
  let said = '';
  node.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(node, 'close');
  return [code, said];
}

async function urlOf(node: ChildProcess): Promise<string> {
  const [greeting] = await once(node.stdout as NodeJS.ReadableStream, 'data');
  return /http:\/\/\S+/.exec(String(greeting))?.[0] as string;
}

test('it says where it is and whose accounts there are, answers, and ends when it is told to', async () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const node = serve('--port', '0', '--data', join(folder, 'chain'));
    const ended = endOf(node);
    const response = await fetch(await urlOf(node), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"jsonrpc":"2.0","id":1,"method":"pbevm_chainId"}',
    });
    assert.deepEqual(await response.json(), { jsonrpc: '2.0', id: 1, result: '0x539' });
    node.kill(signal);
    assert.deepEqual(await ended, [0, '']);
  }
});

test('a folder that another process holds, and one of another chain, are refused', async () => {
  const data = join(folder, 'held');
  const node = serve('--port', '0', '--data', data);
  const ended = endOf(node);
  await urlOf(node);
  const [code, said] = await endOf(serve('--port', '0', '--data', data));
  assert.equal(code, 3);
  assert.match(said, /STORE_LOCKED/);
  node.kill();
  await ended;
  const genesis = join(folder, 'genesis.json');
  const fields = {
    chainId: 5,
    shardId: 0,
    timestamp: 1,
    protocol: 'dev',
    devnet: true,
    fuelLimit: 1_000_000_000,
  };
  writeFileSync(genesis, JSON.stringify(fields));
  const [otherCode, otherSaid] = await endOf(serve('--port', '0', '--data', data, '--genesis', genesis));
  assert.equal(otherCode, 3);
  assert.match(otherSaid, /BAD_GENESIS/);
});

test('a port that is taken, a genesis that is none and wrong options are refused with words', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  const genesis = join(folder, 'wrong.json');
  writeFileSync(genesis, '{"chainId": -1}');
  const cases = [
    [['--port', `${port}`], 3, /PORT_UNAVAILABLE.*127\.0\.0\.1/s],
    [['--port', '0', '--genesis', genesis], 3, /BAD_GENESIS/],
    [['--port', '0', '--genesis', join(folder, 'missing')], 2, /no such file/],
    [['--port', '70000'], 2, /65535/],
    [['--interval', '-1'], 2, /86400/],
  ] as const;
  for (const [args, wanted, words] of cases) {
    const [code, said] = await endOf(serve(...args));
    assert.equal(code, wanted, said);
    assert.match(said, words);
  }
  other.close();
});
