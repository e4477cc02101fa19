/**
 * One contract of an execution environment: its State as values, and the leaf that it is in the environment's
 * tree; docs/layouts.md, "Environment state".
 */

import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { keyText } from '../state/key-text.js';
import { storageValueHash } from '../state/tree/leaf-hash.js';
import { sha256 } from '../state/tree/sha256.js';
import { encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';

export interface Contract {
  readonly code: Uint8Array;
  /** A dict: the order of its entries is part of the leaf. */
  readonly storage: Map<Value, Value>;
}

/** A contract, and the proof of what is at its address in some tree. */
export interface ContractState extends Contract {
  readonly proof: Uint8Array;
}

/** The keys of a State, which has no others. */
const STATE_KEYS = ['code', 'storage', 'proof'] as const;

/** The State that a value is; undefined if it is none. */
export function readState(value: Value): ContractState | undefined {
  if (!(value instanceof Map) || value.size !== STATE_KEYS.length) return undefined;
  const [code, storage, proof] = STATE_KEYS.map((key) => value.get(key));
  const isState = code instanceof Uint8Array && storage instanceof Map && proof instanceof Uint8Array;
  return isState ? { code, storage, proof } : undefined;
}

export function stateToValue({ code, storage, proof }: ContractState): Map<Value, Value> {
  return new Map<Value, Value>([
    ['code', code],
    ['storage', storage],
    ['proof', proof],
  ]);
}

/** Whether a value is an address. */
export function isAddress(value: Value): value is Address {
  return value instanceof Uint8Array && value.length === ADDRESS_BYTES;
}

/** States in one question: as many as a block has transactions. */
export const STATES_MAX = 2 ** 16;

export interface StateAt {
  readonly address: Address;
  /** Of its leaf. */
  readonly key: Uint8Array;
  readonly state: ContractState;
}

/** The States of a dict {address: State}; undefined if it is malformed, or an address is there twice. */
export function readStates(states: Value): StateAt[] | undefined {
  if (!(states instanceof Map) || states.size > STATES_MAX) return undefined;
  const found = new Map<string, StateAt>();
  for (const [address, value] of states) {
    const state = readState(value);
    if (state === undefined || !isAddress(address)) return undefined;
    found.set(keyText(address), { address, key: contractKey(address), state });
  }
  return found.size === states.size ? [...found.values()] : undefined;
}

/** Key of a contract's leaf. */
export function contractKey(address: Address): Uint8Array {
  return sha256(address);
}

/**
 * What the leaf of a contract says: the canonical CBOR of [code, storage]; no bytes if both are empty and
 * there is no leaf.
 * @throws PbevmError BAD_VALUE if the storage has no CBOR form within `valueBytesMax` [11].
 */
export function leafBytes({ code, storage }: Contract): Uint8Array {
  return code.length === 0 && storage.size === 0 ? EMPTY_BYTES : encodeValue([code, storage], 'contract');
}

/**
 * Hash of what the leaf of a contract says, or undefined if there is none.
 * @throws PbevmError BAD_VALUE as `leafBytes`.
 */
export function leafHash(contract: Contract): Uint8Array | undefined {
  const bytes = leafBytes(contract);
  return bytes.length === 0 ? undefined : storageValueHash(bytes);
}

/**
 * What a function of values that come from contracts gives; undefined if it finds them malformed or their
 * proofs wrong. Other errors are ours, and pass.
 */
export function ifWellFormed<Result>(body: () => Result): Result | undefined {
  try {
    return body();
  } catch (error) {
    if (error instanceof PbevmError && (error.code === 'BAD_VALUE' || error.code === 'BAD_PROOF')) {
      return undefined;
    }
    throw error;
  }
}
