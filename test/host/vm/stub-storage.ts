/** The storage of a frame's host, by the hex of its keys, counted as the state counts it. */

import { countedBytes } from '../../../host/state/record-keys.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';

export class StubStorage {
  readonly shardId = 0n;
  readonly storage = new Map<string, Uint8Array>();

  storageGet(key: Uint8Array): Uint8Array | undefined {
    return this.storage.get(toHex(key));
  }

  storageSet(key: Uint8Array, value: Uint8Array): void {
    this.storage.set(toHex(key), value);
  }

  storageDelete(key: Uint8Array): void {
    this.storage.delete(toHex(key));
  }

  storageSize(): bigint {
    let size = 0n;
    for (const [key, value] of this.storage) size += BigInt(countedBytes(fromHex(key), value));
    return size;
  }

  /** No stub is a frame of an execution environment. */
  nest(): never {
    throw new Error('no environment');
  }

  isFirstUse(): boolean {
    return true;
  }
}
