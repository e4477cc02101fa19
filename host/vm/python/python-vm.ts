/**
 * The Python VM: contracts as scripts on the interpreter image, "executed from the start of the file" on
 * every call (EIP-6609). Compile is an export of python-wasm/embed/compile.c, load and run are of run.c.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { assert, HostFault } from '../../../runtime/errors.js';
import { FUEL_MAX, memoriesOfTransaction } from '../../../runtime/limits.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { CompiledModule } from '../../../runtime/sandbox/engine-types.js';
import { type RunEnd, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { InstancePool, type PoolStatistics } from '../../../runtime/sandbox/instance-pool.js';
import type { MemoryBudget } from '../../../runtime/sandbox/memory-budget.js';
import { MemoryImage } from '../../../runtime/sandbox/memory-image.js';
import { encodeValue } from '../values/cbor.js';
import type {
  ContractCode,
  Finding,
  FrameEnd,
  FrameHost,
  FrameResult,
  Message,
  Preparation,
  ScriptSide,
  Vm,
} from '../vm.js';
import { PYTHON_VM } from '../vm.js';
import { ContractImages, type ImageStatistics } from './contract-images.js';
import { isReceivingSource, isReentrantSource } from './directives.js';
import { bindHostFunctions } from './host-imports.js';
import { PythonRun, type RunSubject } from './run.js';
import {
  COMPILE_ANSWER,
  COMPILE_MODE,
  type CompileMode,
  readFindings,
  summaryOf,
  wholeFinding,
} from './screening.js';
import { traceSubject } from './trace.js';

/** Layout of the message that run() reads, as in run.c: flags, invoker, own address, value, entry, args. */
const MESSAGE = { flags: 0, invoker: 1, address: 21, value: 41, entry: 57 } as const;

/** Flags of the message. Of an execution environment's frames: its own code, a child, an entry is named. */
const FLAG = { new: 1, script: 2, child: 4, entry: 8 } as const;

/** How an export ended, and what it returned if it did. */
interface ExportEnd {
  readonly end: RunEnd;
  readonly value?: number;
}

/** What compile() made of a source. */
type Compilation =
  | { readonly kind: 'ready'; readonly artefact: Uint8Array; readonly fuelUsed: bigint }
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  | (RunEnd & { readonly kind: 'halt' });

/** An instance and the run that its host functions work for. */
class PythonInstance {
  readonly sandbox: SandboxInstance;
  /** What runs on it now; host functions read it. */
  run: PythonRun | undefined;

  constructor(module: CompiledModule) {
    this.sandbox = new SandboxInstance(module, { pbevm: bindHostFunctions(this) });
  }

  /**
   * Writes the input of an export, `head` then `body`, and runs it for `run`; counters were set by
   * `begin`.
   */
  runExport(name: string, head: Uint8Array, body: Uint8Array, run: PythonRun, ...args: number[]): ExportEnd {
    this.run = run;
    const { sandbox } = this;
    const prepared = sandbox.callExport('input', head.length + body.length);
    if (prepared.end.kind !== 'return') return prepared;
    if (prepared.value === 0)
      return { end: { kind: 'halt', code: 'MEMORY', detail: 'no memory for the input' } };
    sandbox.memory.write(prepared.value, head);
    sandbox.memory.write(prepared.value + head.length, body);
    return sandbox.callExport(name, ...args);
  }
}

/** Compiling and loading run no code of the contract, so nothing can ask for anything. */
const NO_HOST = new Proxy({} as FrameHost, {
  get() {
    throw new HostFault('the interpreter called the host while it compiled or loaded');
  },
});

/** What of a message comes before the args; one buffer, which is copied into guest memory at once. */
const messageHead = new Uint8Array(MESSAGE.entry);
const messageValue = new DataView(messageHead.buffer, MESSAGE.value);

function headOf(message: Message): Uint8Array {
  messageHead[MESSAGE.flags] = message.isNew ? FLAG.new : 0;
  messageHead.set(message.caller, MESSAGE.invoker);
  messageHead.set(message.target, MESSAGE.address);
  messageValue.setBigUint64(0, message.value >> 64n);
  messageValue.setBigUint64(8, BigInt.asUintN(64, message.value));
  return message.script === undefined ? messageHead : scriptHeadOf(message.script);
}

/** The head with what a frame of an execution environment has in addition. */
function scriptHeadOf({ kind, entry }: ScriptSide): Uint8Array {
  messageHead[MESSAGE.flags] |= kind === 'child' ? FLAG.child : FLAG.script;
  if (entry === undefined) return messageHead;
  messageHead[MESSAGE.flags] |= FLAG.entry;
  return Buffer.concat([messageHead, encodeValue(entry)]);
}

export interface PythonSettings {
  /** False only in tests of what stands behind screening. */
  readonly isScreened?: boolean;
  /** Bytes that cached images of contracts may hold. */
  readonly imageCacheBytes?: number;
  /** Memories of the host's VMs together. */
  readonly memories?: MemoryBudget;
}

export class PythonVm implements Vm {
  readonly id = PYTHON_VM;
  readonly kind = 'python';
  readonly firstRun = 'contract';
  readonly #pages: number;
  readonly #protocol: ProtocolVersion;
  readonly #isScreened: boolean;
  readonly #pool: InstancePool<PythonInstance>;
  readonly #base: MemoryImage;
  readonly #images: ContractImages;

  /** @param image the interpreter image, as `loadImage` gives it. */
  constructor(image: CompiledModule, protocol: ProtocolVersion, settings: PythonSettings = {}) {
    this.#protocol = protocol;
    this.#isScreened = settings.isScreened ?? true;
    this.#images = new ContractImages(settings.imageCacheBytes);
    this.#pages = protocol.limits.pythonPagesMax;
    const first = new PythonInstance(image);
    this.#base = MemoryImage.capture(first.sandbox.memory.bytes, first.sandbox.readGlobals());
    // As many are kept as the deepest call chain needs: fewer make each deep transaction build the rest anew.
    const instances = memoriesOfTransaction(protocol.limits);
    const create = () => new PythonInstance(image);
    this.#pool = new InstancePool(create, this.#base.pages, instances, instances, settings.memories);
    this.#pool.adopt(first);
  }

  get statistics(): { readonly pool: PoolStatistics; readonly images: ImageStatistics } {
    return { pool: this.#pool.statistics, images: this.#images.statistics };
  }

  /** Makes the image of a contract, if it is not cached; runs nothing. False if it was there. */
  warm(code: ContractCode): boolean {
    if (this.#images.has(code.codeHash)) return false;
    this.#images.get(code.codeHash, () => this.#load(code));
    return true;
  }

  /** Drops the image of a contract from the cache. */
  forget(codeHash: string): void {
    this.#images.forget(codeHash);
  }

  /** Forgets what calls left in caches. Results do not depend on it. */
  dropCaches(): void {
    this.#images.clear();
  }

  /**
   * Screens and compiles a source (SEMANTICS 8). Findings, also that it does not compile, are INVALID_CODE.
   */
  prepare(source: Uint8Array, fuel: bigint, height: number): Preparation {
    const price = this.#loadPrice(source.length, this.#base.pages);
    if (fuel < price) return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuel };
    const mode = this.#isScreened ? COMPILE_MODE.deploy : COMPILE_MODE.unscreened;
    const result = this.#compile(source, fuel - price, height, mode);
    if (result.kind === 'ready') return { ...result, fuelUsed: result.fuelUsed + price };
    if (result.kind === 'halt') return { ...result, fuelUsed: fuel };
    const { findings } = result;
    return { kind: 'halt', code: 'INVALID_CODE', detail: summaryOf(findings), findings, fuelUsed: fuel };
  }

  /** All findings of a source, warnings too. Empty: it can be deployed, with the fuel of a block. */
  check(source: Uint8Array): readonly Finding[] {
    const fuel = this.#protocol.limits.blockFuelMax;
    const result = this.#compile(source, BigInt(fuel), 0, COMPILE_MODE.check);
    if (result.kind === 'findings') return result.findings;
    const outOfFuel = result.kind === 'halt' && result.code === 'OUT_OF_FUEL';
    return [outOfFuel ? wholeFinding('compile-fuel', `${fuel}`) : wholeFinding('too-complex', 'MemoryError')];
  }

  /** Runs compile() on an instance of its own; `fuelUsed` is that of the interpreter alone. */
  #compile(source: Uint8Array, fuel: bigint, height: number, mode: CompileMode): Compilation {
    if (source.length === 0 || source.length > this.#protocol.limits.sourceBytesMax)
      return {
        kind: 'findings',
        findings: [wholeFinding('source-size', source.length === 0 ? 'none' : 'more')],
      };
    const start = { fuel, height, pagesMax: this.#pages };
    return this.#with(this.#base, (instance) => {
      const subject = { address: undefined, source, isStatic: false };
      const run = new PythonRun(instance.sandbox, NO_HOST, this.#protocol, subject);
      instance.sandbox.begin(start);
      const { end, value } = instance.runExport('compile', EMPTY_BYTES, source, run, mode);
      if (end.kind === 'halt' && end.code !== 'TRAP') return end;
      if (end.kind === 'return' && value === COMPILE_ANSWER.artefact) {
        assert(run.artefact !== undefined, 'compile hands over its artefact');
        return { kind: 'ready', artefact: run.artefact, fuelUsed: fuel - instance.sandbox.fuel };
      }
      const findings = end.kind === 'return' && run.artefact ? readFindings(run.artefact, source) : undefined;
      // No code of the contract ran: what traps is the compiler, at the end of its C stack, and what exits
      // has no memory left to say what was found.
      return { kind: 'findings', findings: findings ?? [wholeFinding('too-complex', 'stack or memory')] };
    });
  }

  /** The same for every contract. */
  pagesReserved(): number {
    return this.#pages;
  }

  isReentrant(source: Uint8Array): boolean {
    return isReentrantSource(source);
  }

  receives(source: Uint8Array): boolean {
    return isReceivingSource(source);
  }

  execute(code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const outOfFuel = { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: message.fuel } as const;
    if (message.fuel < this.#loadPrice(code.artefact.length, this.#base.pages)) return outOfFuel;
    const image = this.#images.get(code.codeHash, () => this.#load(code));
    if (image === undefined) {
      return { kind: 'halt', code: 'INVALID_CODE', detail: 'the code does not load', fuelUsed: message.fuel };
    }
    const price = this.#loadPrice(code.artefact.length, image.pages);
    if (message.fuel < price) return outOfFuel;
    const pagesMax = Math.min(message.pagesMax, this.#pages);
    if (image.pages > pagesMax) return { kind: 'halt', code: 'MEMORY', fuelUsed: message.fuel };
    const subject: RunSubject = { ...traceSubject(message, code.source), isStatic: message.isStatic };
    return this.#with(image, (instance) => {
      const { sandbox } = instance;
      const run = new PythonRun(sandbox, host, this.#protocol, subject, message.script);
      sandbox.begin({ fuel: message.fuel - price, height: message.height, pagesMax });
      const end = frameEnd(instance.runExport('run', headOf(message), message.data, run).end, run);
      host.notePages(sandbox.memory.pages);
      return { ...end, fuelUsed: end.kind === 'halt' ? message.fuel : message.fuel - sandbox.fuel };
    });
  }

  /**
   * The image of a contract: its artefact loaded into a fresh interpreter, none of its code executed.
   * Undefined if it does not load, which shows at deploy: the contract is then never made.
   */
  #load(code: ContractCode): MemoryImage | undefined {
    return this.#with(this.#base, (instance) => {
      const { sandbox } = instance;
      const subject = { address: undefined, source: code.source, isStatic: false };
      const run = new PythonRun(sandbox, NO_HOST, this.#protocol, subject);
      sandbox.begin({ fuel: FUEL_MAX, height: 0, pagesMax: this.#pages });
      const { end, value } = instance.runExport('load', EMPTY_BYTES, code.artefact, run);
      if (end.kind !== 'return' || value !== 0) return undefined;
      return MemoryImage.captureDifference(this.#base, sandbox.memory.bytes, sandbox.readGlobals());
    });
  }

  /** SEMANTICS 7: the same for every call, whatever is cached. */
  #loadPrice(codeBytes: number, pages: number): bigint {
    const { base, perByte, perPage } = this.#protocol.schedule.load;
    return BigInt(base + perByte * codeBytes + perPage * pages);
  }

  #with<Result>(image: MemoryImage, body: (instance: PythonInstance) => Result): Result {
    const instance = this.#pool.take(image.pages);
    // Also when something beneath it throws: a witness, say, that does not show what the guest reads.
    try {
      instance.sandbox.restore(image);
      return body(instance);
    } finally {
      this.#pool.give(instance);
    }
  }
}

function frameEnd(end: RunEnd, run: PythonRun): FrameEnd {
  if (end.kind === 'halt') return run.halt(end.code, end.detail);
  if (end.kind === 'return') return run.finishWithNone();
  return run.end ?? run.halt('TRAP', 'the guest was left without an end');
}
