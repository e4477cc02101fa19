/**
 * Native contracts recurse to the limit on the protocol's stack (SEMANTICS 4, 24), in every tier alike: 1,025
 * frames of an Ethereum-shaped block, with guest recursion almost up to heightMax; in a PBEVM block as deep
 * as all fuel there can be goes, and once more until the height limit ends it.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DEV_LIMITS } from '../../runtime/limits.js';
import type { DepthReport } from './depth-child.js';

const CHILD = fileURLToPath(new URL('./depth-child.js', import.meta.url));

/** Tiers of wasm and of JavaScript. */
const FLAGS: readonly (readonly string[])[] = [
  [],
  ['--liftoff', '--no-wasm-tier-up', '--no-opt', '--no-sparkplug'],
  ['--no-liftoff'],
];

function reportWith(flags: readonly string[]): DepthReport {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, CHILD], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  assert.equal(status, 0, stderr);
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout) as DepthReport;
}

test('the deepest calls fit the stack, and end the same in every tier', (context) => {
  const [first, ...others] = FLAGS.map(reportWith);
  context.diagnostic(JSON.stringify(first));
  for (const other of others) assert.deepEqual(other, first);
  // The message of a transaction has depth 0 and may call down to depth 1,024.
  assert.deepEqual([first.ethereum, first.ethereumHigh], [DEV_LIMITS.depthMax + 1, DEV_LIMITS.depthMax + 1]);
  assert.ok(first.pbevm > 700 && first.pbevm < DEV_LIMITS.depthMax, `${first.pbevm} frames`);
  assert.ok(first.pbevmHigh > 300 && first.pbevmHigh < first.pbevm, `${first.pbevmHigh} frames`);
});
