/**
 * Warm-up: transactions of a neutral contract on a world of their own, while nothing else is to be done, so
 * that the code of the interpreter and of the call path is compiled and optimised before the first calls need
 * it. No state, no result and no log depends on it; what it leaves behind is compiled code.
 */

import type { ProtocolVersion } from '../runtime/protocol.js';
import { executeCreate, executeTransaction } from './execution/transaction.js';
import { MemoryStore } from './state/memory-store.js';
import { WorldState } from './state/world-state.js';
import { encodeValue } from './vm/values/cbor.js';
import { PYTHON_VM, type Vm } from './vm/vm.js';

/** Milliseconds without a call after which it begins or goes on: a first call comes sooner. */
const IDLE_MS = 50;
/** Transactions in all: some 300 ms, by when V8 has optimised what counts. */
const TRANSACTIONS = 1_000;
/** Transactions between which no call comes through. */
const SLICE_TRANSACTIONS = 4;

/** What contracts commonly do, in some 0.2 ms. */
const TRAINING_SOURCE = `
class Ledger:
    def __init__(self, balances):
        self.balances = balances

    def move(self, source, target, amount):
        if amount <= 0 or self.balances.get(source, 0) < amount:
            raise ValueError(f'{source} has less than {amount}')
        self.balances[source] -= amount
        self.balances[target] = self.balances.get(target, 0) + amount
        emit('Move', source=source, target=target, amount=amount)

def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)

if new:
    chain['balances'] = {f'0x{i:040x}': 10 ** 18 for i in range(8)}
    chain['calls'] = 0
    chain['log'] = []
else:
    kind, n = args
    chain['calls'] += 1
    ledger = Ledger(chain['balances'])
    ledger.move(f'0x{n % 8:040x}', f'0x{(n + 3) % 8:040x}', n + 1)
    chain['log'] = (chain['log'] + [(n, kind, n * 0.5)])[-8:]
    try:
        ledger.move('nobody', 'else', 1)
    except ValueError as error:
        text = str(error)
    match kind:
        case 'numbers':
            value = [fibonacci(8), 2 ** 200 % (10 ** 30 + 7), sum(i * 0.5 for i in range(10))]
        case 'texts':
            words = sorted({word.strip().lower() for word in f'{text} {invoker}'.split(' ')})
            value = {word: len(word) for word in words}
        case _:
            value = (bytes(range(n % 64)), new, None, invoker[2:10])
    if n % 7 == 6:
        revert('enough')
    finish(value)
`;

const KINDS = ['numbers', 'texts', 'others'];
const SENDER = new Uint8Array(20).fill(0xa1);

/** A VM that can forget what a contract left in its caches. */
interface TrainedVm extends Vm {
  forget(codeHash: string): void;
}

export class WarmUp {
  readonly #environment;
  readonly #vm: TrainedVm;
  readonly #limits;
  #created: Uint8Array | undefined;
  #calls = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(vm: TrainedVm, protocol: ProtocolVersion) {
    const world = new WorldState(new MemoryStore());
    this.#environment = { world, vms: new Map([[PYTHON_VM, vm]]), protocol };
    this.#vm = vm;
    const { pythonPagesMax, blockFuelMax } = protocol.limits;
    this.#limits = { fuel: BigInt(blockFuelMax), memoryPagesMax: pythonPagesMax, debugBytesMax: 0 };
  }

  /** Begins once there was no call for a while. Keeps no process alive. */
  start(): void {
    this.#timer = setTimeout(() => this.#slice(), IDLE_MS).unref();
  }

  /** A call has come: its own work warms, and it is not to be delayed. */
  postpone(): void {
    this.#timer?.refresh();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** One transaction of the training contract; the first one creates it. */
  step(): void {
    const { world } = this.#environment;
    const limits = this.#limits;
    if (this.#created === undefined) {
      const code = new TextEncoder().encode(TRAINING_SOURCE);
      const salt = new Uint8Array(32);
      const creation = {
        sender: SENDER,
        vm: PYTHON_VM,
        code,
        salt,
        value: 0n,
        data: encodeValue([]),
        limits,
      };
      this.#created = executeCreate(this.#environment, creation).created;
    } else {
      const data = encodeValue([KINDS[this.#calls % KINDS.length], this.#calls % 64]);
      executeTransaction(this.#environment, {
        sender: SENDER,
        target: this.#created,
        value: 0n,
        data,
        limits,
      });
    }
    this.#calls++;
    void world.flush();
  }

  #slice(): void {
    for (let i = 0; i < SLICE_TRANSACTIONS; i++) this.step();
    if (this.#calls >= TRANSACTIONS) this.#end();
    // Calls that wait are events: they come first, and postpone what follows.
    else this.#timer = setTimeout(() => this.#slice(), 1).unref();
  }

  #end(): void {
    this.stop();
    const account =
      this.#created === undefined ? undefined : this.#environment.world.getAccount(this.#created);
    if (account !== undefined)
      this.#vm.forget(this.#environment.world.getContractCode(account, this.#vm).codeHash);
  }
}
