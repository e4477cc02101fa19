/**
 * The engine: one store, one world, the VMs, and transactions one after another. It works in bytes, so that
 * it can stand behind a thread boundary; `Host` in front of it speaks values.
 */

import type { Address } from '../runtime/address.js';
import { EMPTY_BYTES } from '../runtime/bytes.js';
import { assert, HostFault, PbevmError } from '../runtime/errors.js';
import { DEV_PROTOCOL, type ProtocolVersion } from '../runtime/protocol.js';
import type { ExecutionEnvironment } from './execution/frame.js';
import type { TransactionResult } from './execution/result.js';
import {
  type CreateTransaction,
  executeCreate,
  executeTransaction,
  type MessageTransaction,
} from './execution/transaction.js';
import { EMPTY_ACCOUNT, hasCode } from './state/account.js';
import { MemoryStore } from './state/memory-store.js';
import type { Store } from './state/store.js';
import { type StorageChange, WorldState } from './state/world-state.js';
import { loadImage } from './vm/python/image.js';
import { PythonVm } from './vm/python/python-vm.js';
import { PYTHON_VM, type VmId } from './vm/vm.js';

export interface EngineOptions {
  readonly store: 'memory' | 'level';
  /** Folder of the level store. */
  readonly path?: string;
  /** File of the interpreter image; the one of the package by default. */
  readonly imagePath?: string;
  /** What addresses have from the start; the store must be empty. Checked by `createHost`. */
  readonly balances?: readonly (readonly [Address, bigint])[];
}

/** A transaction's result, with the storage records it changed if that was asked for. */
export interface EngineResult extends TransactionResult {
  readonly changes?: readonly StorageChange[];
}

/** What is stored of an account. */
export interface AccountReport {
  readonly vm: VmId;
  readonly balance: bigint;
  readonly codeHash: Uint8Array;
  readonly storageSize: bigint;
  readonly source: Uint8Array;
  /** Records of the account's storage, as its VM lays them out. */
  readonly records: readonly { readonly key: Uint8Array; readonly value: Uint8Array }[];
}

export interface ReportOptions {
  readonly withChanges?: boolean;
}

/** What `Host` needs of an engine, in this thread or another. */
export interface EngineApi {
  deploy(transaction: Omit<CreateTransaction, 'vm'>, options: ReportOptions): Promise<EngineResult>;
  send(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult>;
  /** Runs a message and drops its effects (SEMANTICS 21). */
  call(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult>;
  inspect(address: Address): Promise<AccountReport | undefined>;
  close(): Promise<void>;
}

export class Engine implements EngineApi {
  readonly #store: Store;
  readonly #world: WorldState;
  readonly #python: PythonVm;
  readonly #environment: ExecutionEnvironment;
  /** Settles when the transaction before the next one has been committed. */
  #previous: Promise<unknown> = Promise.resolve();
  #fault: HostFault | undefined;

  private constructor(store: Store, python: PythonVm, protocol: ProtocolVersion) {
    this.#store = store;
    this.#world = new WorldState(store);
    this.#python = python;
    this.#environment = { world: this.#world, vms: new Map([[PYTHON_VM, python]]), protocol };
  }

  /** Opens the store and loads the image. Throws what these throw (PbevmError). */
  static async open(options: EngineOptions): Promise<Engine> {
    const python = new PythonVm(loadImage(options.imagePath), DEV_PROTOCOL);
    const store = await openStore(options);
    try {
      if (options.balances !== undefined) await writeBalances(store, options.balances);
    } catch (thrown) {
      await store.close();
      throw thrown;
    }
    return new Engine(store, python, DEV_PROTOCOL);
  }

  deploy(transaction: Omit<CreateTransaction, 'vm'>, options: ReportOptions): Promise<EngineResult> {
    return this.#transact(
      () => executeCreate(this.#environment, { ...transaction, vm: PYTHON_VM }),
      options,
      true,
    );
  }

  send(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult> {
    return this.#transact(() => executeTransaction(this.#environment, transaction), options, true);
  }

  call(transaction: MessageTransaction, options: ReportOptions): Promise<EngineResult> {
    return this.#transact(() => executeTransaction(this.#environment, transaction), options, false);
  }

  inspect(address: Address): Promise<AccountReport | undefined> {
    return this.#inOrder(async () => {
      const account = this.#world.getAccount(address);
      if (account === undefined) return undefined;
      if (!hasCode(account)) return { ...account, source: EMPTY_BYTES, records: [] };
      const { source } = this.#world.getContractCode(account, this.#python);
      const records = this.#python.listStorage((key) => this.#world.getStorage(address, key));
      return { ...account, source, records };
    });
  }

  /** Drops every cache; results and fuel do not depend on them. For tests. */
  dropCaches(): void {
    this.#python.dropCaches();
  }

  async close(): Promise<void> {
    await this.#previous.catch(() => undefined);
    await this.#store.close();
  }

  /** Runs a transaction on a clean journal and keeps or drops what it wrote. */
  #transact(execute: () => TransactionResult, options: ReportOptions, keep: boolean): Promise<EngineResult> {
    return this.#inOrder(async () => {
      const result = execute();
      const reported = options.withChanges ? { ...result, changes: this.#world.storageChanges() } : result;
      if (keep) await this.#world.flush();
      else this.#world.discard();
      return reported;
    });
  }

  /**
   * Runs tasks one after another. After a fault none runs any more: what it left behind cannot be trusted.
   * Whatever is thrown here is one, but for a closed store: bad input was refused before it came here.
   */
  #inOrder<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#previous.then(async () => {
      if (this.#fault !== undefined) throw this.#fault;
      try {
        return await task();
      } catch (thrown) {
        if (thrown instanceof PbevmError && !(thrown instanceof HostFault)) throw thrown;
        const isFault = thrown instanceof HostFault;
        this.#fault = isFault ? thrown : new HostFault(`internal error: ${thrown}`, { cause: thrown });
        throw this.#fault;
      }
    });
    this.#previous = result.catch(() => undefined);
    return result;
  }
}

/** @throws PbevmError BAD_INPUT if the store has any record. */
async function writeBalances(store: Store, balances: NonNullable<EngineOptions['balances']>): Promise<void> {
  for await (const _ of store.entries()) {
    const message = 'balances are written once, into an empty store, and this one is not: leave them out';
    throw new PbevmError('BAD_INPUT', message);
  }
  const world = new WorldState(store);
  for (const [address, balance] of balances) world.setAccount(address, { ...EMPTY_ACCOUNT, balance });
  await world.flush();
}

/** The database is loaded where it is wanted: it takes a fifth of the time of a first call. */
async function openStore({ store, path }: EngineOptions): Promise<Store> {
  if (store === 'memory') return new MemoryStore();
  const { LevelStore } = await import('./state/level-store.js');
  assert(path !== undefined, 'createHost checks that a level store has a path');
  return LevelStore.open(path);
}
