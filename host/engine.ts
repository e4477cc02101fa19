/**
 * The engine: one store, one world, the VMs, and transactions one after another. It works in bytes, so that
 * it can stand behind a thread boundary; `Host` in front of it speaks values.
 */

import type { Address } from '../runtime/address.js';
import { HostFault, PbevmError } from '../runtime/errors.js';
import { memoriesOfTransaction } from '../runtime/limits.js';
import { DEV_PROTOCOL, type ProtocolVersion } from '../runtime/protocol.js';
import type { CompiledModule } from '../runtime/sandbox/engine-types.js';
import type { PoolStatistics } from '../runtime/sandbox/instance-pool.js';
import { MemoryBudget } from '../runtime/sandbox/memory-budget.js';
import {
  type BlockFacts,
  ENVIRONMENT_ADDRESS,
  eeiEnvironment,
  environmentContract,
  noBlockFacts,
} from './block/environment.js';
import { type BlockOutcome, outcomeOf } from './environment/block-outcome.js';
import { ObservedServices } from './environment/observed-services.js';
import type { ExecutionEnvironment } from './execution/frame.js';
import type { TransactionResult } from './execution/result.js';
import { SystemContracts } from './execution/system-contracts.js';
import {
  type CreateTransaction,
  executeCreate,
  executeTransaction,
  type MessageTransaction,
} from './execution/transaction.js';
import { type AccountReport, inspectAccount } from './inspect.js';
import type { StoreOptions } from './state/open-store.js';
import type { BatchStore } from './state/store.js';
import { WorldState } from './state/world-state.js';
import type { CallControl } from './thread/call-stop.js';
import { EeiVm } from './vm/ewasm/eei-vm.js';
import { ShardVm } from './vm/ewasm/shard-vm.js';
import { vmOfCode } from './vm/ewasm/vm-of-code.js';
import { type RecordChange, withPlaces } from './vm/python/chain-changes.js';
import type { ImageStatistics } from './vm/python/contract-images.js';
import { type PythonSettings, PythonVm } from './vm/python/python-vm.js';
import { NO_ROOT, ROOT_KEY, readRoots } from './vm/script/block-roots.js';
import { ScriptVm } from './vm/script/script-vm.js';
import { ServicesMissing } from './vm/script/services.js';
import type { Finding, Vm, VmId } from './vm/vm.js';
import { WarmUp } from './warm-up.js';

export interface EngineOptions extends StoreOptions {
  /** File of the interpreter image; the one of the package by default. */
  readonly imagePath?: string;
}

/** A transaction's result, with what else was asked for. */
export interface EngineResult extends TransactionResult {
  readonly changes?: readonly RecordChange[];
  /** Of a block that an environment has processed, if that was asked for. */
  readonly environment?: BlockOutcome;
}

export interface ReportOptions {
  readonly withChanges?: boolean;
  readonly withEnvironment?: boolean;
}

/** What the thread that executes holds. */
export interface EngineStatistics {
  readonly pool: PoolStatistics;
  readonly images: ImageStatistics;
  /** Memories of all VMs. */
  readonly memories: number;
}

/** What changes the time of calls and what their code may be, and nothing of their results. */
export interface EngineSettings extends PythonSettings {
  /** Train the interpreter while there is nothing to do; not by default. */
  readonly isWarmedUp?: boolean;
  /** The block that contracts are told of; by default all of it is zero. */
  readonly block?: BlockFacts;
}

/** What `warm` did: made the image, found it, or found no contract. */
export type Warmth = 'loaded' | 'cached' | 'no contract';

/** Without a VM, the one that the code is of. */
export type Deployment = Omit<CreateTransaction, 'vm'> & { readonly vm?: VmId };

/** What `Host` needs of an engine, in this thread or another. */
export interface EngineApi {
  /** Whether a running call can be stopped: what `CallControl` asks for. */
  readonly canStop: boolean;
  deploy(transaction: Deployment, options: ReportOptions, control?: CallControl): Promise<EngineResult>;
  send(transaction: MessageTransaction, options: ReportOptions, control?: CallControl): Promise<EngineResult>;
  /** Runs a message and drops its effects (SEMANTICS 21). */
  call(transaction: MessageTransaction, options: ReportOptions, control?: CallControl): Promise<EngineResult>;
  inspect(address: Address): Promise<AccountReport | undefined>;
  /** Makes a contract ready for its next call; runs nothing and changes no state. */
  warm(address: Address): Promise<Warmth>;
  statistics(): Promise<EngineStatistics>;
  /** What the rules of its kind find in a contract's code; touches no state. */
  check(source: Uint8Array): Promise<readonly Finding[]>;
  close(): Promise<void>;
}

export class Engine implements EngineApi {
  readonly canStop = false;
  readonly #store: BatchStore;
  readonly #world: WorldState;
  readonly #python: PythonVm;
  readonly #native: readonly (EeiVm | ShardVm)[];
  readonly #script: ScriptVm;
  /** Of environments; undefined until the first of them runs. */
  #services: ObservedServices | undefined;
  readonly #memories: MemoryBudget;
  readonly #environment: ExecutionEnvironment;
  /** Settles when the transaction before the next one has been committed; undefined when all have. */
  #running: Promise<void> | undefined;
  #fault: HostFault | undefined;
  readonly #warmUp: WarmUp | undefined;

  private constructor(store: BatchStore, image: CompiledModule, settings: EngineSettings) {
    const protocol: ProtocolVersion = DEV_PROTOCOL;
    const memories = new MemoryBudget(memoriesOfTransaction(protocol.limits));
    const python = new PythonVm(image, protocol, { ...settings, memories });
    const native = [new EeiVm(protocol, { memories }), new ShardVm(protocol, { memories })];
    this.#store = store;
    this.#world = new WorldState(store);
    this.#python = python;
    this.#native = native;
    this.#script = new ScriptVm(python, protocol, { memories });
    this.#memories = memories;
    const vms = new Map(this.#vms.map((vm: Vm) => [vm.id, vm]));
    const facts = settings.block ?? noBlockFacts(BigInt(protocol.limits.blockFuelMax));
    const world = this.#world;
    this.#environment = {
      world,
      vms,
      protocol,
      block: eeiEnvironment(facts, world),
      system: new SystemContracts(protocol, [[ENVIRONMENT_ADDRESS, environmentContract(facts)]]),
    };
    if (settings.isWarmedUp) this.#warmUp = new WarmUp(python, protocol);
    this.#warmUp?.start();
  }

  /** An engine on a store that is open; `close` closes it. */
  static start(store: BatchStore, image: CompiledModule, settings: EngineSettings): Engine {
    return new Engine(store, image, settings);
  }

  get #vms(): readonly (PythonVm | EeiVm | ShardVm | ScriptVm)[] {
    return [this.#python, ...this.#native, this.#script];
  }

  deploy({ vm: wanted, ...transaction }: Deployment, options: ReportOptions): Promise<EngineResult> {
    const vm = wanted ?? vmOfCode(transaction.code);
    return this.#transact(() => executeCreate(this.#environment, { ...transaction, vm }), options, true);
  }

  send(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult> {
    return this.#transact(() => this.#executeMessage(transaction, options), options, true);
  }

  call(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult> {
    return this.#transact(() => this.#executeMessage(transaction, options), options, false);
  }

  inspect(address: Address): Promise<AccountReport | undefined> {
    return this.#inOrder(() => inspectAccount(this.#store, address));
  }

  statistics(): Promise<EngineStatistics> {
    return this.#inOrder(() => ({ ...this.#python.statistics, memories: this.#memories.live }));
  }

  warm(address: Address): Promise<Warmth> {
    return this.#inOrder(() => {
      const account = this.#world.getAccount(address);
      const vm = this.#vms.find(({ id }) => id === account?.vm);
      if (account === undefined || vm === undefined) return 'no contract';
      const isNew = vm.warm(this.#world.getContractCode(account, vm));
      // An artefact that was made again is dropped: nothing is written here.
      this.#world.discard();
      return isNew ? 'loaded' : 'cached';
    });
  }

  check(source: Uint8Array): Promise<readonly Finding[]> {
    return this.#inOrder(async () => {
      const vm = vmOfCode(source);
      return this.#vms.find(({ id }) => id === vm)?.check(source) ?? [];
    });
  }

  /** Drops every cache; results and fuel do not depend on them. For tests. */
  dropCaches(): void {
    this.#python.dropCaches();
    for (const vm of this.#native) vm.dropCaches();
    this.#script.dropCaches();
    this.#world.dropCaches();
  }

  async close(): Promise<void> {
    this.#warmUp?.stop();
    await this.#running;
    await this.#store.close();
  }

  /** Runs a transaction on a clean journal and keeps or drops what it wrote. */
  #transact(execute: () => EngineResult, options: ReportOptions, keep: boolean): Promise<EngineResult> {
    const attempt = (): EngineResult | Promise<EngineResult> => {
      const result = execute();
      const reported = options.withChanges ? { ...result, changes: this.#changes() } : result;
      if (keep) return this.#world.flush()?.then(() => reported) ?? reported;
      this.#world.discard();
      return reported;
    };
    return this.#inOrder(() => {
      try {
        return attempt();
      } catch (thrown) {
        if (!(thrown instanceof ServicesMissing)) throw thrown;
        this.#world.discard();
        return this.#loadServices().then(attempt);
      }
    });
  }

  /** Trees and a curve, for the first environment that runs here: loading them takes longer than a call. */
  async #loadServices(): Promise<void> {
    const url = new URL('./block/environment-services.js', import.meta.url);
    const { ENVIRONMENT_SERVICES } = (await import(
      url.href
    )) as typeof import('./block/environment-services.js');
    this.#services = new ObservedServices(ENVIRONMENT_SERVICES);
    this.#script.provide(this.#services);
  }

  #executeMessage(transaction: MessageTransaction, { withEnvironment }: ReportOptions): EngineResult {
    if (!withEnvironment) return executeTransaction(this.#environment, transaction);
    if (this.#services === undefined) throw new ServicesMissing();
    const { target } = transaction;
    const preRoot = this.#world.getStorage(target, ROOT_KEY) ?? NO_ROOT;
    const { result, hashed } = this.#services.observe(() =>
      executeTransaction(this.#environment, transaction),
    );
    const isEnvironment = this.#world.getAccount(target)?.vm === this.#script.id;
    const roots = isEnvironment && result.end.kind === 'success' ? readRoots(result.end.output) : undefined;
    return roots === undefined ? result : { ...result, environment: outcomeOf(roots, preRoot, hashed) };
  }

  #changes(): RecordChange[] {
    return withPlaces(this.#world.storageChanges(), (address, key) => this.#world.getStorage(address, key));
  }

  /**
   * Runs tasks one after another, at once if nothing runs. After a fault none runs any more: what it left
   * behind cannot be trusted. Whatever is thrown here is one, but for a closed store: bad input was refused
   * before it came here.
   */
  #inOrder<Result>(task: () => Result | Promise<Result>): Promise<Result> {
    this.#warmUp?.postpone();
    let result: Result | Promise<Result>;
    try {
      result = this.#running === undefined ? this.#run(task) : this.#running.then(() => this.#run(task));
    } catch (thrown) {
      return Promise.reject(this.#toFault(thrown));
    }
    // With a store in memory, all is done.
    if (!(result instanceof Promise)) return Promise.resolve(result);
    const checked = result.catch((thrown) => {
      throw this.#toFault(thrown);
    });
    const end = (): void => {
      if (this.#running === settled) this.#running = undefined;
    };
    const settled: Promise<void> = checked.then(end, end);
    this.#running = settled;
    return checked;
  }

  #run<Result>(task: () => Result): Result {
    if (this.#fault !== undefined) throw this.#fault;
    return task();
  }

  /** What a task that threw is rejected with. */
  #toFault(thrown: unknown): Error {
    if (thrown instanceof PbevmError && !(thrown instanceof HostFault)) return thrown;
    this.#fault ??=
      thrown instanceof HostFault ? thrown : new HostFault(`internal error: ${thrown}`, { cause: thrown });
    return this.#fault;
  }
}
