/** Pools that share a budget of memories: what idles in one gives way to what another needs. */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { InstancePool } from '../../../runtime/sandbox/instance-pool.js';
import { MemoryBudget } from '../../../runtime/sandbox/memory-budget.js';
import { compileGuest, type GuestModule } from './guests.js';

let guest: GuestModule;
before(async () => {
  guest = await compileGuest();
});

const IDLE_MAX = 8;

function poolOn(budget: MemoryBudget): InstancePool<{ readonly sandbox: SandboxInstance }> {
  const create = () => ({ sandbox: guest.create() });
  return new InstancePool(create, 1, IDLE_MAX, Number.POSITIVE_INFINITY, budget);
}

/** Takes so many instances and gives them all back. */
function use(pool: ReturnType<typeof poolOn>, count: number): void {
  const taken = Array.from({ length: count }, () => pool.take(1));
  for (const instance of taken) pool.give(instance);
}

test('live memories of all pools are counted, in use and idle', () => {
  const budget = new MemoryBudget(10);
  const [first, second] = [poolOn(budget), poolOn(budget)];
  use(first, 3);
  const taken = second.take(1);
  assert.deepEqual([budget.live, first.statistics.idle, second.statistics.live], [4, 3, 1]);
  second.give(taken);
  assert.equal(budget.live, 4);
  use(first, 3);
  assert.deepEqual([budget.live, first.statistics.created], [4, 3], 'idle ones are used again');
});

test('at the limit every pool gives up what is idle, before one more is made', () => {
  const budget = new MemoryBudget(4);
  const [first, second] = [poolOn(budget), poolOn(budget)];
  use(first, 3);
  const taken = [second.take(1), second.take(1)];
  assert.deepEqual([budget.live, first.statistics.idle], [2, 0]);
  for (const instance of taken) second.give(instance);
  assert.equal(budget.live, 2);
});

test('frames on the stack are never refused: the budget bounds what idles', () => {
  const budget = new MemoryBudget(2);
  const pool = poolOn(budget);
  const taken = Array.from({ length: 5 }, () => pool.take(1));
  assert.equal(budget.live, 5);
  for (const instance of taken) pool.give(instance);
  assert.ok(budget.live <= 5);
});

test('what is discarded or closed is no longer counted', () => {
  const budget = new MemoryBudget(20);
  const pool = poolOn(budget);
  use(pool, IDLE_MAX + 2);
  assert.equal(budget.live, IDLE_MAX);
  const late = pool.take(1);
  pool.close();
  assert.equal(budget.live, 1);
  pool.give(late);
  assert.deepEqual([budget.live, pool.statistics.idle], [0, 0]);
});
