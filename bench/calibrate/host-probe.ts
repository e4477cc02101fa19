/**
 * A place to call host functions from, as a contract would: a real transaction on a real world and store, a
 * real run, but a VM whose contracts are functions of ours.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from '@bytecodealliance/jco';
import { executeTransaction } from '../../host/execution/transaction.js';
import { MemoryStore } from '../../host/state/memory-store.js';
import { openStore } from '../../host/state/open-store.js';
import type { Store } from '../../host/state/store.js';
import { WorldState } from '../../host/state/world-state.js';
import { HOST_FUNCTIONS } from '../../host/vm/python/host-functions.js';
import { PythonRun } from '../../host/vm/python/run.js';
import {
  type FrameHost,
  type FrameResult,
  type Message,
  PYTHON_VM,
  type ScriptSide,
  type Vm,
} from '../../host/vm/vm.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { GuestExit } from '../../runtime/sandbox/guest-exit.js';
import { SandboxInstance } from '../../runtime/sandbox/instance.js';
import { PROFILES } from '../../runtime/wasm/profile.js';

export type StoreKind = 'memory' | 'level';

const { schedule, limits } = DEV_PROTOCOL;
const PAGES = 80;

/** The contract that calls host functions, and the one that it may call. */
const CALLER = new Uint8Array(20).fill(1);
export const CALLEE = new Uint8Array(20).fill(2);

/** An execution environment that does nothing. */
const ENVIRONMENT: ScriptSide = {
  kind: 'script',
  names: ['nothing'],
  ask: () => ({ kind: 'success', output: EMPTY_BYTES, format: 'cbor', fuelUsed: 0n }),
};

/** What a probe does inside a frame. */
export type ProbeBody = (run: PythonRun, guest: Guest) => void;

/** Calls host functions with arguments in guest memory. */
export class Guest {
  readonly #run: PythonRun;
  readonly #memory: Uint8Array;

  constructor(run: PythonRun, memory: Uint8Array) {
    this.#run = run;
    this.#memory = memory;
  }

  put(pointer: number, bytes: Uint8Array): void {
    this.#memory.set(bytes, pointer);
  }

  /** Calls a host function; one that ends the frame returns here, too. */
  call(name: keyof typeof HOST_FUNCTIONS, ...args: readonly (number | bigint)[]): void {
    const body = HOST_FUNCTIONS[name] as (run: PythonRun, ...args: readonly (number | bigint)[]) => unknown;
    try {
      body(this.#run, ...args);
    } catch (thrown) {
      if (!(thrown instanceof GuestExit)) throw thrown;
    }
  }
}

/** Runs the current body in the outermost frame; the frames below it end at once. */
class ProbeVm implements Vm {
  readonly id = PYTHON_VM;
  readonly kind = 'probe';
  readonly firstRun = 'contract';
  body: ProbeBody = () => undefined;
  readonly #sandbox: SandboxInstance;

  constructor(sandbox: SandboxInstance) {
    this.#sandbox = sandbox;
  }

  prepare() {
    return { kind: 'ready', artefact: EMPTY_BYTES, fuelUsed: 0n } as const;
  }

  receives(): boolean {
    return false;
  }

  pagesReserved(): number {
    return limits.pythonPagesMax;
  }

  isReentrant(): boolean {
    return false;
  }

  execute(_code: unknown, message: Message, host: FrameHost): FrameResult {
    const done = { kind: 'success', output: EMPTY_BYTES, format: 'raw' } as const;
    if (message.depth > 0) return { ...done, fuelUsed: 0n };
    const sandbox = this.#sandbox;
    sandbox.begin({ fuel: message.fuel, height: 0, pagesMax: PAGES });
    const subject = { address: undefined, source: EMPTY_BYTES, isStatic: false };
    const run = new PythonRun(sandbox, host, DEV_PROTOCOL, subject, ENVIRONMENT);
    this.body(run, new Guest(run, sandbox.memory.bytes));
    return { ...done, fuelUsed: message.fuel - sandbox.fuel };
  }
}

export class Probe {
  readonly #store: Store;
  readonly #folder: string;
  readonly #world: WorldState;
  readonly #vm: ProbeVm;

  private constructor(store: Store, folder: string, vm: ProbeVm) {
    this.#store = store;
    this.#folder = folder;
    this.#world = new WorldState(store);
    this.#vm = vm;
  }

  static async open(kind: StoreKind): Promise<Probe> {
    const folder = await mkdtemp(join(tmpdir(), 'pbevm-calibrate-'));
    const store =
      kind === 'memory'
        ? new MemoryStore()
        : await openStore({ store: 'level', path: join(folder, 'store') });
    const bytes = await parse(`(module (memory (export "memory") ${PAGES} ${PAGES}))`);
    const options = { schedule, heightMax: limits.heightMax, pagesMax: PAGES, profile: PROFILES.contract };
    const module = new WebAssembly.Module(instrument(bytes, options).bytes);
    const probe = new Probe(store, folder, new ProbeVm(new SandboxInstance(module, {})));
    for (const address of [CALLER, CALLEE]) {
      probe.#world.createContract(address, PYTHON_VM, address, EMPTY_BYTES);
    }
    await probe.#world.flush();
    return probe;
  }

  /** Milliseconds of a transaction and its commit, and the fuel of its body. */
  async transact(body: ProbeBody): Promise<{ readonly milliseconds: number; readonly fuel: number }> {
    this.#vm.body = body;
    const environment = {
      world: this.#world,
      vms: new Map([[PYTHON_VM, this.#vm]]),
      protocol: DEV_PROTOCOL,
    };
    const transactionLimits = { fuel: FUEL_MAX, memoryPagesMax: PAGES, debugBytesMax: 65_536 };
    const start = performance.now();
    const { fuelUsed, end } = executeTransaction(environment, {
      sender: new Uint8Array(20).fill(3),
      target: CALLER,
      value: 0n,
      data: EMPTY_BYTES,
      limits: transactionLimits,
    });
    await this.#world.flush();
    const milliseconds = performance.now() - start;
    if (end.kind !== 'success') throw new Error(`a probe failed: ${JSON.stringify(end)}`);
    return { milliseconds, fuel: Number(fuelUsed) };
  }

  /** Makes the contract again after `self_destruct`, which leaves a mark that it was created. */
  async revive(): Promise<void> {
    const account = this.#world.getAccount(CALLEE);
    if (account === undefined) throw new Error('the contracts were made at the start');
    this.#world.setAccount(CALLER, account);
    await this.#world.flush();
  }

  async close(): Promise<void> {
    await this.#store.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
