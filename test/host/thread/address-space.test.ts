/**
 * Under `ulimit -v`: a host says how many memories fit, runs the deepest transaction where that is enough,
 * and is refused where it is not. On Linux, where the kernel says what is limited.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { memoriesOfTransaction } from '../../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { withHost } from '../../support/host.js';

const NEEDED = memoriesOfTransaction(DEV_PROTOCOL.limits);
const HOST = JSON.stringify(new URL('../../../host/index.js', import.meta.url).href);

/** Contracts that call each other, and how to have some of them do it. */
const CHAIN = `
const source = 'if not new:\\n  to = args[0]\\n  finish(1 + call(to[0], [to[1:]]) if to else 1)';
const chain = [];
for (let i = 1; i <= ${NEEDED} + 1; i++) {
  chain.push((await host.deploy(source, { salt: '0x' + i.toString(16).padStart(4, '0') })).address);
}
const send = (frames) => host.send(chain[0], [chain.slice(1, frames)], { limits: { fuel: 2 ** 45 } });
`;

/** A chain of calls as deep as pages allow, and one deeper; runs that trap leave garbage before them. */
const DEEPEST = `
import { createHost } from ${HOST};
const started = createHost();
const second = await started.then(() => createHost()).then((host) => host.close(), ({ code }) => code);
const host = await started.catch(({ code, message }) => {
  console.log(JSON.stringify({ code, message }));
  process.exit(0);
});
${CHAIN}
const hungry = await host.deploy('if not new: bytes(10**8)');
for (let i = 0; i < 40; i++) await host.send(hungry.address, [], { limits: { memoryPages: 60 } });
const deepest = await send(${NEEDED});
const deeper = await send(${NEEDED} + 1);
const { memories } = await host.statistics();
await host.close();
const third = await createHost();
await third.close();
console.log(JSON.stringify({ second, value: deepest.value, deeper: deeper.code, memories }));
`;

/** The embedder takes all addresses for itself once the host runs. */
const ROBBED = `
import { createHost } from ${HOST};
const host = await createHost();
${CHAIN}
const held = [];
try {
  for (;;) held.push(new WebAssembly.Memory({ initial: 1, maximum: 256 }));
} catch {}
const code = await send(${NEEDED}).then(({ status }) => status, ({ code }) => code);
const second = await send(1).then(({ status }) => status, ({ code }) => code);
await host.close();
console.log(JSON.stringify({ code, second }));
`;

interface Said {
  readonly code?: string;
  readonly message?: string;
  readonly second?: string;
  readonly value?: number;
  readonly deeper?: string;
  readonly memories?: { readonly live: number; readonly max: number; readonly fit: number | null };
}

/** What the script says with so many KiB of addresses. */
function runWithin(limitKib: number, context: TestContext, script = DEEPEST): Said {
  const args = ['-c', `ulimit -v ${limitKib} && exec "$0" --input-type=module -e "$1"`];
  const { status, stdout, stderr } = spawnSync('sh', [...args, process.execPath, script], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  context.diagnostic(`${limitKib} KiB: ${stdout.trim()}`);
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as Said;
}

function isLimitable(): boolean {
  return existsSync('/proc/self/limits') && spawnSync('sh', ['-c', 'ulimit -v 4000000000']).status === 0;
}

/** Why this very process cannot show what an unlimited one does. */
function isLimited(): string | false {
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -v'], { encoding: 'utf8' });
  return stdout.trim() === 'unlimited' ? false : 'this process runs under a limit';
}

const skip = isLimitable() ? false : 'the address space cannot be limited here: Linux and sh are needed';
const GIB = 1024 ** 2;
/** Enough for one host, whatever V8 reserves for a memory (8 or 10 GiB), and not for two. */
const ENOUGH_KIB = 1_500 * GIB;

test('where enough fit, and just enough, the deepest transaction runs', { skip }, (context) => {
  const said = runWithin(ENOUGH_KIB, context);
  const fit = said.memories?.fit as number;
  assert.ok(fit >= NEEDED && fit < 2 * NEEDED, `${fit} fit`);
  assert.deepEqual(
    { ...said, memories: { max: said.memories?.max } },
    { second: 'MEMORY_UNAVAILABLE', value: NEEDED, deeper: 'PAGES', memories: { max: NEEDED } },
  );
  const more = runWithin(ENOUGH_KIB + 1_000 * GIB, context).memories?.fit as number;
  const perMemory = (1_000 * GIB) / (more - fit);
  // One more than enough: the process keeps some of what a host that was closed had, so a third needs it.
  const exactly = runWithin(Math.ceil(ENOUGH_KIB - (fit - NEEDED - 1.6) * perMemory), context);
  assert.ok((exactly.memories?.fit as number) <= NEEDED + 2, 'just enough');
  assert.equal(exactly.value, NEEDED);
});

function assertRefused({ code, message }: Said, [least, most]: readonly [number, number]): void {
  assert.equal(code, 'MEMORY_UNAVAILABLE');
  const [, fit, needed] = /^(\d+) wasm memories fit .* need (\d+): raise .*ulimit/.exec(message ?? '') ?? [];
  assert.equal(Number(needed), NEEDED);
  assert.ok(Number(fit) >= least && Number(fit) <= most, message);
}

test('where fewer fit, a host is refused in words that say how many', { skip }, (context) => {
  assertRefused(runWithin(1_000 * GIB, context), [96, 124]);
  assertRefused(runWithin(100 * GIB, context), [7, 11]);
  assertRefused(runWithin(2 * GIB, context), [0, 0]);
});

test('where not even one fits with its guards, it is refused, or V8 does without them', {
  skip,
}, (context) => {
  const said = runWithin(9 * GIB, context);
  // Node 24 and later then check bounds in code, and memories take what they hold.
  if (said.code === undefined) assert.equal(said.value, NEEDED);
  else assertRefused(said, [0, 0]);
});

test('addresses that are gone after the start: a fault of the host, no end of a call', {
  skip,
}, (context) => {
  const { code, second } = runWithin(ENOUGH_KIB, context, ROBBED);
  assert.deepEqual([code, second], ['HOST_FAULT', 'HOST_FAULT']);
});

test('where nothing is limited, a host says so', { skip: isLimited() }, async () => {
  await withHost(async (host) => {
    const { memories, pool } = await host.statistics();
    assert.deepEqual(memories, { live: pool.live, max: NEEDED, fit: null });
  });
});
