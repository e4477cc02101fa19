/** A world with environments in it, executed in this thread. */

import assert from 'node:assert/strict';
import { executeCreation } from '../../../../host/execution/creation.js';
import { type ExecutionEnvironment, executeMessage } from '../../../../host/execution/frame.js';
import type { TransactionResult } from '../../../../host/execution/result.js';
import { executeCreate, executeTransaction } from '../../../../host/execution/transaction.js';
import { TransactionContext } from '../../../../host/execution/transaction-context.js';
import { MemoryStore } from '../../../../host/state/memory-store.js';
import { WorldState } from '../../../../host/state/world-state.js';
import { loadImage } from '../../../../host/vm/python/image.js';
import { PythonVm } from '../../../../host/vm/python/python-vm.js';
import { ScriptVm } from '../../../../host/vm/script/script-vm.js';
import type { EnvironmentServices } from '../../../../host/vm/script/services.js';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';
import { PYTHON_VM, SCRIPT_VM, type VmId } from '../../../../host/vm/vm.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';

export const SENDER = new Uint8Array(20).fill(0xaa);
const LIMITS = { fuel: 20_000_000_000n, memoryPagesMax: 256, debugBytesMax: 4_096 };

/** Services of frames that have no trees and no curves. */
export const NO_SERVICES: EnvironmentServices = {
  verifyState: () => false,
  hashTreeRoot: () => undefined,
  recover: () => undefined,
};

let salts = 0;

export class EnvironmentHost {
  environment: ExecutionEnvironment & { readonly world: WorldState };
  readonly script: ScriptVm;

  constructor(services: EnvironmentServices) {
    const python = new PythonVm(loadImage(), DEV_PROTOCOL);
    this.script = new ScriptVm(python, DEV_PROTOCOL, { services });
    const vms = new Map([python, this.script].map((vm) => [vm.id, vm]));
    this.environment = { world: new WorldState(new MemoryStore()), vms, protocol: DEV_PROTOCOL, shardId: 3n };
  }

  create(code: Uint8Array, args: readonly Value[] = [], vm: VmId = SCRIPT_VM): TransactionResult {
    const salt = new Uint8Array(32);
    new DataView(salt.buffer).setUint32(28, ++salts);
    const data = encodeValue([...args]);
    return executeCreate(this.environment, {
      sender: SENDER,
      vm,
      code,
      salt,
      value: 0n,
      data,
      limits: LIMITS,
    });
  }

  /** Address of a new account, whose first run must succeed. */
  deploy(code: Uint8Array, args: readonly Value[] = [], vm: VmId = SCRIPT_VM): Uint8Array {
    const { end, created } = this.create(code, args, vm);
    assert.equal(end.kind, 'success', JSON.stringify(end));
    return created as Uint8Array;
  }

  /** Makes an environment at an address of the test's own choice. */
  place(created: Uint8Array, code: Uint8Array, args: readonly Value[]): void {
    const data = encodeValue([...args]);
    const pages = { depth: 0, height: 0, pagesMax: LIMITS.memoryPagesMax };
    const creation = {
      vmId: SCRIPT_VM,
      creator: SENDER,
      created,
      code,
      value: 0n,
      data,
      fuel: LIMITS.fuel,
      ...pages,
    };
    const end = executeCreation(executeMessage, this.environment, new TransactionContext(LIMITS), creation);
    assert.equal(
      end.kind,
      'success',
      JSON.stringify(end, (_, value) => (typeof value === 'bigint' ? `${value}` : value)),
    );
  }

  deployContract(source: string): Uint8Array {
    return this.deploy(new TextEncoder().encode(source), [], PYTHON_VM);
  }

  send(target: Uint8Array, args: readonly Value[], fuel = LIMITS.fuel): TransactionResult {
    const data = encodeValue([...args]);
    const limits = { ...LIMITS, fuel };
    return executeTransaction(this.environment, { sender: SENDER, target, value: 0n, data, limits });
  }

  processBlock(environment: Uint8Array, transactions: Value = [], fuel = LIMITS.fuel): TransactionResult {
    return this.send(environment, ['process_block', transactions], fuel);
  }
}

/** How a transaction ended, in words; what a success returned. */
export function endOf({ end }: TransactionResult): string {
  if (end.kind === 'halt') return `halt ${end.code}: ${end.detail ?? ''}`;
  if (end.kind === 'revert')
    return `${end.code} ${end.format === 'cbor' ? String(decodeValue(end.reason)) : ''}`;
  return end.kind === 'refused' ? end.code : 'success';
}

/** The value that a success returned. */
export function returned(result: TransactionResult): Value {
  assert.equal(result.end.kind, 'success', endOf(result));
  return result.end.kind === 'success' ? decodeValue(result.end.output) : null;
}

export const esIdOf = (address: Uint8Array): bigint => BigInt(`0x${Buffer.from(address).toString('hex')}`);
