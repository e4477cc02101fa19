/**
 * Runs blocks of execution environments from code, a root and witnesses: no database, no chain. In a thread
 * with the stack of SEMANTICS 5.
 */

import { type Address, parseAddress, ZERO_ADDRESS } from '../runtime/address.js';
import { PbevmError } from '../runtime/errors.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import type { CallLimits, ContractResult } from './api.js';
import { DEFAULT_LIMITS } from './api.js';
import { checkLimits } from './call-limits.js';
import type { OfflineBlock, OfflineResult } from './offline-environment.js';
import { toResult } from './results.js';
import { MemoryStore } from './state/memory-store.js';
import { type MemoryReservation, reserveMemories } from './thread/address-space.js';
import { ExecutionQueue } from './thread/execution-queue.js';
import { loadImage } from './vm/python/image.js';
import { isRoot, PROCESS_BLOCK } from './vm/script/block-roots.js';
import { encodeValue } from './vm/values/cbor.js';
import type { Value } from './vm/values/types.js';

/** A block of an environment. */
export interface EnvironmentBlock {
  /** Of the environment: Python source or a wasm binary. */
  readonly code: string | Uint8Array;
  /** Arguments of its creation; none by default. */
  readonly args?: readonly Value[];
  /** Address of its account, by which it is called; the zero address by default. */
  readonly address?: string;
  /** 0 by default. */
  readonly shardId?: bigint;
  /** Who creates it and sends the block; the zero address by default. */
  readonly from?: string;
  /** 32 bytes: the root of its state before the block, whatever its creation has written. */
  readonly preStateRoot: Uint8Array;
  /** With their witnesses, as the environment wants them. */
  readonly transactions: readonly Value[];
  readonly limits?: Partial<CallLimits>;
}

export interface EnvironmentBlockResult {
  /** `init` if the environment could not be created: then there was no block. */
  readonly entry: 'init' | 'process_block';
  /** How that entry ended; of a block that was processed, `environment` has receipts and changes. */
  readonly result: ContractResult;
}

const ENTRY = new URL('./environment-worker.js', import.meta.url);

const U64_END = 2n ** 64n;

export class EnvironmentRunner {
  readonly #executions: ExecutionQueue;
  readonly #memories: MemoryReservation;

  private constructor(executions: ExecutionQueue, memories: MemoryReservation) {
    this.#executions = executions;
    this.#memories = memories;
  }

  /**
   * Starts the thread.
   * @throws PbevmError IMAGE_MISSING, IMAGE_MISMATCH; MEMORY_UNAVAILABLE; HostFault.
   */
  static async start(): Promise<EnvironmentRunner> {
    const memories = reserveMemories(DEV_PROTOCOL.limits);
    try {
      // Nothing is ever asked of the store: each block has a world of its own.
      const store = Promise.resolve(new MemoryStore());
      const image = Promise.resolve().then(() => loadImage());
      const { stackMb } = DEV_PROTOCOL.limits;
      const executions = await ExecutionQueue.start(store, image, { entry: ENTRY, stackSizeMb: stackMb });
      return new EnvironmentRunner(executions, memories);
    } catch (error) {
      memories.release();
      throw error;
    }
  }

  /**
   * Creates the environment and has it process a block; nothing of both is kept. Other accounts and the
   * block of a chain are not there.
   * @throws PbevmError BAD_INPUT, BAD_VALUE; CLOSED; HostFault.
   */
  async process(block: EnvironmentBlock): Promise<EnvironmentBlockResult> {
    const args = [toOfflineBlock(block)];
    return this.#executions.request(
      () => ({ method: 'process', args }),
      undefined,
      (reply) => {
        const { entry, ...result } = reply.result as OfflineResult;
        return { entry, result: toResult(result) };
      },
    );
  }

  /** After the blocks that were asked for. */
  async close(): Promise<void> {
    await this.#executions.close();
    this.#memories.release();
  }
}

function toOfflineBlock(block: EnvironmentBlock): OfflineBlock {
  const { code, args = [], shardId = 0n, preStateRoot, transactions, limits } = block;
  if (!isRoot(preStateRoot)) throw new PbevmError('BAD_INPUT', 'preStateRoot has 32 bytes');
  if (!Array.isArray(transactions)) throw new PbevmError('BAD_INPUT', 'transactions is an array of values');
  if (typeof shardId !== 'bigint' || shardId < 0n || shardId >= U64_END)
    throw new PbevmError('BAD_INPUT', `shardId is an integer from 0 to ${U64_END - 1n}`);
  return {
    code: typeof code === 'string' ? new TextEncoder().encode(code) : new Uint8Array(code),
    args: encodeValue([...args], 'args'),
    address: addressOf(block.address),
    shardId,
    sender: addressOf(block.from),
    preRoot: new Uint8Array(preStateRoot),
    data: encodeValue([PROCESS_BLOCK, [...transactions]], 'transactions'),
    limits: checkLimits({ ...DEFAULT_LIMITS, ...limits }),
  };
}

const addressOf = (text: string | undefined): Address =>
  text === undefined ? ZERO_ADDRESS : parseAddress(text);
