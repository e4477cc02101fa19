/**
 * Blocks of 1,000 updates over 1,000,000 entries of a contract's storage on disk: new root, one synced batch
 * with what leads back, file HEAD. `state/update` beside the least that such a block can cost
 * (state-yardstick.ts); `state/block-scaling` beside the same block over 10,000 entries; `state/open` what a
 * new process takes to open them, in milliseconds and in MB of memory.
 *
 * A block has read what it changes, as execution does, and is measured from there on. Medians; the pages of
 * trees are written with every sixteenth block, which `state/update-mean` includes.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMPTY_ACCOUNT, encodeAccount } from '../host/state/account.js';
import { StateDatabase } from '../host/state/database/state-database.js';
import { LevelStore } from '../host/state/level/level-store.js';
import { accountKey, storagePrefix } from '../host/state/record-keys.js';
import type { Change } from '../host/state/store.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, median } from './row.js';
import { Yardstick } from './state-yardstick.js';

const MANY = 1_000_000;
const FEW = 10_000;
const FILL_BATCH = 250_000;
const UPDATES = 1_000;
const ROUNDS = 160;
const WARM_UP = 8;
/** 2^20 leaves for 1,000,000 entries. */
const YARDSTICK_LOG2 = 20;

const ADDRESS = new Uint8Array(20).fill(7);
const PREFIX = storagePrefix(ADDRESS, 0n);
/** 0x01 || node || sha256, as entries of a Python contract have it. */
const ENTRY_KEY_BYTES = 1 + 8 + 32;

/** Numbers that only have to differ. */
class Sequence {
  #state = 12345;

  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return this.#state;
  }

  bytes(length: number): Uint8Array {
    const words = Uint32Array.from({ length: Math.ceil(length / 4) }, () => this.next());
    return new Uint8Array(words.buffer, 0, length);
  }

  distinct(count: number, bound: number): number[] {
    const numbers = new Set<number>();
    while (numbers.size < count) numbers.add(this.next() % bound);
    return [...numbers];
  }
}

function entryKey(index: number): Uint8Array {
  const key = new Uint8Array(PREFIX.length + ENTRY_KEY_BYTES);
  key.set(PREFIX);
  key[PREFIX.length] = 1;
  new DataView(key.buffer).setUint32(PREFIX.length + 9, Math.imul(index, 2654435761));
  return key;
}

async function fillState(folder: string, entries: number): Promise<StateDatabase> {
  const database = await StateDatabase.open(await LevelStore.open(folder));
  const sequence = new Sequence();
  const account = { ...EMPTY_ACCOUNT, storageSize: BigInt(entries * (ENTRY_KEY_BYTES + 32)) };
  await database.commit([{ key: accountKey(ADDRESS), value: encodeAccount(account) }]);
  for (let start = 0; start < entries; start += FILL_BATCH) {
    const length = Math.min(FILL_BATCH, entries - start);
    await database.commit(
      Array.from({ length }, (_, i) => ({ key: entryKey(start + i), value: sequence.bytes(32) })),
    );
  }
  return database;
}

/** Milliseconds of a block of updates. */
async function timeBlock(
  database: StateDatabase,
  indexes: readonly number[],
  sequence: Sequence,
): Promise<number> {
  const changes: Change[] = indexes.map((index) => ({ key: entryKey(index), value: sequence.bytes(32) }));
  for (const { key } of changes) database.get(key);
  const start = performance.now();
  await database.prepare(changes).commit();
  return performance.now() - start;
}

async function updateRows(
  many: StateDatabase,
  few: StateDatabase,
  yardstick: Yardstick,
): Promise<BenchRow[]> {
  const sequence = new Sequence();
  const times: { readonly many: number; readonly few: number; readonly yardstick: number }[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP; round++) {
    const indexes = sequence.distinct(UPDATES, MANY);
    const values = indexes.map(() => sequence.bytes(32));
    const start = performance.now();
    await yardstick.update(indexes, values);
    const least = performance.now() - start;
    times.push({
      yardstick: least,
      many: await timeBlock(many, indexes, sequence),
      few: await timeBlock(few, sequence.distinct(UPDATES, FEW), sequence),
    });
  }
  const measured = times.slice(WARM_UP);
  const middle = (of: 'many' | 'few' | 'yardstick'): number => median(measured.map((time) => time[of]));
  const mean = measured.reduce((sum, time) => sum + time.many, 0) / measured.length;
  return [
    {
      name: 'state/update',
      value: middle('many'),
      unit: 'ms',
      versus: 'index-keyed tree in memory',
      ratio: middle('many') / middle('yardstick'),
    },
    { name: 'state/update-mean', value: mean, unit: 'ms' },
    {
      name: 'state/block-scaling',
      value: middle('many'),
      unit: 'ms',
      versus: `${FEW} entries`,
      ratio: middle('many') / middle('few'),
    },
  ];
}

/** Opens a state and says what that took. */
const OPENER = `
  const [store, database] = await Promise.all([import(process.argv[1]), import(process.argv[2])]);
  const { rss } = process.memoryUsage();
  const start = performance.now();
  const state = await database.StateDatabase.open(await store.LevelStore.open(process.argv[3]));
  const ms = performance.now() - start;
  const mb = (process.memoryUsage().rss - rss) / 2 ** 20;
  await state.close();
  console.log(JSON.stringify({ ms, mb }));
`;

function openRows(folder: string): BenchRow[] {
  const moduleOf = (path: string): string => `file://${packageRoot()}/dist/host/state/${path}`;
  const modules = [moduleOf('level/level-store.js'), moduleOf('database/state-database.js')];
  const runs = Array.from({ length: 3 }, () => {
    const args = ['--input-type=module', '-e', OPENER, ...modules, folder];
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as {
      ms: number;
      mb: number;
    };
  });
  return [
    { name: 'state/open', value: median(runs.map(({ ms }) => ms)), unit: 'ms' },
    { name: 'state/open-memory', value: Math.max(...runs.map(({ mb }) => mb)), unit: 'MB' },
  ];
}

export const stateSuite: BenchSuite = {
  names: ['state/update', 'state/block-scaling', 'state/open'],

  async run(): Promise<readonly BenchRow[]> {
    const folder = mkdtempSync(join(tmpdir(), 'pbevm-bench-'));
    try {
      const yardstick = await Yardstick.open(join(folder, 'yardstick'), YARDSTICK_LOG2);
      const few = await fillState(join(folder, 'few'), FEW);
      const many = await fillState(join(folder, 'many'), MANY);
      const rows = await updateRows(many, few, yardstick);
      await Promise.all([many.close(), few.close(), yardstick.close()]);
      return [...rows, ...openRows(join(folder, 'many'))];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};
