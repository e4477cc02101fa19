/**
 * Transactions that wait for a block: bounded, in the order of nonces for each sender, with an order of
 * candidates that depends on what is in the pool and on the block, not on how it came there. A node's own
 * business, no consensus: a block may contain what no pool ever held.
 *
 * - **Bounds**: transactions and bytes of all, transactions of one sender; nonces reach as far beyond the
 *   sender's as one sender may have transactions.
 * - **Replacement**: one of the same sender and nonce is replaced if the new one asks for at least an eighth
 *   less fuel. There is no price that could rise; so a place is replaced some 170 times at most, and what
 *   waits never grows by it. To cancel, send a message of less fuel to oneself.
 * - **Eviction**: in a full pool a sender of less reputation makes room, from its last nonce on; among
 *   equals the one with the larger keccak256(prevRandao of the head || sender), which nobody can choose for
 *   long.
 * - **Order**: round by round, first every sender's next transaction; in a round by keccak256(prevRandao ||
 *   sender). The reputation policy then takes newcomers and lots in its own order (`orderCandidates`).
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { compareBytes } from '../../runtime/bytes.js';
import { assert, PbevmError } from '../../runtime/errors.js';
import { keyText } from '../state/key-text.js';
import { TransactionError } from './errors.js';
import { type Recovered, recoverEnvelope } from './recovered.js';
import { decodeTransaction } from './transaction.js';

/** What a pool asks of the state at the head. */
export interface MempoolState {
  readonly chainId: bigint;
  readonly shardId: bigint;
  /** Fuel of a block. */
  readonly fuelLimit: bigint;
  /** Of the head, 32 bytes. */
  readonly prevRandao: Uint8Array;
  nonceOf(sender: Address): bigint;
  reputationOf(sender: Address): bigint;
}

export interface MempoolOptions {
  readonly transactionsMax?: number;
  readonly bytesMax?: number;
  readonly perSenderMax?: number;
  /** Another order of the candidates; what a sender sent must stay in its order. */
  readonly order?: CandidateOrder;
}

/** A transaction that waits. */
export interface PooledTransaction {
  readonly hash: Uint8Array;
  readonly sender: Address;
  readonly nonce: bigint;
  readonly fuelLimit: bigint;
  readonly envelope: Uint8Array;
}

/** For each sender what it has waiting, without gaps from its nonce on. */
export type CandidateOrder = (
  senders: readonly (readonly PooledTransaction[])[],
  prevRandao: Uint8Array,
) => readonly PooledTransaction[];

/** Why a transaction is not kept, though it is well-formed. */
export type MempoolRefusal =
  | 'CHAIN'
  | 'SHARD'
  | 'NONCE_LOW'
  /** Further from its sender's nonce than transactions of one sender are kept. */
  | 'NONCE_HIGH'
  /** More fuel than a block has. */
  | 'BLOCK_FUEL'
  /** It is there already. */
  | 'KNOWN'
  /** Another one of its nonce is there, and it does not ask for enough less fuel. */
  | 'REPLACEMENT'
  /** The pool is full of transactions that come before it. */
  | 'FULL';

export class MempoolError extends PbevmError {
  readonly reason: MempoolRefusal;

  constructor(reason: MempoolRefusal, message: string) {
    super('BAD_TRANSACTION', message);
    this.name = 'MempoolError';
    this.reason = reason;
  }
}

const TRANSACTIONS_MAX = 8_192;
const BYTES_MAX = 64 * 1024 * 1024;
const PER_SENDER_MAX = 64;

interface Sender {
  readonly address: Address;
  readonly byNonce: Map<bigint, PooledTransaction>;
  /** As it was when the sender came, or last had something in a block. */
  reputation: bigint;
}

/** A sender's place in the order of eviction. */
interface Ranked {
  readonly sender: Sender;
  readonly key: Uint8Array;
}

export class Mempool {
  readonly #transactionsMax: number;
  readonly #bytesMax: number;
  readonly #perSenderMax: number;
  readonly #order: CandidateOrder;
  readonly #state: MempoolState;
  readonly #senders = new Map<string, Sender>();
  readonly #hashes = new Map<string, PooledTransaction>();
  /** Who makes room comes last. Made when it is needed, once for each head; some may have left the pool. */
  #ranking: Ranked[] | undefined;
  #bytes = 0;

  /** @throws PbevmError BAD_INPUT if a bound is no positive integer. */
  constructor(state: MempoolState, options: MempoolOptions = {}) {
    this.#state = state;
    this.#transactionsMax = bound('transactionsMax', options.transactionsMax ?? TRANSACTIONS_MAX);
    this.#bytesMax = bound('bytesMax', options.bytesMax ?? BYTES_MAX);
    this.#perSenderMax = bound('perSenderMax', options.perSenderMax ?? PER_SENDER_MAX);
    this.#order = options.order ?? roundRobin;
  }

  get size(): number {
    return this.#hashes.size;
  }

  /** Bytes of all envelopes. */
  get bytes(): number {
    return this.#bytes;
  }

  get(hash: Uint8Array): PooledTransaction | undefined {
    return this.#hashes.get(keyText(hash));
  }

  /** The nonce that comes after a sender's transactions here and in the state, without gaps. */
  nextNonce(sender: Address): bigint {
    const pooled = this.#senders.get(keyText(sender));
    let nonce = this.#state.nonceOf(sender);
    while (pooled?.byNonce.has(nonce)) nonce++;
    return nonce;
  }

  /**
   * Takes a transaction in.
   * @param recovered what recovery found out of the envelope, if that was done elsewhere.
   * @throws TransactionError if it is malformed or forged, MempoolError if it is not kept.
   */
  add(envelope: Uint8Array, recovered: Recovered = recoverEnvelope(envelope)): PooledTransaction {
    const { hash, sender, defect } = recovered;
    if (sender === undefined) throw new TransactionError(defect ?? 'SIGNATURE', `no transaction: ${defect}`);
    if (this.#hashes.has(keyText(hash))) throw new MempoolError('KNOWN', 'the transaction waits already');
    const { chainId, shardId, nonce, fuelLimit } = decodeTransaction(envelope);
    const check = (holds: boolean, reason: MempoolRefusal, message: string): void => {
      if (!holds) throw new MempoolError(reason, message);
    };
    check(chainId === this.#state.chainId, 'CHAIN', `the chain is ${this.#state.chainId}`);
    check(shardId === this.#state.shardId, 'SHARD', `the shard is ${this.#state.shardId}`);
    check(fuelLimit <= this.#state.fuelLimit, 'BLOCK_FUEL', `a block has ${this.#state.fuelLimit} fuel`);
    const next = this.#state.nonceOf(sender);
    check(nonce >= next, 'NONCE_LOW', `the sender's nonce is ${next}`);
    check(nonce < next + BigInt(this.#perSenderMax), 'NONCE_HIGH', `the sender's nonce is ${next}`);
    const before = this.#senders.get(keyText(sender))?.byNonce.get(nonce);
    const isBetter =
      before === undefined || (fuelLimit < before.fuelLimit && 8n * fuelLimit <= 7n * before.fuelLimit);
    check(isBetter, 'REPLACEMENT', `a replacement asks for an eighth less fuel than ${before?.fuelLimit}`);
    if (before !== undefined) this.#remove(before);
    const transaction = { hash, sender, nonce, fuelLimit, envelope: envelope.slice() };
    this.#insert(transaction);
    this.#makeRoom(transaction);
    return transaction;
  }

  /** Envelopes for the next block, in the order in which they are to be tried. */
  candidates(prevRandao: Uint8Array): readonly PooledTransaction[] {
    const lists = [...this.#senders.values()]
      .map(({ address, byNonce }) => withoutGaps(byNonce, this.#state.nonceOf(address)))
      .filter((list) => list.length > 0);
    return this.#order(lists, prevRandao);
  }

  /**
   * The head has moved: what was used is dropped. @param senders whose nonces may have grown; all by
   * default.
   */
  settle(senders: Iterable<Address> = [...this.#senders.values()].map(({ address }) => address)): void {
    this.#ranking = undefined;
    for (const address of senders) {
      const sender = this.#senders.get(keyText(address));
      if (sender !== undefined) sender.reputation = this.#state.reputationOf(address);
      const nonce = this.#state.nonceOf(address);
      for (const transaction of [...(sender?.byNonce.values() ?? [])]) {
        if (transaction.nonce < nonce) this.#remove(transaction);
      }
    }
  }

  /** Drops a transaction; false if it is not here. */
  drop(hash: Uint8Array): boolean {
    const transaction = this.get(hash);
    if (transaction !== undefined) this.#remove(transaction);
    return transaction !== undefined;
  }

  #insert(transaction: PooledTransaction): void {
    const text = keyText(transaction.sender);
    const sender = this.#senders.get(text) ?? this.#newSender(transaction.sender);
    this.#senders.set(text, sender);
    sender.byNonce.set(transaction.nonce, transaction);
    this.#hashes.set(keyText(transaction.hash), transaction);
    this.#bytes += transaction.envelope.length;
  }

  #remove(transaction: PooledTransaction): void {
    const text = keyText(transaction.sender);
    const sender = this.#senders.get(text);
    sender?.byNonce.delete(transaction.nonce);
    if (sender?.byNonce.size === 0) this.#senders.delete(text);
    this.#hashes.delete(keyText(transaction.hash));
    this.#bytes -= transaction.envelope.length;
  }

  #newSender(address: Address): Sender {
    const sender = { address, byNonce: new Map(), reputation: this.#state.reputationOf(address) };
    if (this.#ranking !== undefined) {
      const ranked = this.#rank(sender);
      const at = this.#ranking.findIndex((other) => compareRanked(other, ranked) > 0);
      this.#ranking.splice(at < 0 ? this.#ranking.length : at, 0, ranked);
    }
    return sender;
  }

  /** Evicts until the pool is within its bounds. @throws MempoolError FULL if it is the new one that goes. */
  #makeRoom(added: PooledTransaction): void {
    while (this.#hashes.size > this.#transactionsMax || this.#bytes > this.#bytesMax) {
      const last = lastOf(this.#lowest());
      this.#remove(last);
      if (last === added) throw new MempoolError('FULL', 'the pool is full of transactions that come first');
    }
  }

  #lowest(): Sender {
    this.#ranking ??= [...this.#senders.values()].map((sender) => this.#rank(sender)).sort(compareRanked);
    for (;;) {
      const lowest = this.#ranking.at(-1)?.sender;
      assert(lowest !== undefined, 'a pool that is too full has senders');
      if (lowest.byNonce.size > 0) return lowest;
      this.#ranking.pop();
    }
  }

  #rank(sender: Sender): Ranked {
    return { sender, key: orderKey(this.#state.prevRandao, sender.address) };
  }
}

function compareRanked(a: Ranked, b: Ranked): number {
  if (a.sender.reputation !== b.sender.reputation) {
    return a.sender.reputation > b.sender.reputation ? -1 : 1;
  }
  return compareBytes(a.key, b.key);
}

function bound(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new PbevmError('BAD_INPUT', `${name} is a positive integer`);
}

/** Nobody can choose it before prevRandao is known. */
function orderKey(prevRandao: Uint8Array, sender: Address): Uint8Array {
  return keccak_256(concatBytes(prevRandao, sender));
}

function lastOf({ byNonce }: Sender): PooledTransaction {
  return [...byNonce.values()].reduce((a, b) => (a.nonce > b.nonce ? a : b));
}

function withoutGaps(byNonce: ReadonlyMap<bigint, PooledTransaction>, from: bigint): PooledTransaction[] {
  const list: PooledTransaction[] = [];
  for (let nonce = from; ; nonce++) {
    const transaction = byNonce.get(nonce);
    if (transaction === undefined) return list;
    list.push(transaction);
  }
}

/** The default order of candidates. */
export const roundRobin: CandidateOrder = (senders, prevRandao) => {
  const keyed = senders.map((list) => ({ list, key: orderKey(prevRandao, list[0].sender) }));
  keyed.sort((a, b) => compareBytes(a.key, b.key));
  const rounds = Math.max(0, ...keyed.map(({ list }) => list.length));
  return Array.from({ length: rounds }, (_, round) =>
    keyed.flatMap(({ list }) => (round < list.length ? [list[round]] : [])),
  ).flat();
};
