/**
 * What an execution environment can ask about trees of contracts: the functions behind `verify_state` and
 * `hash_tree_root`. An environment keeps its root and nothing else; transactions bring the contracts, each
 * with a proof of its own (docs/layouts.md, "Environment state").
 *
 * Arguments come from contracts. Whatever they are, the answer is `false` or `undefined`, never an exception.
 */

import { equalBytes } from '../../runtime/bytes.js';
import { Forest } from '../state/tree/forest.js';
import { verifyMultiproof } from '../state/tree/multiproof.js';
import { readProofWay } from '../state/tree/proof-way.js';
import { EMPTY_ROOT, StateTree } from '../state/tree/state-tree.js';
import { ACCOUNT_TREE } from '../state/tree/tree-id.js';
import type { TreeChange } from '../state/tree/tree-update.js';
import { UnitedTree } from '../state/tree/united-tree.js';
import type { Value } from '../vm/values/types.js';
import {
  contractKey,
  ifWellFormed,
  isAddress,
  leafHash,
  readState,
  readStates,
  type StateAt,
} from './contract-state.js';

/**
 * Whether a contract is, under a root, what a State says: its code and storage, or that nothing is there
 * (code and storage empty). False for anything malformed, and for a proof of more or of another than this
 * address.
 */
export function verifyState(root: Value, address: Value, state: Value): boolean {
  const parts = readState(state);
  if (parts === undefined || !isRoot(root) || !isAddress(address)) return false;
  if (readProofWay(parts.proof, contractKey(address)) === undefined) return false;
  const isShown = ifWellFormed(() => {
    const [shown] = verifyMultiproof(root, parts.proof).entries;
    const said = leafHash(parts);
    if (said === undefined || shown.valueHash === undefined) return said === shown.valueHash;
    return equalBytes(said, shown.valueHash);
  });
  return isShown ?? false;
}

/**
 * The root after each contract of {address: State} has become what its State says, the others staying as they
 * are. Each proof is the one against `preRoot`: code and storage may have changed since, the proof has not.
 * Undefined if anything is malformed, a proof is not of that address alone or not of `preRoot`, or the proofs
 * together do not show enough: to remove at once all contracts of a subtree, at least two, a further State
 * has to show what is beside it (`EnvironmentState.neighbours`). 32 bytes.
 */
export function rootAfter(preRoot: Value, states: Value): Uint8Array | undefined {
  const contracts = readStates(states);
  if (contracts === undefined || !isRoot(preRoot)) return undefined;
  if (contracts.length === 0) return preRoot;
  if (contracts.some(({ key, state }) => readProofWay(state.proof, key) === undefined)) return undefined;
  return ifWellFormed(() => {
    const changes = leavesOf(contracts);
    const proofs = contracts.map(({ state }) => state.proof);
    return UnitedTree.verify(preRoot, proofs).rootAfter(changes);
  });
}

/**
 * The root of a tree of the contracts of {address: State} and no others; those with neither code nor storage
 * are left out, proofs are not looked at. 32 bytes, or undefined if anything is malformed.
 */
export function rootOf(states: Value): Uint8Array | undefined {
  const contracts = readStates(states);
  return contracts && ifWellFormed(() => newTree().update(leavesOf(contracts)).root);
}

/** A tree without leaves that is in memory only. */
export function newTree(): StateTree {
  const forest = new Forest({ get: () => undefined }, { cacheBytes: Number.POSITIVE_INFINITY });
  return StateTree.empty(forest, ACCOUNT_TREE);
}

function leavesOf(contracts: readonly StateAt[]): TreeChange[] {
  return contracts.map(({ key, state }) => ({ key, valueHash: leafHash(state) }));
}

function isRoot(value: Value): value is Uint8Array {
  return value instanceof Uint8Array && value.length === EMPTY_ROOT.length;
}
