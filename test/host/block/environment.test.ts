/** What contracts are told of their block, and the ring of block hashes. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  BLOCK_HASHES,
  type BlockFacts,
  blockHashRecord,
  ENVIRONMENT_ADDRESS,
  eeiEnvironment,
  environmentContract,
  noBlockFacts,
} from '../../../host/block/environment.js';
import { BadArgs, type SystemCall, type SystemState } from '../../../host/execution/system-contracts.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { WorldState } from '../../../host/state/world-state.js';
import type { Value } from '../../../host/vm/values/types.js';
import { toHex } from '../../../runtime/bytes.js';

const hashOf = (number: number): Uint8Array =>
  new Uint8Array(32).fill(number % 251, 0, 31).fill(number >> 8, 31);
const factsAt = (height: bigint): BlockFacts => ({ ...noBlockFacts(1n), height });
const INVOKER = new Uint8Array(20);

class Records implements SystemState {
  readonly map = new Map<string, Uint8Array>();
  get = (key: Uint8Array) => this.map.get(toHex(key));
  set = (key: Uint8Array, value: Uint8Array) => void this.map.set(toHex(key), value);
  delete = (key: Uint8Array) => void this.map.delete(toHex(key));
}

/** What a system call has beside; the environment asks for none of it. */
const BESIDE = {} as Omit<SystemCall, 'invoker' | 'args' | 'state'>;

function call(facts: BlockFacts, state: SystemState, name: string, ...args: Value[]): Value | undefined {
  return environmentContract(facts)
    .get(name)
    ?.run({ ...BESIDE, invoker: INVOKER, args, state });
}

test('hashes of the 256 blocks before, and of no other', () => {
  const state = new Records();
  const last = 600;
  for (let height = 1; height <= last; height++) {
    call(factsAt(BigInt(height)), state, 'pushBlockHash', hashOf(height - 1));
    for (const number of [height - 1, height - 2, height - BLOCK_HASHES]) {
      const expected = number < 0 ? null : hashOf(number);
      assert.deepEqual(
        call(factsAt(BigInt(height)), state, 'blockHash', BigInt(number)),
        expected,
        `${number}`,
      );
    }
    for (const number of [height, height + 1, height - BLOCK_HASHES - 1, -1]) {
      assert.equal(call(factsAt(BigInt(height)), state, 'blockHash', number), null, `${number} at ${height}`);
    }
  }
  assert.equal(state.map.size, BLOCK_HASHES);
});

test('a record that was never overwritten is not taken for a later block’s', () => {
  const state = new Records();
  call(factsAt(1n), state, 'pushBlockHash', hashOf(0));
  // As after blocks whose hashes were not pushed.
  assert.equal(call(factsAt(300n), state, 'blockHash', 256), null);
});

test('contracts of the EEI see the same', () => {
  const world = new WorldState(new MemoryStore());
  const { key, value } = blockHashRecord(4n, hashOf(4));
  world.setStorage(ENVIRONMENT_ADDRESS, key, value);
  const prevRandao = new Uint8Array(32).fill(1, 30);
  const proposer = new Uint8Array(20).fill(7);
  const seen = eeiEnvironment({ ...factsAt(5n), timestamp: 9n, prevRandao, proposer, fuelLimit: 3n }, world);
  const { number, timestamp, coinbase, difficulty, gasLimit } = seen;
  assert.deepEqual([number, timestamp, coinbase, difficulty, gasLimit], [5n, 9n, proposer, 257n, 3n]);
  assert.deepEqual([seen.hashOf(4n), seen.hashOf(3n), seen.hashOf(5n)], [hashOf(4), undefined, undefined]);
});

test('arguments that a function does not take', () => {
  const state = new Records();
  const wrong: [string, ...Value[]][] = [
    ['number', 1],
    ['blockHash'],
    ['blockHash', 1, 2],
    ['blockHash', '1'],
    ['blockHash', null],
    ['pushBlockHash'],
    ['pushBlockHash', new Uint8Array(31)],
    ['pushBlockHash', 'x'.repeat(32)],
  ];
  for (const [name, ...args] of wrong) assert.throws(() => call(factsAt(5n), state, name, ...args), BadArgs);
  assert.throws(() => call(factsAt(0n), state, 'pushBlockHash', hashOf(0)), { code: 'HOST_FAULT' });
});

test('seeded bug: a ring that forgets which block a record is of is seen', () => {
  const state = new Records();
  call(factsAt(1n), state, 'pushBlockHash', hashOf(0));
  const forgetful: SystemState = {
    get: (key) => {
      const record = state.get(key)?.slice();
      if (record !== undefined) record[6] = 1;
      return record;
    },
    set: state.set,
    delete: state.delete,
  };
  assert.notEqual(call(factsAt(300n), forgetful, 'blockHash', 256), null);
});
