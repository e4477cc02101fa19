/**
 * What a reputation policy is: it decides how much fuel an address may use in a block, instead of a price for
 * gas (SEMANTICS 29). A policy is a pure function of its state, the block's environment and what the block's
 * transactions did; its state is the storage of a system contract, so that roots prove it and a block that is
 * dropped takes it back.
 */

import { type Address, formatAddress } from '../../runtime/address.js';
import { compareBytes } from '../../runtime/bytes.js';

/** The system contract whose storage is the policy's state, and which contracts ask: 0x…30. */
export const REPUTATION_ADDRESS: Address = new Uint8Array(20).fill(0x30, 19);

/** The policy's records, by exact key. Bytes that go in or come out must not be changed. */
export interface PolicyState {
  get(key: Uint8Array): Uint8Array | undefined;
  set(key: Uint8Array, value: Uint8Array): void;
  delete(key: Uint8Array): void;
}

/** What a policy knows of a block. */
export interface PolicyBlock {
  /** Blocks follow each other without gaps; block 0 is the genesis. */
  readonly height: bigint;
  /** 32 bytes, known to nobody when senders choose their addresses. */
  readonly prevRandao: Uint8Array;
  /** Fuel limit of the block, below 2^46. */
  readonly fuelLimit: bigint;
  /** What of it is set aside for queued calls, whether they use it or not; transactions have the rest. */
  readonly queueFuel: bigint;
}

/** Why a transaction cannot stand at this place of this block. In a later block it may. */
export type ReputationRefusal =
  /** Its fuel limit exceeds what is left of its sender's allowance. */
  | 'ALLOWANCE'
  /** Lots were drawn for more fuel than the block has for allowances, and this is the rest of it. */
  | 'SHARED_FUEL'
  /** The newcomers' fuel of this block cannot hold it any more. */
  | 'NEWCOMER_FUEL'
  /** Its sender has used the newcomers' fuel in this block already. */
  | 'NEWCOMER_ONCE'
  /** It stands behind a newcomer whose turn is after its own. */
  | 'NEWCOMER_ORDER';

/** How a transaction of the block ended (SEMANTICS 3, 19). */
export type TransactionOutcome = 'success' | 'revert' | 'halt' | 'refused';

/** Where a builder of blocks puts a transaction: by stage, in a stage by key, else as they came. */
export interface Placement {
  readonly stage: number;
  readonly key?: Uint8Array;
}

/** A policy during one block. Nothing is written before `finish`. */
export interface ReputationBlock {
  /**
   * Whether a transaction may be executed next, as far as the policy goes: the caller looks at the fuel that
   * the block has left, and refuses limits that do not pay for what every transaction costs. It counts when
   * it is recorded; one that is not, leaves no trace.
   * @param fuelLimit fuel, below 2^46.
   */
  admit(sender: Address, fuelLimit: bigint): ReputationRefusal | undefined;
  /**
   * What became of the transaction that was admitted last.
   * @param fuelUsed fuel, at most its limit.
   * @throws HostFault if that was of another sender, or there is none.
   */
  record(sender: Address, outcome: TransactionOutcome, fuelUsed: bigint): void;
  /** Where the first transaction of a sender belongs. */
  place(sender: Address, fuelLimit: bigint): Placement;
  /** After the last transaction, also if there was none: penalties, minting, expiry. Once. */
  finish(): void;
}

/** A function that the system contract answers (reputation-contract.ts): an integer, not negative. */
export type PolicyFunction =
  | { readonly parameters: 0; read(state: PolicyState, block: PolicyBlock): bigint }
  | { readonly parameters: 1; read(state: PolicyState, block: PolicyBlock, address: Address): bigint };

/** An address and the reputation that a genesis gives it. */
export type InitialReputation = readonly [address: Address, reputation: bigint];

export interface ReputationPolicy {
  /**
   * Writes the state of block 0.
   * @throws PbevmError BAD_INPUT if the policy cannot give an address what the genesis says.
   */
  initialize(state: PolicyState, initial: readonly InitialReputation[]): void;
  begin(state: PolicyState, block: PolicyBlock): ReputationBlock;
  /** What contracts can ask, by name. They see the block's start, until it is finished. */
  readonly functions: ReadonlyMap<string, PolicyFunction>;
}

/**
 * Candidates for a block in the order in which most of them are admitted: by the stage and the key of each
 * sender's first, else as they were. What a sender sent stays in its order.
 */
export function orderCandidates<Candidate extends { readonly sender: Address; readonly fuelLimit: bigint }>(
  block: ReputationBlock,
  candidates: readonly Candidate[],
): Candidate[] {
  const placements = new Map<string, Placement>();
  const placed = candidates.map((candidate) => {
    const { sender, fuelLimit } = candidate;
    const name = formatAddress(sender);
    const placement = placements.get(name) ?? block.place(sender, fuelLimit);
    placements.set(name, placement);
    return { candidate, placement };
  });
  // Sorting is stable.
  placed.sort((a, b) => comparePlacements(a.placement, b.placement));
  return placed.map(({ candidate }) => candidate);
}

function comparePlacements(a: Placement, b: Placement): number {
  if (a.stage !== b.stage) return a.stage - b.stage;
  return a.key === undefined || b.key === undefined ? 0 : compareBytes(a.key, b.key);
}
