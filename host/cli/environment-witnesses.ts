/** States for transactions of an environment that bring none: what a wallet would attach to them. */

import { type Address, parseAddress } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import { isAddress } from '../environment/contract-state.js';
import type { EnvironmentState } from '../environment/environment-state.js';
import { stateAfter } from '../environment/state-after.js';
import type { EnvironmentBlock, EnvironmentRunner } from '../environment-runner.js';
import type { Value } from '../vm/values/types.js';

/**
 * Against which root an environment wants witnesses: `in-turn`, the one that the transactions before have
 * left; `pre-state`, the one before the block.
 */
export const WITNESS_ROOTS = ['in-turn', 'pre-state'] as const;
export type WitnessRoot = (typeof WITNESS_ROOTS)[number];

/** A transaction for a contract, with the States of these addresses. */
export function transactionOf(
  state: EnvironmentState,
  target: Address,
  data: Uint8Array,
  touched: readonly Address[],
): Map<Value, Value> {
  return new Map<Value, Value>([
    ['target', target],
    ['data', data],
    ['state', state.witnesses(touched)],
  ]);
}

/** Addresses of all contracts, and of one that may be among them. */
export function everyAddress(state: EnvironmentState, target: Address): Address[] {
  const text = (address: Address): string => Buffer.from(address).toString('hex');
  const all = [...state.contracts.keys()].map(parseAddress);
  return all.some((address) => text(address) === text(target)) ? all : [...all, target];
}

/**
 * The transactions, those without `state` with the States of all contracts and of their target. For
 * witnesses in turn, transactions are run one by one.
 * @throws PbevmError BAD_INPUT for a transaction without a target, and where the state after one is unknown.
 */
export async function withWitnesses(
  runner: EnvironmentRunner,
  block: Omit<EnvironmentBlock, 'transactions' | 'preStateRoot'>,
  before: EnvironmentState,
  transactions: readonly Value[],
  root: WitnessRoot,
): Promise<Value[]> {
  const last = transactions.findLastIndex(lacksState);
  const whole: Value[] = [];
  let state = before;
  for (const [index, transaction] of transactions.entries()) {
    const complete = lacksState(transaction) ? completed(state, transaction, index) : transaction;
    whole.push(complete);
    if (root === 'pre-state' || index >= last) continue;
    const alone = { ...block, preStateRoot: state.root, transactions: [complete] };
    const { environment } = (await runner.process(alone)).result;
    // What fails alone fails in the block, which then tells how.
    if (environment === undefined) continue;
    const after = stateAfter(state, environment);
    if (after === undefined) {
      const what = 'its environment does not have the host hash what changes, so later ones need a `state`';
      throw new PbevmError('BAD_INPUT', `transaction ${index}: ${what}`);
    }
    state = after;
  }
  return whole;
}

const lacksState = (transaction: Value): transaction is Map<Value, Value> =>
  transaction instanceof Map && !transaction.has('state');

function completed(state: EnvironmentState, transaction: Map<Value, Value>, index: number): Value {
  const target = transaction.get('target') ?? null;
  if (!isAddress(target)) {
    throw new PbevmError('BAD_INPUT', `transaction ${index}: target is an address, {"$bytes": "0x…"}`);
  }
  return new Map([...transaction, ['state', state.witnesses(everyAddress(state, target))]]);
}
