/**
 * Blocks that are a function of their height and the state before: what a process writes, and another can
 * check.
 */

import { StateDatabase } from '../../host/state/database/state-database.js';
import type { Change, RecordReader, StoreEntry } from '../../host/state/store.js';
import { WorldState } from '../../host/state/world-state.js';
import { LastingStore } from '../host/state/database/lasting-store.js';
import { createRandom } from '../host/vm/values/random-values.js';

const VM = 1;
const CONTRACTS = 4;
const ACCOUNTS = 12;

const contract = (i: number): Uint8Array => new Uint8Array(20).fill(0xc0 + i);
const account = (i: number): Uint8Array => new Uint8Array(20).fill(0x10 + i);

/** The changes of the block of a height. */
export function blockAt(height: number, state: RecordReader): readonly Change[] {
  const random = createRandom(1_000 + height);
  const below = (bound: number): number => Math.floor(random() * bound);
  let changes: readonly Change[] = [];
  const world = new WorldState({
    get: (key) => state.get(key),
    commit: (batch) => {
      changes = batch;
      return undefined;
    },
    close: async () => undefined,
  });
  for (let i = 0; i < CONTRACTS && height === 0; i++) {
    world.createContract(contract(i), VM, Uint8Array.of(i, 1), Uint8Array.of(i, 2));
  }
  // Every thirteenth block is small: a log is cut at each of its bytes.
  const size = height % 13 === 0 && height > 0 ? 1 : 24;
  for (let i = 0; i < size / 4; i++) world.incrementNonce(account(below(ACCOUNTS)));
  for (let i = 0; i < size; i++) {
    const address = contract(below(CONTRACTS));
    const key = Uint8Array.of(below(60));
    if (below(4) === 0) world.deleteStorage(address, key);
    else
      world.setStorage(
        address,
        key,
        Uint8Array.from({ length: 8 + below(40) }, () => below(256)),
      );
  }
  if (height % 7 === 6) world.clearStorage(contract(below(CONTRACTS)));
  world.flush();
  return changes;
}

/** A state: its root, and every record that can be read, in hexadecimal. */
export interface Moment {
  readonly root: string;
  readonly records: ReadonlyMap<string, string>;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The states after blocks 0 to `height`. */
export async function momentsTo(height: number): Promise<Moment[]> {
  const database = await StateDatabase.open(new LastingStore(), { keepBlocks: 0 });
  const moments: Moment[] = [];
  const keys = new Set<string>();
  for (let h = 0; h <= height; h++) {
    const changes = blockAt(h, database);
    await database.commit(changes);
    for (const { key } of changes) keys.add(hex(key));
    moments.push({ root: hex(database.root), records: recordsOf(database, keys) });
  }
  return moments;
}

function recordsOf(state: RecordReader, keys: Iterable<string>): Map<string, string> {
  const records = new Map<string, string>();
  for (const key of keys) {
    // Dead storage is not looked at: when it goes is nobody's business.
    if (key.startsWith('05') && BigInt(`0x${key.slice(42, 58)}`) !== incarnationOf(state, key)) continue;
    records.set(key, valueText(state.get(Buffer.from(key, 'hex'))));
  }
  return records;
}

function incarnationOf(state: RecordReader, storageKey: string): bigint {
  const identity = state.get(Buffer.from(`02${storageKey.slice(2, 42)}`, 'hex'));
  return identity === undefined ? 0n : Buffer.from(identity).readBigUInt64BE(10);
}

const valueText = (value: Uint8Array | undefined): string => (value === undefined ? 'none' : hex(value));

/**
 * Reads every record of a moment, also those that must not be there, and all that an iteration gives.
 * @returns what differs.
 */
export async function differencesFrom({ root, records }: Moment, database: StateDatabase): Promise<string[]> {
  const differences = hex(database.root) === root ? [] : [`root ${hex(database.root)}, not ${root}`];
  for (const [key, value] of records) {
    const found = valueText(database.get(Buffer.from(key, 'hex')));
    if (found !== value) differences.push(`${key}: ${found}, not ${value}`);
  }
  for await (const [key, value] of database.entries() as AsyncIterable<StoreEntry>) {
    const wanted = records.get(hex(key));
    if (wanted !== undefined && wanted !== hex(value)) differences.push(`entry ${hex(key)}: ${hex(value)}`);
  }
  return differences;
}
