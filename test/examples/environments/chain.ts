/**
 * Environments at addresses of one's choice, so that the same blocks give the same roots in another
 * language; with what whoever sends them transactions keeps beside them: their contracts.
 */

import assert from 'node:assert/strict';
import { ENVIRONMENT_SERVICES } from '../../../host/block/environment-services.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { receiptsRoot } from '../../../host/environment/receipts-root.js';
import type { TransactionResult } from '../../../host/execution/result.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../host/vm/values/types.js';
import { SCRIPT_VM } from '../../../host/vm/vm.js';
import type { Address } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { EnvironmentHost, endOf, esIdOf } from '../../host/vm/script/environment-host.js';

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));

/** What an environment asked the trees for: states on top of a root. */
interface Update {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly states: Value;
}

/** What a block came to; roots as hex, so that two can be compared. */
export interface Block {
  readonly root: string;
  readonly receiptsRoot: string;
  /** Decoded: [status, output, emitted]. */
  readonly receipts: readonly Value[];
}

export class EnvironmentChain {
  readonly host: EnvironmentHost;
  /** Blocks of all environments, in their order. */
  readonly blocks: Block[] = [];
  readonly #environments: EnvironmentAccount[] = [];
  #updates: Update[] = [];
  #receipts: Uint8Array[] = [];

  constructor() {
    this.host = new EnvironmentHost({
      ...ENVIRONMENT_SERVICES,
      hashTreeRoot: (bytes, before, pay) => {
        const after = ENVIRONMENT_SERVICES.hashTreeRoot(bytes, before, pay);
        const value = decodeValue(bytes);
        if (Array.isArray(value)) this.#receipts = value as Uint8Array[];
        else if (after !== undefined && before !== undefined)
          this.#updates.push({ before, after, states: value });
        return after;
      },
    });
  }

  /** An environment as its `init` leaves it, at an address. */
  place(
    address: Address,
    code: Uint8Array,
    options: { mode?: string; fuel?: bigint; state?: EnvironmentState } = {},
  ) {
    const { mode = 'default', fuel = 10n ** 12n, state = new EnvironmentState() } = options;
    const { world, vms } = this.host.environment;
    const prepared = vms.get(SCRIPT_VM)?.prepare(code, 10n ** 12n, 0);
    assert.equal(
      prepared?.kind,
      'ready',
      JSON.stringify(prepared, (_, value) => String(value)),
    );
    if (prepared?.kind !== 'ready') throw new Error('unreachable');
    world.createContract(address, SCRIPT_VM, code, prepared.artefact);
    world.setStorage(address, text('root'), state.root);
    world.setStorage(address, text('mode'), text(mode));
    world.setStorage(address, text('fuel'), encodeValue(fuel));
    const account = new EnvironmentAccount(this, address, state);
    this.#environments.push(account);
    return account;
  }

  /** @param fuel of the whole block. */
  run(environment: EnvironmentAccount, transactions: Value, fuel?: bigint): TransactionResult {
    this.#updates = [];
    this.#receipts = [];
    const result = this.host.processBlock(environment.address, transactions, fuel);
    for (const account of this.#environments) this.#follow(account);
    return result;
  }

  /** The block that `run` has made. */
  close(environment: EnvironmentAccount, result: TransactionResult): Block {
    assert.equal(result.end.kind, 'success', endOf(result));
    const roots = decodeValue(result.end.kind === 'success' ? result.end.output : new Uint8Array());
    const [root, receipts] = (roots instanceof PyTuple ? roots.items : roots) as Uint8Array[];
    assert.equal(toHex(root), toHex(this.storedRoot(environment)));
    assert.equal(toHex(receipts), toHex(receiptsRoot(this.#receipts) as Uint8Array));
    const block = {
      root: toHex(root),
      receiptsRoot: toHex(receipts),
      receipts: this.#receipts.map((receipt) => decodeValue(receipt)),
    };
    this.blocks.push(block);
    return block;
  }

  storedRoot({ address }: EnvironmentAccount): Uint8Array {
    return this.host.environment.world.getStorage(address, text('root')) as Uint8Array;
  }

  /** Applies the updates that lead from the root an environment had to the one it has. */
  #follow(account: EnvironmentAccount): void {
    const path: Update[] = [];
    let root = this.storedRoot(account);
    while (Buffer.compare(root, account.state.root) !== 0) {
      const update = this.#updates.find(({ after }) => Buffer.compare(after, root) === 0);
      // The literal mode makes a root of nothing but what it touched.
      if (update === undefined || path.length > this.#updates.length) return;
      path.unshift(update);
      root = update.before;
    }
    for (const { states } of path) account.state.apply(states);
  }
}

/** One environment, and how to speak to it. */
export class EnvironmentAccount {
  readonly #chain: EnvironmentChain;
  readonly address: Address;
  readonly state: EnvironmentState;

  constructor(chain: EnvironmentChain, address: Address, state: EnvironmentState) {
    this.#chain = chain;
    this.address = address;
    this.state = state;
  }

  get id(): bigint {
    return esIdOf(this.address);
  }

  /** A transaction with the present witnesses of its target and of others. */
  transaction(target: Address, data: Uint8Array | Value[], ...others: Address[]): Map<Value, Value> {
    return dict({
      target,
      data: data instanceof Uint8Array ? data : encodeValue(data),
      state: this.state.witnesses([target, ...others]),
    });
  }

  /** Makes a block, which must succeed. */
  block(...transactions: Value[]): Block {
    return this.#chain.close(this, this.tryBlock(transactions));
  }

  /** How a block ends that need not succeed. */
  tryBlock(transactions: Value, fuel?: bigint): TransactionResult {
    return this.#chain.run(this, transactions, fuel);
  }

  /** Storage of a contract. */
  storage(address: Address): ReadonlyMap<Value, Value> {
    return this.state.get(address)?.storage ?? new Map();
  }
}
