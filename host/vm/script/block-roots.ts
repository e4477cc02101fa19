/** What the host keeps of an environment's state: a root that `process_block` gives anew (SEMANTICS 42). */

import { decodeValue, isCanonical } from '../values/cbor.js';
import { PyTuple, type Value } from '../values/types.js';

/** Where the root of an environment's state is kept in its account. */
export const ROOT_KEY = new TextEncoder().encode('root');

export const ROOT_BYTES = 32;

/** The root of a tree without leaves. */
export const NO_ROOT = new Uint8Array(ROOT_BYTES);

/** The function that a batch of an environment's transactions is for. */
export const PROCESS_BLOCK = 'process_block';

/** What `process_block` returns; 32 bytes each. */
export interface BlockRoots {
  /** Of the state after the transactions. */
  readonly stateRoot: Uint8Array;
  readonly receiptsRoot: Uint8Array;
}

/** The roots that an output tells; undefined if it is not two of them. */
export function readRoots(output: Uint8Array): BlockRoots | undefined {
  const value = isCanonical(output) ? decodeValue(output) : null;
  const items: readonly Value[] = value instanceof PyTuple ? value.items : Array.isArray(value) ? value : [];
  if (items.length !== 2) return undefined;
  const [stateRoot, receiptsRoot] = items;
  return isRoot(stateRoot) && isRoot(receiptsRoot) ? { stateRoot, receiptsRoot } : undefined;
}

export function isRoot(value: Value): value is Uint8Array {
  return value instanceof Uint8Array && value.length === ROOT_BYTES;
}
