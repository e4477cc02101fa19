/**
 * What the VMs of native contracts have in common (DESIGN 8): code is checked and instrumented where it is
 * created, calls run the instrumented module on a pooled instance.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert, PbevmError } from '../../../runtime/errors.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { memoriesOfTransaction } from '../../../runtime/limits.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { ImportedFunctions } from '../../../runtime/sandbox/engine-types.js';
import type { RunStart, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { MemoryBudget } from '../../../runtime/sandbox/memory-budget.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import type { WasmModule } from '../../../runtime/wasm/module.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import type {
  ContractCode,
  Finding,
  FrameEnd,
  FrameHost,
  FrameResult,
  Message,
  Preparation,
  Vm,
  VmId,
} from '../vm.js';
import { decodeArtefact, encodeArtefact } from './artefact.js';
import { brokenRule, brokenRules, type ImportTable, importTable, MAIN } from './contract-rules.js';
import { hasSection, SECTION } from './contract-sections.js';
import type { HostFunction } from './host-function.js';
import { NativeModules } from './native-modules.js';
import type { NativeRun } from './native-run.js';

export interface NativeSettings {
  /** Memories of the host's VMs together; one of its own by default. */
  readonly memories?: MemoryBudget;
}

/** An interface: its functions, and whether sections of the host mean something in its contracts. */
export interface NativeInterface<Row extends HostFunction> {
  readonly functions: readonly Row[];
  readonly hasSections: boolean;
}

export abstract class NativeVm<Row extends HostFunction, Run extends NativeRun> implements Vm {
  abstract readonly id: VmId;
  abstract readonly kind: string;
  readonly firstRun = 'initcode';
  protected readonly protocol: ProtocolVersion;
  readonly #table: ImportTable;
  readonly #hasSections: boolean;
  readonly #modules: NativeModules;
  /** The run that is on top of the stack: host functions work for it. */
  #run: Run | undefined;

  constructor(
    protocol: ProtocolVersion,
    { functions, hasSections }: NativeInterface<Row>,
    { memories = new MemoryBudget(memoriesOfTransaction(protocol.limits)) }: NativeSettings,
  ) {
    this.protocol = protocol;
    this.#table = importTable(functions);
    this.#hasSections = hasSections;
    const table = this.#imports(functions);
    this.#modules = new NativeModules((module) => this.importsOf(module, table), memories);
  }

  /** What an instance of a compiled module gets: the functions of the table, unless it can import others. */
  protected importsOf(_module: WebAssembly.Module, table: ImportedFunctions): ImportedFunctions {
    return table;
  }

  /** The run that is on top of the stack. */
  protected get running(): Run {
    return this.#run as Run;
  }

  abstract isReentrant(source: Uint8Array): boolean;

  receives(source: Uint8Array): boolean {
    return hasSection(source, SECTION.receives);
  }

  /** A run on an instance that is as new. */
  protected abstract begin(
    sandbox: SandboxInstance,
    host: FrameHost,
    message: Message,
    code: ContractCode,
  ): Run;

  /** Takes the price of a function for a length. */
  protected abstract charge(run: Run, row: Row, length: number): void;

  /** Modules that are compiled and kept. */
  get cachedModules(): number {
    return this.#modules.size;
  }

  pagesReserved({ artefact }: ContractCode): number {
    return decodeArtefact(artefact).framePages;
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

  /** The rules that code breaks, without a price: for people. Code without findings can be deployed. */
  check(source: Uint8Array): readonly Finding[] {
    const made = this.#instrument(source);
    return 'findings' in made ? made.findings : [];
  }

  /** Holds code to the profile and to the rules of contracts, and instruments it. */
  prepare(source: Uint8Array, fuel: bigint): Preparation {
    const { base, perByte } = this.protocol.schedule.eei.prepare;
    const price = BigInt(base + perByte * source.length);
    if (fuel < price) return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuel };
    const made = this.#instrument(source);
    if ('artefact' in made) return { kind: 'ready', artefact: made.artefact, fuelUsed: price };
    const { findings } = made;
    return { kind: 'halt', code: 'INVALID_CODE', detail: findings[0].message, findings, fuelUsed: fuel };
  }

  execute(code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const { startPages, framePages } = decodeArtefact(code.artefact);
    const price = this.loadPrice(code.artefact.length, startPages, message);
    const refuse = (end: FrameEnd): FrameResult => this.ended({ ...end, fuelUsed: message.fuel }, message);
    if (message.fuel < price) return refuse({ kind: 'halt', code: 'OUT_OF_FUEL' });
    if (startPages > message.pagesMax) return refuse({ kind: 'halt', code: 'MEMORY' });
    const start = {
      fuel: message.fuel - price,
      height: message.height,
      pagesMax: Math.min(framePages, message.pagesMax),
    };
    return this.#modules.get(code).with((sandbox) => {
      const run = this.begin(sandbox, host, message, code);
      const end = this.runToEnd(run, sandbox, start);
      host.notePages(sandbox.memory.pages);
      // A halt has used all.
      const fuelUsed = end.kind === 'halt' ? message.fuel : message.fuel - sandbox.fuel;
      return this.ended({ ...end, fuelUsed }, message, run);
    });
  }

  /** What a frame that ended says; without a run, it did not begin. */
  protected ended(result: FrameResult, _message: Message, _run?: Run): FrameResult {
    return result;
  }

  /** SEMANTICS 7: the same for every call, whatever is cached. */
  protected loadPrice(artefactBytes: number, pages: number, _message: Message): bigint {
    const { base, perByte, perPage } = this.protocol.schedule.load;
    return BigInt(base + perByte * artefactBytes + perPage * pages);
  }

  /** The rules that a module breaks beyond the profile. */
  protected brokenRules(module: WasmModule, table: ImportTable): Finding[] {
    return brokenRules(module, table, this.#hasSections);
  }

  /** Export by which a run is entered. */
  protected entryOf(_run: Run): string {
    return MAIN;
  }

  /** Runs the entry, on top of the run that may have asked for it. */
  protected runToEnd(run: Run, sandbox: SandboxInstance, start: RunStart): FrameEnd {
    const below = this.#run;
    this.#run = run;
    try {
      const end = sandbox.run(this.entryOf(run), start);
      if (end.kind === 'halt') return end;
      // A normal return is success without output.
      if (end.kind === 'return') return { kind: 'success', output: EMPTY_BYTES, format: 'raw' };
      assert(run.end !== undefined, 'a host function that leaves the guest says how the run ends');
      return run.end;
    } finally {
      this.#run = below;
    }
  }

  #instrument(source: Uint8Array): { readonly artefact: Uint8Array } | { readonly findings: Finding[] } {
    const { schedule, limits } = this.protocol;
    const profile = PROFILES.contract;
    const { heightMax, nativePagesMax: pagesMax } = limits;
    try {
      const findings = this.brokenRules(decodeModule(source, profile), this.#table);
      if (findings.length > 0) return { findings };
      return { artefact: encodeArtefact(instrument(source, { schedule, heightMax, pagesMax, profile })) };
    } catch (thrown) {
      if (!(thrown instanceof PbevmError) || thrown.code !== 'BAD_MODULE') throw thrown;
      return { findings: [brokenRule('binary', thrown.message)] };
    }
  }

  #imports(functions: readonly Row[]): ImportedFunctions {
    const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
    for (const row of functions) {
      imports[row.module] ??= {};
      imports[row.module][row.name] = this.#bind(row);
    }
    return imports;
  }

  /** Seven arguments are the most; passing them by name spares an array on each call. */
  #bind(row: Row): (...args: never[]) => unknown {
    const call = row.run as (run: Run, ...args: unknown[]) => unknown;
    const { lengthAt } = row;
    return (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown, f: unknown, g: unknown) => {
      const run = this.#run as Run;
      this.charge(run, row, lengthAt === undefined ? 0 : (argument(lengthAt, a, b, c, d, e) as number));
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
