/** The system contracts of a block (SEMANTICS 13), and the storage of the reputation policy. */

import { RECEIPTS_ADDRESS } from '../execution/cross-receipts.js';
import { BadArgs, type SystemContract, SystemContracts } from '../execution/system-contracts.js';
import type { WorldState } from '../state/world-state.js';
import { type BlockFacts, ENVIRONMENT_ADDRESS, environmentContract } from './environment.js';
import type { BlockExecutor } from './execute-block.js';
import { receiptsContract } from './receipts-contract.js';
import { RENT_ADDRESS, RENT_CONTRACT } from './rent-contract.js';
import {
  type PolicyBlock,
  type PolicyState,
  REPUTATION_ADDRESS,
  type ReputationPolicy,
} from './reputation.js';
import { answerReputationCall } from './reputation-contract.js';

export function systemContracts(
  { protocol, policy, rent, isOfNetwork }: BlockExecutor,
  facts: BlockFacts,
  queueFuel: bigint,
): SystemContracts {
  return new SystemContracts(protocol, [
    [ENVIRONMENT_ADDRESS, environmentContract(facts)],
    ...(isOfNetwork || rent !== 'none'
      ? [[RECEIPTS_ADDRESS, receiptsContract(facts, isOfNetwork)] as const]
      : []),
    [REPUTATION_ADDRESS, reputationContract(policy, { ...facts, queueFuel })],
    ...(rent === 'ttl' ? [[RENT_ADDRESS, RENT_CONTRACT] as const] : []),
  ]);
}

/** The policy's functions as those of a system contract. */
function reputationContract(policy: ReputationPolicy, block: PolicyBlock): SystemContract {
  return new Map(
    [...policy.functions.keys()].map((name) => [
      name,
      {
        run({ args, state }) {
          const answer = answerReputationCall(policy, state, block, [name, ...args]);
          if (answer === 'BAD_ARGS') throw new BadArgs(`not the arguments of ${name}`);
          return answer.value;
        },
      },
    ]),
  );
}

/** The storage of the contract 0x30, as the policy itself reads and writes it: at no price. */
export function policyState(world: WorldState): PolicyState {
  return {
    get: (key) => world.getStorage(REPUTATION_ADDRESS, key),
    set: (key, value) => world.setStorage(REPUTATION_ADDRESS, key, value),
    delete: (key) => world.deleteStorage(REPUTATION_ADDRESS, key),
  };
}
