/**
 * SEMANTICS 4: a native stack that overflows is a HostFault. It stops the host, is never a result, and leaves
 * nothing in the store; a host with the stack that is prescribed runs the same transaction to its own limit.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../host/api.js';
import { EngineClient } from '../../host/engine-client.js';
import { Host } from '../../host/host.js';
import { ALICE, deploy, describe, successValue, withHost } from '../support/host.js';
import { answersToOverflow, DEEP } from './overflow.js';
import { temporaryFolder } from './state/temporary-folder.js';

/** The interpreter boots in it; its deepest recursion takes three times as much at least. */
const SMALL_STACK_MB = 1;
const ALL_FAULTS = Array(5).fill('HOST_FAULT: native stack overflow below the height limit');

test('in a thread of its own: the host stops, and nothing of the call is stored', async (context) => {
  const options = { store: 'level', path: temporaryFolder(context) } as const;
  const small = new Host(await EngineClient.open(options, { stackSizeMb: SMALL_STACK_MB }), DEFAULT_LIMITS);
  const counter = await deploy(small, 'chain["n"] = chain.get("n", 0) + 1\nfinish(chain["n"])');
  assert.equal(successValue(await small.send(counter)), 2);
  assert.deepEqual(await answersToOverflow(small), ALL_FAULTS);
  await small.close();
  await withHost(async (host) => {
    assert.equal(successValue(await host.send(counter)), 3);
    // Had the call left anything, the address would be taken.
    assert.equal(describe(await host.deploy(DEEP, { from: ALICE })), 'halt STACK_LIMIT');
  }, options);
});

test('inline: the same', async () => {
  const resourceLimits = { stackSizeMb: SMALL_STACK_MB };
  const worker = new Worker(new URL('./overflow.js', import.meta.url), { resourceLimits });
  const answers = await new Promise((resolve, reject) => {
    worker.on('message', resolve);
    worker.on('error', reject);
  });
  assert.deepEqual(answers, ALL_FAULTS);
  await worker.terminate();
});
