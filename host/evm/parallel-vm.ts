/**
 * "In addition to this, the client will also execute a separate set of transactions using the PBEVM"
 * (EIP-6609): a block of both. PBEVM's half comes first and its root goes into EVM state, so that the EVM's
 * header proves it; then EthereumJS runs the EVM's half as usual. Both are kept or neither (SEMANTICS 30).
 */

import type { Common, StateManagerInterface } from '@ethereumjs/common';
import type { Message } from '@ethereumjs/evm';
import {
  createVM,
  type RunBlockOpts,
  type RunBlockResult,
  runBlock,
  type VM,
  type VMOpts,
} from '@ethereumjs/vm';
import { equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import type { Block, QueuedCall } from '../block/containers.js';
import { BlockError } from '../block/errors.js';
import type { QueueLimits } from './call-queue.js';
import { ensureGatewayAccount, GATEWAY_ADDRESS, Gateway, type GatewayLimits } from './gateway.js';
import { readLastRoot, writeRoot } from './root-ring.js';
import type { PendingSection, SectionInput, SectionLink, SectionProcessor } from './section.js';

/** What the EVM's transactions of one block may queue for PBEVM's next, if that has as much fuel. */
export const QUEUE_LIMITS: QueueLimits = {
  callsMax: 256,
  payloadBytesMax: 2 ** 17,
  fuelMax: 500_000_000n,
};

export interface ParallelVmOptions extends Omit<VMOpts, 'evm' | 'common' | 'stateManager'> {
  readonly common: Common;
  readonly stateManager: StateManagerInterface;
  readonly processor: SectionProcessor;
}

/** A block of both halves. */
export interface ParallelResult {
  readonly evm: RunBlockResult;
  readonly pbevm: Block;
}

export class ParallelVm {
  /** EthereumJS's, with the gateway in it. Calls outside of a block see no PBEVM. */
  readonly vm: VM;
  readonly #processor: SectionProcessor;
  readonly #gateway: Gateway;
  #isRunning = false;

  private constructor(vm: VM, processor: SectionProcessor, gateway: Gateway) {
    this.vm = vm;
    this.#processor = processor;
    this.#gateway = gateway;
  }

  /**
   * Makes an EthereumJS VM with the gateway in it. If PBEVM is one block ahead, as after a crash between the
   * two halves of a commit, that block is taken back.
   * @throws PbevmError OUT_OF_STEP if the two states do not belong together.
   */
  static async create(options: ParallelVmOptions): Promise<ParallelVm> {
    const { processor, evmOpts, ...vmOptions } = options;
    const gateway = new Gateway(options.stateManager, limitsOf(processor));
    const customPrecompiles = [...(evmOpts?.customPrecompiles ?? []), gateway.precompile];
    const vm = await createVM({ ...vmOptions, evmOpts: { ...evmOpts, customPrecompiles } });
    const { events } = vm.evm;
    if (events === undefined) throw new PbevmError('BAD_INPUT', 'the EVM tells no events');
    events.on('beforeMessage', (message: Message) => gateway.enter(message));
    events.on('afterMessage', () => gateway.leave());
    await align(options.stateManager, processor);
    return new ParallelVm(vm, processor, gateway);
  }

  /**
   * Executes a new block of both halves and keeps it.
   * @param evm as `runBlock` of EthereumJS takes it, with `generate: true` to have the header filled in.
   * @param input what PBEVM's half is made of.
   * @throws what `runBlock` and the processor throw; then nothing is kept.
   */
  build(evm: RunBlockOpts, input: SectionInput): Promise<ParallelResult> {
    return this.#run(evm, (link) => this.#processor.build({ ...input, ...link }));
  }

  /**
   * Verifies and keeps a block of both halves that somebody else made.
   * @throws as `build`, and BlockError BAD_QUEUE or BAD_ANCHOR if the halves do not belong together.
   */
  apply(evm: RunBlockOpts, block: Block): Promise<ParallelResult> {
    return this.#run(evm, (link) => {
      checkLink(block, link);
      return this.#processor.apply(block);
    });
  }

  async #run(
    evm: RunBlockOpts,
    prepare: (link: SectionLink) => Promise<PendingSection>,
  ): Promise<ParallelResult> {
    if (this.#isRunning) throw new PbevmError('BAD_INPUT', 'one block at a time');
    this.#isRunning = true;
    const { journal, stateManager } = this.vm.evm;
    let section: PendingSection | undefined;
    let isKept = false;
    // The outer checkpoint, around what `runBlock` does in its own.
    await journal.checkpoint();
    try {
      await ensureGatewayAccount(stateManager);
      const queue = await this.#gateway.queue.drain();
      section = await prepare({ queue, anchor: evm.block.header.parentHash });
      await writeRoot(stateManager, GATEWAY_ADDRESS, section.block.header);
      this.#gateway.attach(section);
      const result = await runBlock(this.vm, evm);
      isKept = true;
      await this.#commit(section);
      return { evm: result, pbevm: section.block };
    } catch (thrown) {
      await journal.revert();
      if (!isKept) await section?.abort();
      throw thrown;
    } finally {
      this.#gateway.attach(undefined);
      this.#isRunning = false;
    }
  }

  /**
   * PBEVM's half first: it can be taken back, here if the EVM's half cannot be kept, or by `align` after a
   * crash between the two.
   */
  async #commit(section: PendingSection): Promise<void> {
    await section.commit();
    try {
      await this.vm.evm.journal.commit();
    } catch (thrown) {
      await this.#processor.rollback(section.block.header.height - 1n);
      throw thrown;
    }
  }
}

/** A block executes all that was queued: its fuel, the same in all blocks, is the most that may be. */
function limitsOf({ head: { fuelLimit, protocol } }: SectionProcessor): GatewayLimits {
  const { fuelMax } = QUEUE_LIMITS;
  const { valueBytesMax } = PROTOCOL_VERSIONS[protocol].limits;
  return { ...QUEUE_LIMITS, fuelMax: fuelLimit < fuelMax ? fuelLimit : fuelMax, dataBytesMax: valueBytesMax };
}

/** Brings PBEVM to the height that the EVM's state names. */
async function align(state: StateManagerInterface, processor: SectionProcessor): Promise<void> {
  const { height, stateRoot } = await readLastRoot(state, GATEWAY_ADDRESS);
  if (processor.head.height === height + 1n) await processor.rollback(height);
  const { head } = processor;
  // Before the first block nothing was written into the EVM's state.
  if (head.height === height && (height === 0n || equalBytes(head.stateRoot, stateRoot))) return;
  const message = `the EVM's state belongs to PBEVM block ${height}, and PBEVM is at block ${head.height}`;
  throw new PbevmError('OUT_OF_STEP', message);
}

function checkLink(block: Block, { queue, anchor }: SectionLink): void {
  if (!equalBytes(block.header.anchor, anchor))
    throw new BlockError('BAD_ANCHOR', 'the block belongs to another block of the EVM');
  const isSame =
    queue.length === block.queue.length && queue.every((call, i) => isSameCall(call, block.queue[i]));
  if (!isSame) throw new BlockError('BAD_QUEUE', 'the queued calls are not what the EVM queued');
}

function isSameCall(a: QueuedCall, b: QueuedCall): boolean {
  return (
    equalBytes(a.sender, b.sender) &&
    equalBytes(a.target, b.target) &&
    a.fuelLimit === b.fuelLimit &&
    equalBytes(a.payload, b.payload)
  );
}
