/** Ethereum's root of a state, by Merkle Patricia tries, and the hash that cases publish of logs. */

import { MerklePatriciaTrie } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { toHex } from '../../runtime/bytes.js';
import { bytesOfName, type EthereumAccount, type EthereumLog, type EthereumWorld } from './ethereum-world.js';

function trimmed(word: Uint8Array): Uint8Array {
  const start = word.findIndex((byte) => byte !== 0);
  return word.subarray(start < 0 ? word.length : start);
}

async function rootOf(entries: Iterable<readonly [key: Uint8Array, value: Uint8Array]>): Promise<Uint8Array> {
  const trie = new MerklePatriciaTrie({ useKeyHashing: true });
  for (const [key, value] of entries) await trie.put(key, value);
  return trie.root();
}

async function encodeAccount({ nonce, balance, code, storage }: EthereumAccount): Promise<Uint8Array> {
  const slots = [...storage].map(([key, value]) => [bytesOfName(key), RLP.encode(trimmed(value))] as const);
  return RLP.encode([nonce, balance, await rootOf(slots), keccak_256(code)]);
}

/** Root of the whole state, `0x` and 64 digits. */
export async function stateRoot({ accounts }: EthereumWorld): Promise<string> {
  const entries: [Uint8Array, Uint8Array][] = [];
  for (const [name, account] of accounts) entries.push([bytesOfName(name), await encodeAccount(account)]);
  return toHex(await rootOf(entries));
}

export function logsHash(logs: readonly EthereumLog[]): string {
  const items = logs.map(({ address, topics, data }) => [address, [...topics], data]);
  return toHex(keccak_256(RLP.encode(items)));
}
