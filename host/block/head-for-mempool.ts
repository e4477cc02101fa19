/** The state at the head, as a mempool asks for it. */

import type { Address } from '../../runtime/address.js';
import { HostFault } from '../../runtime/errors.js';
import type { AccountView } from './account-view.js';
import type { Header } from './containers.js';
import type { MempoolState } from './mempool.js';
import { REPUTATION_ADDRESS, type ReputationPolicy } from './reputation.js';

/** Where the head is found, whatever it is by then. */
interface HeadOwner {
  readonly head: Header;
  stateAt(): AccountView;
}

export class HeadForMempool implements MempoolState {
  readonly #owner: HeadOwner;
  readonly #policy: ReputationPolicy;

  constructor(owner: HeadOwner, policy: ReputationPolicy) {
    this.#owner = owner;
    this.#policy = policy;
  }

  get chainId(): bigint {
    return this.#owner.head.chainId;
  }

  get shardId(): bigint {
    return this.#owner.head.shardId;
  }

  get fuelLimit(): bigint {
    return this.#owner.head.fuelLimit;
  }

  get prevRandao(): Uint8Array {
    return this.#owner.head.prevRandao;
  }

  nonceOf(sender: Address): bigint {
    return this.#owner.stateAt().getAccount(sender).nonce;
  }

  /** What the policy's function of that name says; 0 if it has none. */
  reputationOf(sender: Address): bigint {
    const named = this.#policy.functions.get('reputation');
    if (named?.parameters !== 1) return 0n;
    const view = this.#owner.stateAt();
    const refuse = (): never => {
      throw new HostFault('a policy writes while it is asked');
    };
    const get = (key: Uint8Array) => view.getStorage(REPUTATION_ADDRESS, key);
    const block = { ...this.#owner.head, queueFuel: 0n };
    return named.read({ get, set: refuse, delete: refuse }, block, sender);
  }
}
