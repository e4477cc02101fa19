/**
 * What an environment's `process_block` came to: the roots that it gave, and what was hashed to them. Nothing
 * here is taken on trust: receipts are those of the receipts root, changes lead from the root before to the
 * root after.
 */

import { equalBytes } from '../../runtime/bytes.js';
import type { BlockRoots } from '../vm/script/block-roots.js';
import { decodeValue } from '../vm/values/cbor.js';
import type { HashedValue } from './observed-services.js';

/** How the contracts of an environment changed. */
export interface StateChanges {
  /** What is changed: the contracts before, or none, where the States are all that there is afterwards. */
  readonly base: 'before' | 'nothing';
  /** Canonical CBOR of dicts {address: State}, in the order in which they take effect. */
  readonly states: readonly Uint8Array[];
}

export interface BlockOutcome extends BlockRoots {
  /** As the environment has encoded them; undefined if it did not have the host hash them. */
  readonly receipts: readonly Uint8Array[] | undefined;
  /** Undefined if the host has not computed the root after from the root before. */
  readonly changes: StateChanges | undefined;
}

/** @param hashed in the order in which it was. */
export function outcomeOf(
  { stateRoot, receiptsRoot }: BlockRoots,
  preRoot: Uint8Array,
  hashed: readonly HashedValue[],
): BlockOutcome {
  const receipts = hashed.find(({ root, value }) => isList(value) && equalBytes(root, receiptsRoot));
  return {
    stateRoot,
    receiptsRoot,
    receipts: receipts && (decodeValue(receipts.value) as Uint8Array[]),
    changes: changesBetween(preRoot, stateRoot, hashed),
  };
}

/** From the root after back to the root before: each step is the last one that led to where it was left. */
function changesBetween(
  preRoot: Uint8Array,
  stateRoot: Uint8Array,
  hashed: readonly HashedValue[],
): StateChanges | undefined {
  const states: Uint8Array[] = [];
  let wanted = stateRoot;
  for (const step of [...hashed].reverse()) {
    if (equalBytes(wanted, preRoot)) break;
    if (isList(step.value) || !equalBytes(step.root, wanted)) continue;
    states.unshift(step.value);
    if (step.preRoot === undefined) return { base: 'nothing', states };
    wanted = step.preRoot;
  }
  return equalBytes(wanted, preRoot) ? { base: 'before', states } : undefined;
}

/** Whether canonical CBOR is a list: the major type 4 (RFC 8949, 3.1). */
const isList = (value: Uint8Array): boolean => value[0] >> 5 === 4;
