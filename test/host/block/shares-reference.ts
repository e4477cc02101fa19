/**
 * The policy `shares` as the text says it (SEMANTICS 29), without books: it keeps all that ever happened, and
 * computes everything anew from that for every question. It shares no code with the policy.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import type { PolicyBlock, TransactionOutcome } from '../../../host/block/reputation.js';
import type { SharesParameters } from '../../../host/block/reputation-parameters.js';

export interface HistoricTransaction {
  /** Address, in hexadecimal digits without prefix. */
  readonly sender: string;
  readonly outcome: TransactionOutcome;
  readonly fuelUsed: bigint;
}

export interface HistoricBlock {
  readonly environment: PolicyBlock;
  readonly transactions: readonly HistoricTransaction[];
}

interface Position {
  reputation: bigint;
  lastActive: bigint;
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const hash = (...hex: string[]): string =>
  Buffer.from(keccak_256(Buffer.from(hex.join(''), 'hex'))).toString('hex');

export class SharesReference {
  readonly parameters: SharesParameters;
  readonly initial: ReadonlyMap<string, bigint>;
  readonly history: HistoricBlock[] = [];

  constructor(parameters: SharesParameters, initial: ReadonlyMap<string, bigint>) {
    this.parameters = parameters;
    this.initial = initial;
  }

  /** What everybody has at the start of a block, those who have nothing left out. */
  reputations(height: bigint): Map<string, bigint> {
    const positions = new Map<string, Position>();
    for (const [address, reputation] of this.initial) positions.set(address, { reputation, lastActive: 0n });
    for (const block of this.history) this.#settle(positions, block);
    this.#expire(positions, height);
    return new Map([...positions].map(([address, { reputation }]) => [address, reputation]));
  }

  /** Fuel that an address is allowed in a block, and whether by lot. */
  allowance(environment: PolicyBlock, sender: string): { fuel: bigint; isLot: boolean } {
    const { allowanceMin, allowanceMax } = this.parameters;
    const all = this.reputations(environment.height);
    const total = [...all.values()].reduce((sum, reputation) => sum + reputation, 0n);
    const mine = all.get(sender) ?? 0n;
    const share = mine === 0n ? 0n : (this.sharedFuel(environment) * mine) / total;
    if (share >= allowanceMin) return { fuel: least(share, allowanceMax), isLot: false };
    const randao = Buffer.from(environment.prevRandao).toString('hex');
    const lot = BigInt(`0x${hash(randao, sender, '01').slice(0, 16)}`);
    const isLot = lot * allowanceMin < share * 2n ** 64n;
    return { fuel: isLot ? allowanceMin : 0n, isLot };
  }

  newcomerFuel({ fuelLimit, queueFuel }: PolicyBlock): bigint {
    const fuel = fuelLimit - queueFuel;
    return least((this.parameters.newcomerFuel * fuel) / most(fuelLimit, 1n), fuel);
  }

  sharedFuel(environment: PolicyBlock): bigint {
    return environment.fuelLimit - environment.queueFuel - this.newcomerFuel(environment);
  }

  /**
   * Why a transaction cannot be next in a block whose earlier ones are given with how they were admitted;
   * else how it is.
   */
  verdict(environment: PolicyBlock, before: readonly Placed[], sender: string, fuelLimit: bigint): Verdict {
    const own = before.filter((transaction) => transaction.sender === sender);
    const newcomers = before.filter(({ verdict }) => verdict === 'newcomer');
    const others = before.filter(({ verdict }) => verdict === 'own');
    const usedNewcomerFuel = own.some(({ verdict }) => verdict === 'newcomer');
    const { fuel } = this.allowance(environment, sender);
    if (fuel > 0n && !usedNewcomerFuel && sumOfFuel(own) + fuelLimit <= fuel) {
      return sumOfFuel(others) + fuelLimit <= this.sharedFuel(environment) ? 'own' : 'SHARED_FUEL';
    }
    if (usedNewcomerFuel) return 'NEWCOMER_ONCE';
    if (own.length > 0 || fuelLimit > this.newcomerFuel(environment)) return 'ALLOWANCE';
    const randao = Buffer.from(environment.prevRandao).toString('hex');
    const turn = hash(randao, sender);
    if (newcomers.some((earlier) => hash(randao, earlier.sender) >= turn)) return 'NEWCOMER_ORDER';
    const isRoom = sumOfFuel(newcomers) + fuelLimit <= this.newcomerFuel(environment);
    return isRoom ? 'newcomer' : 'NEWCOMER_FUEL';
  }

  #settle(positions: Map<string, Position>, { environment, transactions }: HistoricBlock): void {
    const { reputationPerBlock, reputationMax, activityFuel, revertFactor, haltFactor } = this.parameters;
    const { height, fuelLimit } = environment;
    this.#expire(positions, height);
    for (const sender of new Set(transactions.map((transaction) => transaction.sender))) {
      const fuelOf = (...outcomes: TransactionOutcome[]): bigint =>
        sumOfFuel(transactions.filter((t) => t.sender === sender && outcomes.includes(t.outcome)));
      const success = fuelOf('success');
      const isActive = success >= activityFuel;
      const earned = isActive ? (reputationPerBlock * success) / fuelLimit : 0n;
      const failed = revertFactor * fuelOf('revert', 'refused') + haltFactor * fuelOf('halt');
      // Rounded up.
      const lost = failed === 0n ? 0n : 1n + (reputationPerBlock * failed - 1n) / fuelLimit;
      const { reputation, lastActive } = positions.get(sender) ?? { reputation: 0n, lastActive: 0n };
      const next = most(0n, least(reputationMax, reputation + earned - lost));
      if (next === 0n) positions.delete(sender);
      else positions.set(sender, { reputation: next, lastActive: isActive ? height : lastActive });
    }
  }

  #expire(positions: Map<string, Position>, height: bigint): void {
    for (const [address, { lastActive }] of positions) {
      if (height - lastActive > this.parameters.activeBlocks) positions.delete(address);
    }
  }
}

export type Verdict =
  | 'own'
  | 'newcomer'
  | 'ALLOWANCE'
  | 'SHARED_FUEL'
  | 'NEWCOMER_FUEL'
  | 'NEWCOMER_ONCE'
  | 'NEWCOMER_ORDER';

export type Placed = HistoricTransaction & { readonly verdict: Verdict };

function sumOfFuel(transactions: readonly HistoricTransaction[]): bigint {
  return transactions.reduce((sum, { fuelUsed }) => sum + fuelUsed, 0n);
}
