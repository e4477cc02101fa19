/**
 * An environment's block without a chain: code, a root and transactions with their witnesses go in, roots and
 * receipts come out. There is no database, and no account but the environment's own (SEMANTICS 42).
 */

import type { Address } from '../runtime/address.js';
import { memoriesOfTransaction } from '../runtime/limits.js';
import type { ProtocolVersion } from '../runtime/protocol.js';
import type { CompiledModule } from '../runtime/sandbox/engine-types.js';
import { MemoryBudget } from '../runtime/sandbox/memory-budget.js';
import { type BlockOutcome, outcomeOf } from './environment/block-outcome.js';
import { ObservedServices } from './environment/observed-services.js';
import type { TransactionResult } from './execution/result.js';
import { executeCreateAt, executeTransaction } from './execution/transaction.js';
import type { TransactionLimits } from './execution/transaction-context.js';
import { SALT_BYTES } from './state/account.js';
import { MemoryStore } from './state/memory-store.js';
import { WorldState } from './state/world-state.js';
import { PythonVm } from './vm/python/python-vm.js';
import { ROOT_KEY, readRoots } from './vm/script/block-roots.js';
import { ScriptVm } from './vm/script/script-vm.js';
import type { EnvironmentServices } from './vm/script/services.js';
import { SCRIPT_VM, type Vm, type VmId } from './vm/vm.js';

/** A block of an environment, in bytes. */
export interface OfflineBlock {
  /** Of the environment: wasm or Python. */
  readonly code: Uint8Array;
  /** Of its account: what the environment is called by. */
  readonly address: Address;
  readonly shardId: bigint;
  /** Who creates the environment and sends the block. */
  readonly sender: Address;
  /** Arguments of `init`, canonical CBOR of a list. */
  readonly args: Uint8Array;
  /** 32 bytes; whatever `init` has written, `process_block` gets this. */
  readonly preRoot: Uint8Array;
  /** Call data, canonical CBOR of `["process_block", transactions]`. */
  readonly data: Uint8Array;
  /** Of the creation, and of the block. */
  readonly limits: TransactionLimits;
}

/** How far it came, and how that ended. */
export interface OfflineResult extends TransactionResult {
  /** `init` if the environment could not be created: then there was no block. */
  readonly entry: 'init' | 'process_block';
  /** Of a success. */
  readonly environment?: BlockOutcome;
}

/** It makes an address, and the address is given here. */
const NO_SALT = new Uint8Array(SALT_BYTES);

export class OfflineEnvironments {
  readonly #protocol: ProtocolVersion;
  readonly #services: ObservedServices;
  readonly #vms: ReadonlyMap<VmId, Vm>;

  constructor(image: CompiledModule, protocol: ProtocolVersion, services: EnvironmentServices) {
    const memories = new MemoryBudget(memoriesOfTransaction(protocol.limits));
    const python = new PythonVm(image, protocol, { memories });
    this.#protocol = protocol;
    this.#services = new ObservedServices(services);
    const script = new ScriptVm(python, protocol, { memories, services: this.#services });
    this.#vms = new Map([[script.id, script]]);
  }

  /** Processes a block in this thread, whose stack must be that of SEMANTICS 5. Nothing of it is kept. */
  execute(block: OfflineBlock): OfflineResult {
    const world = new WorldState(new MemoryStore());
    const { shardId, address, sender, data, limits, preRoot } = block;
    const environment = { world, vms: this.#vms, protocol: this.#protocol, shardId };
    const creation = {
      sender,
      vm: SCRIPT_VM,
      code: block.code,
      salt: NO_SALT,
      value: 0n,
      data: block.args,
      limits,
    };
    const created = executeCreateAt(environment, creation, address);
    if (created.end.kind !== 'success') return { ...created, entry: 'init' };
    world.setStorage(address, ROOT_KEY, preRoot);
    const message = { sender, target: address, value: 0n, data, limits };
    const { result, hashed } = this.#services.observe(() => executeTransaction(environment, message));
    const roots = result.end.kind === 'success' ? readRoots(result.end.output) : undefined;
    const known = roots === undefined ? {} : { environment: outcomeOf(roots, preRoot, hashed) };
    return { ...result, entry: 'process_block', ...known };
  }
}
