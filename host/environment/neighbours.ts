/**
 * Which contracts' proofs are wanted beside those of contracts that may be removed together; why is said in
 * state/tree/united-tree.ts.
 */

import type { Address } from '../../runtime/address.js';
import { compareBytes } from '../../runtime/bytes.js';
import { bitAt } from '../state/tree/key-bits.js';
import { contractKey } from './contract-state.js';

interface Place {
  readonly address: Address;
  readonly key: Uint8Array;
}

/** @param contracts all that there are; @param asked addresses of contracts, or of none. */
export function neighboursOf(contracts: readonly Address[], asked: readonly Address[]): Address[] {
  const found: Address[] = [];
  search(inOrder(contracts), inOrder(asked), 0, found);
  return found;
}

function inOrder(addresses: readonly Address[]): Place[] {
  return addresses
    .map((address) => ({ address, key: contractKey(address) }))
    .sort((a, b) => compareBytes(a.key, b.key));
}

/** Adds the neighbours in a subtree; whether it is empty once the asked ones are removed. */
function search(
  contracts: readonly Place[],
  asked: readonly Place[],
  depth: number,
  found: Address[],
): boolean {
  if (contracts.length === 0) return true;
  if (asked.length === 0) return false;
  if (contracts.length === 1) return asked.some(({ key }) => compareBytes(key, contracts[0].key) === 0);
  const [ours, theirs] = [divide(contracts, depth), divide(asked, depth)];
  const areEmpty = [0, 1].map((side) => search(ours[side], theirs[side], depth + 1, found));
  for (const side of [0, 1]) {
    // Of a single leaf the proof shows by itself what is beside it.
    const isBeside = areEmpty[1 - side] && ours[1 - side].length > 1;
    if (isBeside && theirs[side].length === 0 && ours[side].length > 0) found.push(ours[side][0].address);
  }
  return areEmpty[0] && areEmpty[1];
}

/** Sorted places with a 0 at a depth, and those with a 1. */
function divide(places: readonly Place[], depth: number): readonly (readonly Place[])[] {
  const middle = places.findIndex(({ key }) => bitAt(key, depth) === 1);
  return middle < 0 ? [places, []] : [places.slice(0, middle), places.slice(middle)];
}
