/** The policies that a genesis can name. Another one is handed to the block processor as an object. */

import { PbevmError } from '../../runtime/errors.js';
import type { ReputationPolicy } from './reputation.js';
import { readParameters } from './reputation-parameters.js';
import { SharesPolicy } from './reputation-shares.js';
import { UnlimitedPolicy } from './reputation-unlimited.js';

/** The part of a genesis that fixes how reputation works. */
export interface ReputationConfig {
  /** `shares` (SEMANTICS 29) or `unlimited`. */
  readonly policy: string;
  /** Of `shares`: those that differ from the defaults (reputation-parameters.ts). */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export const DEFAULT_REPUTATION: ReputationConfig = { policy: 'shares' };

/**
 * The policy that a genesis names.
 * @param blockFuel fuel limit of its blocks.
 * @throws PbevmError BAD_INPUT on an unknown name, or parameters that are wrong or that it does not have.
 */
export function createReputationPolicy(config: ReputationConfig, blockFuel: bigint): ReputationPolicy {
  const { policy, parameters = {} } = config;
  switch (policy) {
    case 'shares':
      return new SharesPolicy(readParameters(parameters, blockFuel));
    case 'unlimited':
      if (Object.keys(parameters).length === 0) return new UnlimitedPolicy();
      throw new PbevmError('BAD_INPUT', 'the policy unlimited has no parameters');
    default:
      throw new PbevmError(
        'BAD_INPUT',
        `no reputation policy ${JSON.stringify(policy)}: there are shares and unlimited`,
      );
  }
}
