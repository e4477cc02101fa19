/** The reputation policy of a chain, made in whatever thread executes its blocks. */

import { PbevmError } from '../../runtime/errors.js';
import type { ReputationPolicy } from './reputation.js';
import { createReputationPolicy, type ReputationConfig } from './reputation-policies.js';

/** What a module exports that brings a policy of its own. */
export interface PolicyModule {
  createPolicy(config: ReputationConfig, blockFuel: bigint): ReputationPolicy;
}

export interface PolicySource {
  readonly config: ReputationConfig;
  /** Fuel limit of the chain's blocks. */
  readonly blockFuel: bigint;
  /** URL of a `PolicyModule`, if the policy is none of those that a genesis can name. */
  readonly module?: string;
}

/** @throws PbevmError BAD_INPUT if there is no such policy, or its parameters are wrong. */
export async function loadPolicy({ config, blockFuel, module }: PolicySource): Promise<ReputationPolicy> {
  if (module === undefined) return createReputationPolicy(config, blockFuel);
  const { createPolicy } = (await import(module)) as Partial<PolicyModule>;
  if (typeof createPolicy === 'function') return createPolicy(config, blockFuel);
  throw new PbevmError('BAD_INPUT', `${module} exports no createPolicy`);
}
