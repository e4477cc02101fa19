/** A policy's state in memory, for tests of policies without a world. */

import type { PolicyState } from '../../../host/block/reputation.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';

export class MapState implements PolicyState {
  readonly records = new Map<string, string>();

  get(key: Uint8Array): Uint8Array | undefined {
    const value = this.records.get(toHex(key));
    return value === undefined ? undefined : fromHex(value);
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.records.set(toHex(key), toHex(value));
  }

  delete(key: Uint8Array): void {
    this.records.delete(toHex(key));
  }
}

/** The address whose last bytes are an integer below 2^64. */
export function addressOf(index: number | bigint): Uint8Array {
  const address = new Uint8Array(20);
  new DataView(address.buffer).setBigUint64(12, BigInt(index));
  return address;
}

/** 32 bytes that are another for each height. */
export function randaoOf(height: bigint, seed = 0): Uint8Array {
  const bytes = new Uint8Array(32);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, height);
  view.setUint32(28, seed);
  return bytes;
}
