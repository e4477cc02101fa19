/** What a frame does stays if it succeeds, and only then. */

import type { WorldState } from '../state/world-state.js';
import type { FrameResult } from '../vm/vm.js';
import type { TransactionContext } from './transaction-context.js';

/** Runs a body between checkpoints of the world and of what the transaction's frames share. */
export function atomically(
  world: WorldState,
  context: TransactionContext,
  body: () => FrameResult,
): FrameResult {
  const effects = context.checkpoint();
  world.checkpoint();
  const result = body();
  if (result.kind === 'success') {
    world.commit();
  } else {
    world.revert();
    context.revert(effects);
  }
  return result;
}
