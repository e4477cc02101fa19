/** Random environments, and a reference of what their roots are: from docs/layouts.md and nothing else. */

import { createHash } from 'node:crypto';
import type { Contract } from '../../../host/environment/contract-state.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { PyFloat, PyTuple, type Value } from '../../../host/vm/values/types.js';
import { type Address, formatAddress, parseAddress } from '../../../runtime/address.js';
import type { Random } from '../../fuzz/random.js';
import { referenceRoot } from '../state/tree/reference-tree.js';

export type Contracts = Map<string, Contract>;

export const NOTHING: Contract = { code: new Uint8Array(0), storage: new Map() };

/** Address number n: keys of the first few dozens make subtrees of every small size. */
export function addressAt(n: number): Address {
  const address = new Uint8Array(20).fill(0xee);
  new DataView(address.buffer).setUint32(16, n);
  return address;
}

function randomStorage(random: Random): Map<Value, Value> {
  const storage = new Map<Value, Value>();
  const keys: Value[] = ['n', 7, random.bytes(3), new PyTuple(['a', random.below(3)])];
  for (const key of keys) {
    if (random.oneIn(2))
      storage.set(key, random.pick<Value>([null, random.next(), 'é', new PyFloat(2), [1n << 70n]]));
  }
  return storage;
}

/** A contract, now and then with one of code and storage only. */
export function randomContract(random: Random): Contract {
  const code = random.oneIn(4) ? new Uint8Array(0) : random.bytes(1 + random.below(20));
  const storage = randomStorage(random);
  return code.length === 0 && storage.size === 0 ? { ...NOTHING, code: Uint8Array.of(1) } : { code, storage };
}

export function randomContracts(random: Random, addresses: readonly Address[], chance: number): Contracts {
  const contracts: Contracts = new Map();
  for (const address of addresses) {
    if (!random.oneIn(chance)) contracts.set(formatAddress(address), randomContract(random));
  }
  return contracts;
}

export function stateOf(contracts: Contracts): EnvironmentState {
  return new EnvironmentState([...contracts].map(([address, contract]) => [parseAddress(address), contract]));
}

/** The root of a tree that is built anew. */
export function referenceRootOf(contracts: Contracts): Uint8Array {
  const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  return new Uint8Array(
    referenceRoot(
      [...contracts].map(([address, { code, storage }]) => ({
        key: sha256(parseAddress(address)),
        valueHash: sha256(Uint8Array.of(1), encodeValue([code, storage])),
      })),
    ),
  );
}

/** A State that says something else than the one it is made of; the proof is the same. */
export function changed(state: Value, { code, storage }: Contract): Map<Value, Value> {
  return new Map(state as Map<Value, Value>).set('code', code).set('storage', storage);
}
