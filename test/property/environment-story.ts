/**
 * The Ethereum environment twice, in Python and in wasm, with contracts that do whatever a random program
 * tells them, and what must hold after each block.
 */

import assert from 'node:assert/strict';
import { ENVIRONMENT_SERVICES } from '../../host/block/environment-services.js';
import { EnvironmentState } from '../../host/environment/environment-state.js';
import { RAW_EEI_NAMES } from '../../host/vm/script/raw-eei.js';
import type { EnvironmentServices } from '../../host/vm/script/services.js';
import { decodeValue, encodeValue, isCanonical } from '../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../host/vm/values/types.js';
import { formatAddress } from '../../runtime/address.js';
import { toHex } from '../../runtime/bytes.js';
import { EnvironmentHost, esIdOf, returned } from '../host/vm/script/environment-host.js';
import { createRandom } from '../host/vm/values/random-values.js';

type Address = Uint8Array;
type Steps = Value[];

const EMPTY_TOKEN = 2n ** 256n - 1n;
/** Fuel that is left of a block when some of its frames have halted, which takes all but a 64th of theirs. */
const FUEL = 2n ** 45n;
/** At which address both environments are: it is part of what tokens say. */
const ENVIRONMENT = new Uint8Array(20).fill(0xee);
const addressOf = (number: number): Address => new Uint8Array(20).fill(number);
const TOKENS = [addressOf(1), addressOf(2)] as const;
const USERS = [addressOf(11), addressOf(12), addressOf(13), addressOf(14)] as const;
const CONTRACTS: readonly Address[] = [...TOKENS, ...USERS];
const NOBODY = addressOf(99);
/** Witnesses that a transaction may have or lack. */
const SUPPLY = 1_000;

/** Does what its data says, and tells first who it is told it is. */
const PUPPET = `
def perform(steps):
    wei.emit_receipt([wei.get_message()])
    notes = []
    for name, *arguments in steps:
        if name == 'revert':
            revert('told')
        function = getattr(wei, name, None) or getattr(globals().get('eei'), name, None)
        notes.append('absent' if function is None else function(*arguments))
    return notes

match args:
    case ['receive_value', _, _]:
        hook = wei.get_storage('hook')
        if hook == 'refuse':
            revert('refused')
        if hook is not None:
            perform(hook)
    case _:
        finish(perform(args))
`;

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));

/** The environment in one language: a chain of its own. */
class Side {
  readonly host: EnvironmentHost;
  /** What the last block passed to hash_tree_root: contracts after each transaction, receipts. */
  states: Value[] = [];
  receipts: Value[] = [];

  constructor(code: Uint8Array, root: Uint8Array) {
    const services: EnvironmentServices = {
      ...ENVIRONMENT_SERVICES,
      hashTreeRoot: (bytes, preRoot, pay) => {
        const value = decodeValue(bytes);
        if (preRoot !== undefined) this.states.push(value);
        else if (Array.isArray(value))
          this.receipts = value.map((receipt) => decodeValue(receipt as Uint8Array));
        return ENVIRONMENT_SERVICES.hashTreeRoot(bytes, preRoot, pay);
      },
    };
    this.host = new EnvironmentHost(services);
    // Languages agree where fuel, in which they differ, does not end anything.
    this.host.place(ENVIRONMENT, code, [root, 'default', FUEL]);
  }

  processBlock(transactions: Value): Value {
    this.states = [];
    this.receipts = [];
    return returned(this.host.processBlock(ENVIRONMENT, transactions, FUEL));
  }
}

export class EnvironmentStory {
  readonly counts = new Map<string, number>();
  readonly #random: () => number;
  readonly #state: EnvironmentState;
  readonly #sides: readonly Side[];

  constructor(seed: number, environments: readonly Uint8Array[]) {
    this.#random = createRandom(seed);
    const code = text(PUPPET);
    const share = SUPPLY / CONTRACTS.length;
    this.#state = new EnvironmentState(
      CONTRACTS.map((address, at) => {
        const balances = new Map<Value, Value>(
          CONTRACTS.map((holder) => [new PyTuple([esIdOf(ENVIRONMENT), holder]), Math.floor(share)]),
        );
        const supply = Math.floor(share) * CONTRACTS.length;
        return [address, { code, storage: at < TOKENS.length ? dict({ supply, balances }) : new Map() }];
      }),
    );
    this.#sides = environments.map((environment) => new Side(environment, this.#state.root));
  }

  /** One block of one transaction, on both sides. */
  program(): void {
    const target = this.#pick(CONTRACTS);
    const data = this.#random() < 0.03 ? text('no steps') : encodeValue(this.#steps(0));
    const transaction = dict({ target, data, state: this.#witnesses(target) });
    const before = new Map(this.#state.contracts);
    const outcomes = this.#sides.map((side) => side.processBlock([transaction]));
    const [first, second] = this.#sides;
    assert.deepEqual(first.receipts, second.receipts, 'both languages give the same receipts');
    assert.deepEqual(outcomes[0], outcomes[1], 'and the same roots');
    for (const states of first.states) this.#state.apply(states);
    const [root] = rootsOf(outcomes[0]);
    assert.equal(toHex(this.#state.root), toHex(root), 'the root is that of what changed');
    for (const receipt of first.receipts) this.#check(receipt as Value[], before);
    if (first.receipts.length === 0) this.#count('skipped');
  }

  /** What must hold of a transaction, by its receipt. */
  #check([status, output, told]: Value[], before: ReadonlyMap<string, Contract>): void {
    this.#count(`status ${status}`);
    const participants = new Set<string>();
    for (const entry of told as Value[]) {
      const [target, what] = entry as [Uint8Array, Value];
      participants.add(formatAddress(target));
      const [message] = what as [Map<string, Value>];
      assert.deepEqual(message.get('target'), target, 'a contract is told who it is');
    }
    for (const entry of told as Value[]) {
      const [message] = (entry as [Uint8Array, [Map<string, Value>]])[1];
      const sender = message.get('sender');
      const isKnown = sender === null || participants.has(formatAddress(sender as Uint8Array));
      assert.ok(isKnown, 'who calls has run');
    }
    // A receipt holds the beginning of a long output.
    if (status === 0 && isCanonical(output as Uint8Array)) this.#checkNotes(output as Uint8Array);
    for (const [address, contract] of this.#state.contracts) {
      const was = before.get(address);
      assert.ok(was !== undefined, 'no contract comes from nowhere');
      this.#checkContract(address, was, contract, participants);
    }
    assert.equal(this.#state.contracts.size, before.size);
  }

  #checkContract(address: string, was: Contract, is: Contract, participants: ReadonlySet<string>): void {
    assert.deepEqual(is.code, was.code);
    const own = (storage: Map<Value, Value>): [Value, Value][] =>
      [...storage].filter(([key]) => key !== 'balances' && key !== 'supply');
    if (!participants.has(address))
      assert.deepEqual(own(is.storage), own(was.storage), 'storage of who did not run');
    const supply = is.storage.get('supply') as number | undefined;
    if (!participants.has(address))
      assert.equal(supply, was.storage.get('supply'), 'supply of who did not run');
    if (supply === undefined) return;
    const [after, earlier] = [is, was].map(balancesOf);
    assert.equal(
      [...after.values()].reduce((sum, amount) => sum + amount, 0n),
      BigInt(supply),
      'total of a token',
    );
    for (const [holder, amount] of earlier) {
      const isLess = (after.get(holder) ?? 0n) < amount;
      if (isLess && !participants.has(address))
        assert.ok(participants.has(holder), `${holder} has lost ${address} and did not run`);
      if (isLess) this.#count('spent');
    }
  }

  #checkNotes(output: Uint8Array): void {
    const notes = decodeValue(output);
    if (!Array.isArray(notes)) return;
    if (notes.includes('absent')) this.#count('absent');
    if (notes.includes(true)) this.#count('moved');
    if (notes.includes(false)) this.#count('refused');
  }

  // ---- programs

  #steps(depth: number): Steps {
    const steps: Steps = [];
    const count = 1 + Math.floor(this.#random() * 4);
    while (steps.length < count) steps.push(this.#step(depth));
    return steps;
  }

  #step(depth: number): Value {
    const random = this.#random();
    if (random < 0.25) return ['transfer_value', this.#value(), this.#someone()];
    if (random < 0.5 && depth < 3) {
      const data = this.#random() < 0.1 ? this.#forgedData() : encodeValue(this.#steps(depth + 1));
      return ['call_contract', this.#someone(), data, this.#random() < 0.5 ? nothing() : this.#value()];
    }
    if (random < 0.6)
      return ['set_storage', this.#pick(['a', 'hook', 'balances', 'supply', 1, 'hook']), this.#stored(depth)];
    if (random < 0.65) return ['get_storage', this.#pick(['a', 'hook', 'balances'])];
    if (random < 0.72) return ['mint', this.#someone(), this.#amount()];
    if (random < 0.77) return ['burn', this.#someone(), this.#amount()];
    if (random < 0.82) return ['balance_of', this.#someone(), this.#someone()];
    if (random < 0.87) return [this.#pick(RAW_EEI_NAMES.filter((name) => !WRAPPED.has(name)))];
    if (random < 0.91) return ['revert'];
    if (random < 0.95)
      return [
        'call_execution_script',
        this.#pick([esIdOf(ENVIRONMENT), 5n]),
        this.#someone(),
        text('x'),
        this.#value(),
      ];
    return ['get_message'];
  }

  /** Data that only the environment may send, or that is none. */
  #forgedData(): Uint8Array {
    return this.#random() < 0.5
      ? text('garbage')
      : encodeValue(['receive_value', this.#value(), this.#someone()]);
  }

  #stored(depth: number): Value {
    const random = this.#random();
    if (random < 0.3) return null;
    if (random < 0.5) return 'refuse';
    return depth < 2 ? this.#steps(depth + 2) : [];
  }

  #value(): Value {
    if (this.#random() < 0.1) return this.#pick<Value>([nothing(), null, new Map(), dict({ amount: 1 })]);
    const token =
      this.#random() < 0.8
        ? this.#pick<Value>(TOKENS)
        : this.#pick<Value>([NOBODY, EMPTY_TOKEN, USERS[0], 1]);
    return dict({ amount: this.#amount(), token });
  }

  #amount(): Value {
    return this.#random() < 0.8
      ? 1 + Math.floor(this.#random() * 120)
      : this.#pick<Value>([0, -5, 10_000, 2n ** 256n, true, 'x']);
  }

  #someone(): Address {
    return this.#random() < 0.95 ? this.#pick(CONTRACTS) : NOBODY;
  }

  /** Of all contracts, or of all but some. */
  #witnesses(target: Address): Value {
    const shown = CONTRACTS.filter((address) => address === target || this.#random() < 0.95);
    const states = this.#state.witnesses(shown);
    if (this.#random() < 0.04) (states.get(target) as Map<Value, Value>).set('storage', dict({ forged: 1 }));
    return states;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random() * items.length)];
  }

  #count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

type Contract = { readonly code: Uint8Array; readonly storage: Map<Value, Value> };

/** Functions of WEI that have the name of a raw one. */
const WRAPPED = new Set(['encode', 'decode', 'keccak256', 'ecrecover']);

const nothing = (): Value => dict({ amount: 0, token: EMPTY_TOKEN });

const rootsOf = (value: Value): Uint8Array[] =>
  (value instanceof PyTuple ? value.items : (value as Value[])) as Uint8Array[];

/** Balances of a token by the address of the holder. */
function balancesOf({ storage }: Contract): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const [holder, amount] of (storage.get('balances') ?? new Map()) as Map<Value, Value>) {
    const [, address] = (holder as PyTuple).items;
    balances.set(formatAddress(address as Uint8Array), BigInt(amount as number));
  }
  return balances;
}
