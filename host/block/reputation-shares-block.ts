/**
 * The policy `shares` during one block: who may use how much fuel, and what comes of it afterwards. What is
 * decided depends on the books as they were at the block's start alone, and on the block so far.
 */

import { type Address, formatAddress } from '../../runtime/address.js';
import { compareBytes } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import type {
  Placement,
  PolicyBlock,
  PolicyState,
  ReputationBlock,
  ReputationRefusal,
  TransactionOutcome,
} from './reputation.js';
import {
  type Allowance,
  allowanceOf,
  divideFuel,
  type FuelDivision,
  newcomerKey,
  shareOf,
} from './reputation-allowance.js';
import { ReputationLedger } from './reputation-ledger.js';
import type { SharesParameters } from './reputation-parameters.js';
import type { Standing } from './reputation-records.js';

/** What a sender has, and did in this block. */
interface SenderAccount {
  readonly address: Address;
  readonly standing: Standing;
  readonly allowance: Allowance;
  transactions: number;
  usedNewcomerFuel: boolean;
  /** Fuel used by all its transactions, and by outcome. */
  fuelUsed: bigint;
  successFuel: bigint;
  revertFuel: bigint;
  haltFuel: bigint;
}

/** The transaction that was admitted and is not recorded yet. */
interface Admitted {
  readonly sender: SenderAccount;
  readonly fuelLimit: bigint;
  /** Of a newcomer, its turn. */
  readonly newcomerKey: Uint8Array | undefined;
}

/** Stages of `place`: shares hold in any block, lots can be too many, newcomers have fuel of their own. */
const STAGE = { share: 0, lot: 1, newcomer: 2 } as const;

export class SharesBlock implements ReputationBlock {
  readonly #parameters: SharesParameters;
  readonly #block: PolicyBlock;
  readonly #ledger: ReputationLedger;
  readonly #division: FuelDivision;
  /** Those whose transactions were recorded: no more than the block has, however many are asked about. */
  readonly #senders = new Map<string, SenderAccount>();
  #sharedFuelUsed = 0n;
  #newcomerFuelUsed = 0n;
  #lastNewcomerKey: Uint8Array | undefined;
  #admitted: Admitted | undefined;
  #isFinished = false;

  constructor(parameters: SharesParameters, state: PolicyState, block: PolicyBlock) {
    this.#parameters = parameters;
    this.#block = block;
    this.#ledger = new ReputationLedger(state, parameters.activeBlocks);
    const { height } = this.#ledger;
    assert(height === undefined || height === block.height, 'reputation is kept block by block');
    this.#division = divideFuel(parameters, block);
  }

  admit(address: Address, fuelLimit: bigint): ReputationRefusal | undefined {
    const sender = this.#senderOf(address);
    this.#admitted = undefined;
    if (!this.#isOwn(sender, fuelLimit)) return this.#admitNewcomer(sender, fuelLimit);
    if (this.#sharedFuelUsed + fuelLimit > this.#division.sharedFuel) return 'SHARED_FUEL';
    this.#admitted = { sender, fuelLimit, newcomerKey: undefined };
    return undefined;
  }

  record(address: Address, outcome: TransactionOutcome, fuelUsed: bigint): void {
    const admitted = this.#admitted;
    assert(admitted !== undefined, 'a transaction is admitted before it is recorded');
    const { sender } = admitted;
    assert(compareBytes(sender.address, address) === 0, 'the transaction that was admitted is recorded');
    assert(fuelUsed >= 0n && fuelUsed <= admitted.fuelLimit, 'a transaction uses at most its fuel limit');
    this.#admitted = undefined;
    this.#senders.set(formatAddress(address), sender);
    if (admitted.newcomerKey === undefined) this.#sharedFuelUsed += fuelUsed;
    else {
      this.#newcomerFuelUsed += fuelUsed;
      this.#lastNewcomerKey = admitted.newcomerKey;
      sender.usedNewcomerFuel = true;
    }
    sender.transactions++;
    sender.fuelUsed += fuelUsed;
    if (outcome === 'success') sender.successFuel += fuelUsed;
    else if (outcome === 'halt') sender.haltFuel += fuelUsed;
    else sender.revertFuel += fuelUsed;
  }

  place(address: Address, fuelLimit: bigint): Placement {
    const sender = this.#senderOf(address);
    if (!this.#isOwn(sender, fuelLimit)) {
      return { stage: STAGE.newcomer, key: newcomerKey(this.#block.prevRandao, address) };
    }
    return { stage: sender.allowance.kind === 'lot' ? STAGE.lot : STAGE.share };
  }

  finish(): void {
    assert(!this.#isFinished, 'a block is finished once');
    this.#isFinished = true;
    for (const sender of this.#senders.values()) {
      this.#ledger.replace(sender.address, sender.standing, this.#standingAfter(sender));
    }
    this.#ledger.close(this.#block.height);
  }

  /** Whether a transaction is within what is left of its sender's own allowance. */
  #isOwn(sender: SenderAccount, fuelLimit: bigint): boolean {
    const { kind, fuel } = sender.allowance;
    return kind !== 'none' && !sender.usedNewcomerFuel && sender.fuelUsed + fuelLimit <= fuel;
  }

  /** Anybody's first transaction in a block can be a newcomer's: a new address costs nothing. */
  #admitNewcomer(sender: SenderAccount, fuelLimit: bigint): ReputationRefusal | undefined {
    if (sender.usedNewcomerFuel) return 'NEWCOMER_ONCE';
    if (sender.transactions > 0 || fuelLimit > this.#division.newcomerFuel) return 'ALLOWANCE';
    const key = newcomerKey(this.#block.prevRandao, sender.address);
    if (this.#lastNewcomerKey !== undefined && compareBytes(key, this.#lastNewcomerKey) <= 0) {
      return 'NEWCOMER_ORDER';
    }
    if (this.#newcomerFuelUsed + fuelLimit > this.#division.newcomerFuel) return 'NEWCOMER_FUEL';
    this.#admitted = { sender, fuelLimit, newcomerKey: key };
    return undefined;
  }

  #senderOf(address: Address): SenderAccount {
    const known = this.#senders.get(formatAddress(address));
    if (known !== undefined) return known;
    const standing = this.#ledger.standing(address);
    const share = shareOf(this.#division.sharedFuel, standing.reputation, this.#ledger.total);
    return {
      address,
      standing,
      allowance: allowanceOf(this.#parameters, this.#block.prevRandao, address, share),
      transactions: 0,
      usedNewcomerFuel: false,
      fuelUsed: 0n,
      successFuel: 0n,
      revertFuel: 0n,
      haltFuel: 0n,
    };
  }

  /** What a sender has after the block. What is earned is rounded down, what is lost up: dust is nobody's. */
  #standingAfter({ standing, successFuel, revertFuel, haltFuel }: SenderAccount): Standing {
    const { reputationPerBlock, reputationMax, activityFuel, revertFactor, haltFactor } = this.#parameters;
    const { height, fuelLimit } = this.#block;
    const isActive = successFuel >= activityFuel;
    const earned = isActive ? (reputationPerBlock * successFuel) / fuelLimit : 0n;
    const failed = reputationPerBlock * (revertFactor * revertFuel + haltFactor * haltFuel);
    const lost = failed === 0n ? 0n : (failed + fuelLimit - 1n) / fuelLimit;
    const sum = standing.reputation + earned - lost;
    const capped = sum < reputationMax ? sum : reputationMax;
    return {
      reputation: capped > 0n ? capped : 0n,
      lastActive: isActive ? height : standing.lastActive,
    };
  }
}
