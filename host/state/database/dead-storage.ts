/**
 * Storage that nobody can reach any more: of incarnations of an address that have ended (SEMANTICS 36). It is
 * removed a bounded number of records a block, once no height that can still be read needs it. Nothing of it
 * is part of the state or of its root.
 */

import { ADDRESS_BYTES, type Address } from '../../../runtime/address.js';
import { u64be } from '../../../runtime/bytes.js';
import { decodeIdentity, EMPTY_IDENTITY } from '../account.js';
import { keyText } from '../key-text.js';
import { deadKey, parseStorageKey, RECORD_KIND, storagePrefix, treeRootKey } from '../record-keys.js';
import type { Change, ChangeMap, KeyRange, RecordReader, Store, StoreEntry } from '../store.js';
import { storageTreeId } from '../tree/tree-id.js';

/** Records removed with a block at most. */
export const COLLECTED_MAX = 1_000;
/** Deaths whose storage is looked for with a block at most. */
const DEATHS_MAX = 32;

/** Incarnations of an address that have ended: `from` to before `to`. */
export interface Death {
  readonly address: Address;
  readonly from: bigint;
  readonly to: bigint;
}

interface RememberedDeath extends Death {
  /** Of the record that remembers it. */
  readonly key: Uint8Array;
  readonly height: number;
}

/** The incarnations that changes end. @param before reads records as they are without the changes. */
export function deathsIn(changes: readonly Change[], before: RecordReader): Death[] {
  const deaths: Death[] = [];
  for (const { key, value } of changes) {
    if (key[0] !== RECORD_KIND.identity || value === undefined) continue;
    const old = before.get(key);
    const from = (old === undefined ? EMPTY_IDENTITY : decodeIdentity(old)).incarnation;
    const to = decodeIdentity(value).incarnation;
    if (to > from) deaths.push({ address: key.slice(1), from, to });
  }
  return deaths;
}

/** Changes without those of storage that ends with them. */
export function withoutDead(changes: ChangeMap, deaths: readonly Death[]): ChangeMap {
  if (deaths.length === 0) return changes;
  const ends = new Map(deaths.map(({ address, to }) => [keyText(address), to]));
  return new Map(
    [...changes].filter(([, { key }]) => {
      const parts = parseStorageKey(key);
      return parts === undefined || parts.incarnation >= (ends.get(keyText(parts.address)) ?? 0n);
    }),
  );
}

/** The records that remember deaths until their storage is gone. */
export function deathRecords(height: number, deaths: readonly Death[]): Change[] {
  return deaths.map(({ address, from, to }) => ({ key: deadKey(height, address, from), value: u64be(to) }));
}

export class DeadStorage {
  readonly #store: Store;
  /** No death is remembered of a height below this. */
  #earliest = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Whether there may be records to remove, of deaths up to a height. */
  isDue(heightMax: number): boolean {
    return this.#earliest <= heightMax;
  }

  /** The next of them. The caller removes them. */
  async collect(heightMax: number): Promise<Change[]> {
    const deaths = await this.#first();
    this.#earliest = deaths[0]?.height ?? Number.POSITIVE_INFINITY;
    const removed: Change[] = [];
    for (const death of deaths) {
      if (death.height > heightMax) break;
      for (const range of rangesOf(death)) {
        const room = COLLECTED_MAX - removed.length;
        if (room === 0) return removed;
        for (const [key] of await firstEntries(this.#store, range, room))
          removed.push({ key, value: undefined });
      }
      if (removed.length === COLLECTED_MAX) return removed;
      removed.push({ key: death.key, value: undefined });
    }
    return removed;
  }

  /** A block of this height has deaths. */
  note(height: number): void {
    this.#earliest = Math.min(this.#earliest, height);
  }

  /** The deaths of the lowest heights. */
  async #first(): Promise<RememberedDeath[]> {
    const range = { from: deadKey(0), to: Uint8Array.of(RECORD_KIND.dead + 1) };
    return (await firstEntries(this.#store, range, DEATHS_MAX)).map(([key, value]) => {
      const view = new DataView(key.buffer, key.byteOffset, key.length);
      return {
        key,
        height: Number(view.getBigUint64(1)),
        address: key.slice(9, 9 + ADDRESS_BYTES),
        from: view.getBigUint64(9 + ADDRESS_BYTES),
        to: new DataView(value.buffer, value.byteOffset, value.length).getBigUint64(0),
      };
    });
  }
}

/** Where the records of dead storage are: its values, the pages of its trees, their roots. */
function rangesOf({ address, from, to }: Death): KeyRange[] {
  return [storagePrefix, storageTreeId, treeRootKey].map((keyOf) => ({
    from: keyOf(address, from),
    to: keyOf(address, to),
  }));
}

async function firstEntries(store: Store, range: KeyRange, count: number): Promise<StoreEntry[]> {
  const entries: StoreEntry[] = [];
  for await (const entry of store.entries(range)) {
    entries.push(entry);
    if (entries.length >= count) break;
  }
  return entries;
}
