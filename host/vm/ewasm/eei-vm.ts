/**
 * The EEI VM: native contracts that import the Ethereum Environment Interface (DESIGN 8, SEMANTICS 24). Their
 * code is checked and instrumented where it is created; calls run the instrumented module.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert, PbevmError } from '../../../runtime/errors.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { memoriesOfTransaction } from '../../../runtime/limits.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { ImportedFunctions } from '../../../runtime/sandbox/engine-types.js';
import type { RunEnd, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { MemoryBudget } from '../../../runtime/sandbox/memory-budget.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import type { ContractCode, FrameEnd, FrameHost, FrameResult, Message, Preparation, Vm } from '../vm.js';
import { EWASM_EEI_VM } from '../vm.js';
import { decodeArtefact, encodeArtefact } from './artefact.js';
import { checkContract, type ImportTable, importTable, MAIN } from './contract-rules.js';
import { EEI_DEBUG_FUNCTIONS, EEI_FUNCTIONS } from './eei.js';
import type { HostFunction } from './host-function.js';
import { NativeModules } from './native-modules.js';
import { isReceivingModule } from './receives.js';
import { EeiRun } from './run.js';

export interface EeiSettings {
  /** Accept the module `debug`. For people at work on a contract; a block accepts none. */
  readonly isDebugProfile?: boolean;
  /** Memories of the host's VMs together; one of its own by default. */
  readonly memories?: MemoryBudget;
}

export class EeiVm implements Vm {
  readonly id = EWASM_EEI_VM;
  readonly kind = 'ewasm';
  readonly firstRun = 'initcode';
  readonly #protocol: ProtocolVersion;
  readonly #table: ImportTable;
  readonly #modules: NativeModules;
  /** The run that is on top of the stack: host functions work for it. */
  #run: EeiRun | undefined;

  constructor(protocol: ProtocolVersion, settings: EeiSettings = {}) {
    const functions = settings.isDebugProfile ? EEI_DEBUG_FUNCTIONS : EEI_FUNCTIONS;
    const memories = settings.memories ?? new MemoryBudget(memoriesOfTransaction(protocol.limits));
    this.#protocol = protocol;
    this.#table = importTable(functions);
    this.#modules = new NativeModules(this.#imports(functions), memories);
  }

  /** Modules that are compiled and kept. */
  get cachedModules(): number {
    return this.#modules.size;
  }

  pagesReserved({ artefact }: ContractCode): number {
    return decodeArtefact(artefact).framePages;
  }

  /** EEI accounts always are (SEMANTICS 17). */
  isReentrant(): boolean {
    return true;
  }

  receives(source: Uint8Array): boolean {
    return isReceivingModule(source);
  }

  /** Compiles a contract, if it is not cached; runs nothing. False if it was there. */
  warm(code: ContractCode): boolean {
    if (this.#modules.has(code.codeHash)) return false;
    this.#modules.get(code);
    return true;
  }

  /** Forgets what calls left in caches. Results do not depend on it. */
  dropCaches(): void {
    this.#modules.clear();
  }

  /** Holds code to the profile and to the rules of contracts, and instruments it. */
  prepare(source: Uint8Array, fuel: bigint): Preparation {
    const { base, perByte } = this.#protocol.schedule.eei.prepare;
    const price = BigInt(base + perByte * source.length);
    if (fuel < price) return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuel };
    try {
      return { kind: 'ready', artefact: this.#instrument(source), fuelUsed: price };
    } catch (thrown) {
      if (!(thrown instanceof PbevmError) || thrown.code !== 'BAD_MODULE') throw thrown;
      return { kind: 'halt', code: 'INVALID_CODE', detail: thrown.message, fuelUsed: fuel };
    }
  }

  execute(code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const halted = (end: FrameEnd & { kind: 'halt' }): FrameResult => finished(end, message, 0n, 0n);
    const { startPages, framePages } = decodeArtefact(code.artefact);
    const price = this.#loadPrice(code.artefact.length, startPages, message);
    if (message.fuel < price) return halted({ kind: 'halt', code: 'OUT_OF_FUEL' });
    if (startPages > message.pagesMax) return halted({ kind: 'halt', code: 'MEMORY' });
    const start = {
      fuel: message.fuel - price,
      height: message.height,
      pagesMax: Math.min(framePages, message.pagesMax),
    };
    return this.#modules.get(code).with((sandbox) => {
      const run = new EeiRun(sandbox, host, this.#protocol, message, code.source);
      const end = frameEnd(this.#enter(run, sandbox, start), run);
      host.notePages(sandbox.memory.pages);
      return finished(end, message, sandbox.fuel, run.gasLeft);
    });
  }

  /** Runs `main` for a run, on top of the one that may have asked for it. */
  #enter(run: EeiRun, sandbox: SandboxInstance, start: Parameters<SandboxInstance['run']>[1]): RunEnd {
    const below = this.#run;
    this.#run = run;
    try {
      return sandbox.run(MAIN, start);
    } finally {
      this.#run = below;
    }
  }

  #instrument(source: Uint8Array): Uint8Array {
    const { schedule, limits } = this.#protocol;
    const profile = PROFILES.contract;
    checkContract(decodeModule(source, profile), this.#table);
    const { heightMax, nativePagesMax: pagesMax } = limits;
    return encodeArtefact(instrument(source, { schedule, heightMax, pagesMax, profile }));
  }

  /**
   * SEMANTICS 7: the same for every call, whatever is cached. In an Ethereum-shaped block a call is paid for
   * in gas.
   */
  #loadPrice(artefactBytes: number, pages: number, { gas }: Message): bigint {
    if (gas !== undefined) return 0n;
    const { base, perByte, perPage } = this.#protocol.schedule.load;
    return BigInt(base + perByte * artefactBytes + perPage * pages);
  }

  #imports(functions: readonly HostFunction[]): ImportedFunctions {
    const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
    for (const row of functions) {
      imports[row.module] ??= {};
      imports[row.module][row.name] = this.#bind(row);
    }
    return imports;
  }

  /** Seven arguments are the most; passing them by name spares an array on each call. */
  #bind({ gas, fuel, lengthAt, run: implementation }: HostFunction): (...args: never[]) => unknown {
    const call = implementation as (run: EeiRun, ...args: unknown[]) => unknown;
    return (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown) => {
      const run = this.#run as EeiRun;
      run.charge(gas, fuel, lengthAt === undefined ? 0 : (argument(lengthAt, a, b, c, d, e) as number));
      return call(run, a, b, c, d, e, f, g);
    };
  }
}

/** No length stands behind the fifth argument. */
function argument(at: number, a: unknown, b: unknown, c: unknown, d: unknown, e: unknown): unknown {
  switch (at) {
    case 0:
      return a;
    case 1:
      return b;
    case 2:
      return c;
    case 3:
      return d;
    default:
      return e;
  }
}

function frameEnd(end: RunEnd, run: EeiRun): FrameEnd {
  if (end.kind === 'halt') return end;
  // The normal return of main is success without output.
  if (end.kind === 'return') return { kind: 'success', output: EMPTY_BYTES, format: 'raw' };
  assert(run.end !== undefined, 'a host function that leaves the guest says how the run ends');
  return run.end;
}

/** An end with what it used: a halt has used all, of gas too. */
function finished(end: FrameEnd, message: Message, fuelLeft: bigint, gasLeft: bigint): FrameResult {
  const isHalt = end.kind === 'halt';
  const fuelUsed = isHalt ? message.fuel : message.fuel - fuelLeft;
  if (message.gas === undefined) return { ...end, fuelUsed };
  return { ...end, fuelUsed, gasLeft: isHalt ? 0n : gasLeft };
}
