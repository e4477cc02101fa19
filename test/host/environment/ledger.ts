/**
 * A small environment for tests: contracts add to numbers of their storage through a linked function. It
 * takes witnesses against the root as the transactions before have left it or, if it is so created, against
 * the root before the block, where it merges what they change.
 */

import type { Contract } from '../../../host/environment/contract-state.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { addressAt } from './environment-cases.js';

export const LEDGER = `
def init(root, mode='in turn'):
    eei.storage_set(b'root', root)
    eei.storage_set(b'mode', mode.encode())

def process_block(transactions, pre_state):
    mode = eei.storage_get(b'mode')
    root, changed, receipts = pre_state, {}, []
    for tx in transactions:
        target, state = tx['target'], tx['state']
        if not all(eei.verify_state(root, address, state[address]) for address in state):
            print('skipped')
            continue
        ctx = {'target': target, 'runtime': {'state': state}, 'ext': {'add': None}}
        status, output = eei.execute_code(state[target]['code'], tx['data'], ctx)
        receipts.append(eei.encode([status, output]))
        if status != 0:
            continue
        state = eei.get_context()['runtime']['state']
        if mode == b'in turn':
            root = eei.hash_tree_root(state, root)
        else:
            changed.update(state)
    if mode == b'merged':
        root = eei.hash_tree_root(changed, pre_state)
    elif mode == b'literal':
        root = eei.hash_tree_root(changed)
    elif mode == b'secret':
        root = bytes([5] * 32)
    return (root, eei.hash_tree_root(receipts))

def add(key, n):
    ctx = eei.get_context()
    storage = ctx['runtime']['state'][ctx['target']]['storage']
    storage[key] = storage.get(key, 0) + n
    eei.set_context(ctx)
    return storage[key]
`;

/** A contract of the ledger: adds what it is told, one number after the other, below 100. */
export const ADDER = `
for key, n in args:
    if n >= 100:
        revert('too much')
    total = add(key, n)
finish(total)
`;

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

export const adder = (storage: readonly [Value, Value][] = []): Contract => ({
  code: utf8(ADDER),
  storage: new Map<Value, Value>(storage),
});

/** Addresses of the ledger's contracts. */
export const [FIRST, SECOND, THIRD] = [1, 2, 3].map(addressAt);

/** Two contracts that add, and one that is not called. */
export function ledgerState(): EnvironmentState {
  return new EnvironmentState([
    [FIRST, adder()],
    [SECOND, adder([['a', 40]])],
    [THIRD, adder([['z', 1]])],
  ]);
}

/** A transaction that adds, with the witness of its target in a state. */
export function adding(state: EnvironmentState, target: Address, ...numbers: [string, number][]): Value {
  return new Map<Value, Value>([
    ['target', target],
    ['data', encodeValue(numbers.map((pair) => [...pair]))],
    ['state', state.witnesses([target])],
  ]);
}

/** What the ledger says of a transaction that succeeded. */
export const added = (total: number): Uint8Array => encodeValue([0, encodeValue(total)]);
