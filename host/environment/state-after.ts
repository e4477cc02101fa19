/** Contracts of an environment after a block, for whoever holds them. */

import { parseAddress } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';
import { decodeValue } from '../vm/values/cbor.js';
import type { BlockOutcome } from './block-outcome.js';
import { EnvironmentState } from './environment-state.js';

/**
 * The contracts after a block; those before stay as they are. Undefined if the outcome does not tell, or is
 * not of these contracts: what is returned has the root of the outcome.
 */
export function stateAfter(
  before: EnvironmentState,
  { stateRoot, changes }: BlockOutcome,
): EnvironmentState | undefined {
  if (changes === undefined) return undefined;
  const kept = changes.base === 'before' ? [...before.contracts] : [];
  const after = new EnvironmentState(kept.map(([address, contract]) => [parseAddress(address), contract]));
  for (const states of changes.states) after.apply(decodeValue(states));
  return equalBytes(after.root, stateRoot) ? after : undefined;
}
