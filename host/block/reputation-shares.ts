/**
 * The default policy, `shares` (SEMANTICS 29, docs/reputation.md): an address is allowed the share of a
 * block's fuel that it has of all reputation; those without an allowance share a bounded pool.
 */

import { type Address, formatAddress } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import type {
  InitialReputation,
  PolicyBlock,
  PolicyFunction,
  PolicyState,
  ReputationBlock,
  ReputationPolicy,
} from './reputation.js';
import { allowanceOf, divideFuel, shareOf } from './reputation-allowance.js';
import { NO_STANDING, ReputationLedger } from './reputation-ledger.js';
import type { SharesParameters } from './reputation-parameters.js';
import { SharesBlock } from './reputation-shares-block.js';

export class SharesPolicy implements ReputationPolicy {
  readonly parameters: SharesParameters;
  readonly functions: ReadonlyMap<string, PolicyFunction>;

  constructor(parameters: SharesParameters) {
    this.parameters = parameters;
    this.functions = sharesFunctions(parameters);
  }

  initialize(state: PolicyState, initial: readonly InitialReputation[]): void {
    const { activeBlocks, reputationMax } = this.parameters;
    const ledger = new ReputationLedger(state, activeBlocks);
    if (ledger.height !== undefined) throw new PbevmError('BAD_INPUT', 'reputation was given already');
    const given = new Set<string>();
    for (const [address, reputation] of initial) {
      const text = formatAddress(address);
      if (given.has(text)) throw new PbevmError('BAD_INPUT', `reputation is given twice to ${text}`);
      given.add(text);
      if (reputation < 1n || reputation > reputationMax) {
        throw new PbevmError('BAD_INPUT', `reputation of ${text} must be from 1 to ${reputationMax}`);
      }
      ledger.replace(address, NO_STANDING, { reputation, lastActive: 0n });
    }
    ledger.close(0n);
  }

  begin(state: PolicyState, block: PolicyBlock): ReputationBlock {
    return new SharesBlock(this.parameters, state, block);
  }
}

/** What contracts can ask. Share and allowance are those of the block in which they ask. */
function sharesFunctions(parameters: SharesParameters): ReadonlyMap<string, PolicyFunction> {
  const ledgerOf = (state: PolicyState) => new ReputationLedger(state, parameters.activeBlocks);
  const shareIn = (state: PolicyState, block: PolicyBlock, address: Address): bigint => {
    const ledger = ledgerOf(state);
    const { sharedFuel } = divideFuel(parameters, block);
    return shareOf(sharedFuel, ledger.standing(address).reputation, ledger.total);
  };
  return new Map<string, PolicyFunction>([
    [
      'reputation',
      { parameters: 1, read: (state, _, address) => ledgerOf(state).standing(address).reputation },
    ],
    ['share', { parameters: 1, read: shareIn }],
    [
      'allowance',
      {
        parameters: 1,
        read: (state, block, address) =>
          allowanceOf(parameters, block.prevRandao, address, shareIn(state, block, address)).fuel,
      },
    ],
    ['total', { parameters: 0, read: (state) => ledgerOf(state).total }],
    ['newcomerFuel', { parameters: 0, read: (_, block) => divideFuel(parameters, block).newcomerFuel }],
  ]);
}
