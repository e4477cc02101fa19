/**
 * Rent: what an account with code pays for its place in the state (SEMANTICS 35). It falls due at the first
 * modification in a transaction, is computed from the account's state at the transaction's start, and is
 * burned. An account that cannot pay is doomed: it is deleted at the end of the transaction, whatever is
 * reverted.
 *
 * A modification is whatever changes an account: its storage, its balance in either direction, its nonce, a
 * mark of self_destruct or yank, a poke. Reads are none.
 */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { GuestHalt } from '../../runtime/sandbox/guest-exit.js';
import { type Account, hasCode } from '../state/account.js';
import { keyText } from '../state/key-text.js';
import type { ExecutionEnvironment } from './frame.js';
import type { TransactionContext } from './transaction-context.js';

/** How a shard with rent collects it: a genesis fixes that. */
export type RentPolicy =
  /** TOTALFEE's growth since the last modification, times the account's size. */
  | 'fee'
  /** None, as long as TOTALFEE does not exceed what the account was extended to. */
  | 'ttl';

/** Rent in one block. */
export interface Rent {
  readonly policy: RentPolicy;
  /** TOTALFEE of the block. */
  readonly totalFee: bigint;
}

/** Bytes that every account counts for, beside its code and its storage. */
export const ACCOUNT_RENT_BYTES = 100n;

/** What ends a frame whose modification cannot be. */
export type RentHalt = 'RENT' | 'MEMORY';

/** `Account.totalFee` of a contract that is created, or claimed whole. */
export function initialTotalFee({ rent, protocol }: ExecutionEnvironment): bigint {
  if (rent === undefined) return 0n;
  return rent.policy === 'fee' ? rent.totalFee : rent.totalFee + BigInt(protocol.limits.ttlStart);
}

/**
 * Charges an account that is about to be modified, once a transaction.
 * @returns what the modifying frame halts with: RENT if the account is doomed, MEMORY if that would be one
 * more
 *   than a transaction may delete.
 */
export function chargeRent(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  address: Address,
): RentHalt | undefined {
  const { rent, world } = environment;
  if (rent === undefined) return undefined;
  const text = keyText(address);
  if (context.doomed.has(text)) return 'RENT';
  const account = world.getAccount(address);
  if (account === undefined || !paysRent(account)) return undefined;
  const due = rentDue(environment, rent, account);
  if (due !== undefined && due <= account.balance) {
    if (due > 0n) {
      world.setAccount(address, { ...account, balance: account.balance - due, totalFee: rent.totalFee });
      context.rents.push(due);
    }
    return undefined;
  }
  if (context.departures >= environment.protocol.limits.crossReceiptsMax) return 'MEMORY';
  context.doomed.set(text, address);
  return 'RENT';
}

/** As `chargeRent`, for what a frame does: it is left with the halt. @throws GuestHalt */
export function chargeRentOrHalt(
  environment: ExecutionEnvironment,
  context: TransactionContext,
  address: Address,
): void {
  const halt = chargeRent(environment, context, address);
  if (halt !== undefined) throw new GuestHalt(halt);
}

/**
 * What an account can send: its balance, less the rent that sending makes due. One that cannot pay that is
 * doomed by trying, so it is told its balance.
 */
export function spendableBalance(environment: ExecutionEnvironment, address: Address): bigint {
  const { rent, world } = environment;
  const balance = world.getBalance(address);
  if (rent === undefined || balance === 0n) return balance;
  const account = world.getAccount(address);
  if (account === undefined || !paysRent(account)) return balance;
  const due = rentDue(environment, rent, account) ?? 0n;
  return due <= balance ? balance - due : balance;
}

/** An account without code pays none, nor does one whose storage is still being claimed. */
function paysRent(account: Account): boolean {
  return hasCode(account) && !account.isIncomplete;
}

/** Undefined for an account whose time has passed: no balance pays for that. */
function rentDue(
  { world }: ExecutionEnvironment,
  { policy, totalFee }: Rent,
  account: Account,
): bigint | undefined {
  if (policy === 'ttl') return totalFee > account.totalFee ? undefined : 0n;
  if (totalFee === account.totalFee) return 0n;
  const code = world.getCode(account.codeHash) ?? EMPTY_BYTES;
  return (totalFee - account.totalFee) * (ACCOUNT_RENT_BYTES + BigInt(code.length) + account.storageSize);
}
