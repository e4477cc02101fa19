/** The records that a block changed, as they were before it: what leads back (README, "Earlier heights"). */

import { assert } from '../../../runtime/errors.js';
import { decodeBatch, encodeBatch } from '../batch-bytes.js';
import type { Change } from '../store.js';

const ROOT_BYTES = 32;

export interface Undo {
  /** Root before the block. */
  readonly root: Uint8Array;
  /** What each changed record was before; `undefined`: there was none. */
  readonly before: readonly Change[];
}

/** root || the changes as in batch-bytes.ts. */
export function encodeUndo({ root, before }: Undo): Uint8Array {
  assert(root.length === ROOT_BYTES, 'a root has 32 bytes');
  return new Uint8Array(encodeBatch(before, root));
}

/** @throws HostFault if the bytes are no undo record. */
export function decodeUndo(bytes: Uint8Array): Undo {
  assert(bytes.length >= ROOT_BYTES, 'an undo record begins with a root');
  return { root: bytes.slice(0, ROOT_BYTES), before: decodeBatch(bytes.slice(ROOT_BYTES).buffer) };
}
