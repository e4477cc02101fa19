/**
 * The policy `unlimited`: everybody may use whatever the block has left. For networks whose senders are known
 * and trusted; anybody else can fill every block. It keeps no records.
 */

import { PbevmError } from '../../runtime/errors.js';
import type {
  InitialReputation,
  Placement,
  PolicyBlock,
  PolicyFunction,
  PolicyState,
  ReputationBlock,
  ReputationPolicy,
} from './reputation.js';

const BLOCK: ReputationBlock = {
  admit: () => undefined,
  record: () => undefined,
  place: (): Placement => ({ stage: 0 }),
  finish: () => undefined,
};

export class UnlimitedPolicy implements ReputationPolicy {
  readonly functions: ReadonlyMap<string, PolicyFunction> = new Map<string, PolicyFunction>([
    ['reputation', { parameters: 1, read: () => 0n }],
    ['allowance', { parameters: 1, read: (_, { fuelLimit, queueFuel }) => fuelLimit - queueFuel }],
    ['total', { parameters: 0, read: () => 0n }],
  ]);

  initialize(_: PolicyState, initial: readonly InitialReputation[]): void {
    if (initial.length > 0) {
      throw new PbevmError('BAD_INPUT', 'the policy unlimited knows no reputation: give none in the genesis');
    }
  }

  begin(_: PolicyState, __: PolicyBlock): ReputationBlock {
    return BLOCK;
  }
}
