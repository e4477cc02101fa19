/**
 * The same scripted session of 200 calls (session.ts) gives the same results, fuel and stored bytes on every
 * Node, with every compiler of V8, on a lesser processor, with cold and with warm caches.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type EngineName, engineExecutable, NODES } from '../support/engines.js';
import { firstDifference } from './session-run.js';
import { STEP_COUNT } from './session-steps.js';

const SESSION = fileURLToPath(new URL('./session.js', import.meta.url));

/** The calls, then a line for the stored bytes and one for all lines. */
const LINES = STEP_COUNT + 2;

/** V8's flags; they hold for all threads of a process. */
const LESSER_PROCESSOR = [
  'sse3',
  'ssse3',
  'sse4-1',
  'sse4-2',
  'avx',
  'avx2',
  'fma3',
  'bmi1',
  'bmi2',
  'popcnt',
];

interface Variant {
  readonly name: string;
  readonly flags: readonly string[];
  readonly options: readonly string[];
  /** Nodes that run it; all by default. */
  readonly nodes?: readonly EngineName[];
}

const VARIANTS: readonly Variant[] = [
  { name: 'as it is', flags: [], options: [] },
  { name: 'cold caches', flags: [], options: ['--cold'] },
  { name: 'baseline compiler only', flags: ['--liftoff-only'], options: [] },
  // Not on Node 26, where V8 is said to abort on this flag; 26.10.0 did not, in this session.
  {
    name: 'optimizing compiler only',
    flags: ['--no-liftoff'],
    options: [],
    nodes: ['node 20', 'node 22', 'node 24'],
  },
  {
    name: 'optimized after few calls',
    flags: ['--wasm-tiering-budget=1000'],
    options: ['--cold'],
    nodes: ['node 20', 'node 26'],
  },
  {
    name: 'lesser processor',
    flags: LESSER_PROCESSOR.map((feature) => `--no-enable-${feature}`),
    options: [],
    nodes: process.arch === 'x64' ? ['node 20', 'node 26'] : [],
  },
];

const folder = mkdtempSync(join(tmpdir(), 'pbevm-session-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let runs = 0;

/** Lines that a session prints. */
function runSession(node: string, flags: readonly string[], options: readonly string[]): string[] {
  const store = join(folder, `${++runs}`);
  const { status, signal, stdout, stderr } = spawnSync(node, [...flags, SESSION, ...options, store], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    cwd: folder,
    // Neither place nor language nor time zone of the process matter.
    env: {
      PATH: process.env['PATH'],
      TZ: `Etc/GMT+${runs % 12}`,
      LC_ALL: runs % 2 === 0 ? 'tr_TR.UTF-8' : 'C',
    },
  });
  assert.equal(status, 0, `exit code ${status ?? signal}: ${stderr}`);
  rmSync(store, { recursive: true, force: true });
  return stdout.trimEnd().split('\n');
}

const reference = runSession(process.execPath, [], []);

test('the session is what it is meant to be: calls that end in all ways', () => {
  assert.equal(reference.length, LINES);
  const calls = reference.slice(0, STEP_COUNT).map((line) => JSON.parse(line) as Record<string, unknown>);
  const ends = new Map<unknown, number>();
  for (const { status, code } of calls) ends.set(code ?? status, (ends.get(code ?? status) ?? 0) + 1);
  const wanted = 'success REVERT OUT_OF_FUEL MEMORY STACK_LIMIT INVALID_CODE TOMBSTONE NO_CODE'.split(' ');
  assert.deepEqual(
    wanted.filter((end) => !ends.has(end)),
    [],
  );
  assert.ok((ends.get('success') ?? 0) > STEP_COUNT / 2);
  assert.match(reference[STEP_COUNT], /"stored":"\d{3} records, sha256 [0-9a-f]{64} of \d\d+ batches"/);
});

for (const engine of NODES) {
  for (const { name, flags, options, nodes } of VARIANTS) {
    if (nodes !== undefined && !nodes.includes(engine)) continue;
    test(`${engine}, ${name}`, (context) => {
      const node = engineExecutable(engine);
      if ('missing' in node) return context.skip(node.missing);
      assert.equal(firstDifference(reference, runSession(node.path, flags, options)), undefined);
    });
  }
}

test('seeded bug: one unit of fuel more for one call is seen, and where', () => {
  const difference = firstDifference(reference, runSession(process.execPath, [], ['--seeded-bug']));
  assert.match(difference ?? '', /^line \d+:\n.*"label":"out of fuel",.*\nbecame\n.*"label":"out of fuel",/);
});

test('seeded bug: other stored bytes are seen', () => {
  const other = [...reference];
  other[STEP_COUNT] = other[STEP_COUNT].replace(/.(?= of )/, 'x');
  assert.match(firstDifference(reference, other) ?? '', new RegExp(`^line ${STEP_COUNT}:`));
  assert.match(firstDifference(reference, reference.slice(0, -1)) ?? '', /became\nundefined$/);
});
