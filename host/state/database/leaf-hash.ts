import type { Account } from '../account.js';
import { sha256 } from '../sha256.js';
import { hashPairsInto } from '../tree/sha256.js';

export interface AccountLeaf extends Account {
  readonly storageRoot: Uint8Array;
  readonly wasCreated: boolean;
}

const short = new Uint8Array(1024);
short[0] = 1;

export function storageValueHash(value: Uint8Array): Uint8Array {
  if (value.length >= short.length) return sha256(Buffer.concat([Uint8Array.of(1), value]));
  short.set(value, 1);
  return sha256(short.subarray(0, 1 + value.length));
}

export function hashAccounts(accounts: readonly AccountLeaf[]): Uint8Array[] {
  if (accounts.length === 0) return [];
  let level = new Uint8Array(accounts.length * 256);
  accounts.forEach((a, i) => {
    const view = new DataView(level.buffer, i * 256, 256);
    view.setUint32(0, a.vm, true);
    view.setBigUint64(32, a.nonce, true);
    view.setBigUint64(64, a.balance & 0xffffffffffffffffn, true);
    view.setBigUint64(72, a.balance >> 64n, true);
    level.set(a.codeHash, i * 256 + 96);
    level.set(a.storageRoot, i * 256 + 128);
    view.setBigUint64(160, a.storageSize, true);
    view.setUint8(224, a.wasCreated ? 1 : 0);
  });
  for (let k = 0; k < 3; k++) {
    const next = new Uint8Array(level.length / 2);
    hashPairsInto(level, next);
    level = next;
  }
  return accounts.map((_, i) => level.slice(i * 32, i * 32 + 32));
}
