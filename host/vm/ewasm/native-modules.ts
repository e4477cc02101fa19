/**
 * Cache of compiled modules of native contracts, each with its starting image and a pool of instances. It
 * changes the time of a call and nothing else: every call pays the same load price (SEMANTICS 7).
 */

import { PAGE_BYTES } from '../../../runtime/limits.js';
import type { ImportedFunctions } from '../../../runtime/sandbox/engine-types.js';
import { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { InstancePool } from '../../../runtime/sandbox/instance-pool.js';
import type { MemoryBudget } from '../../../runtime/sandbox/memory-budget.js';
import { MemoryImage } from '../../../runtime/sandbox/memory-image.js';
import type { ContractCode } from '../vm.js';
import { decodeArtefact } from './artefact.js';

/** Bytes that artefacts, images and idle instances of cached modules may hold together. */
const CACHE_BYTES_MAX = 256 * 1024 * 1024;
/** Idle instances of a module: their memories hold so many pages at most, and one is always kept. */
const IDLE_PAGES_MAX = 256;
const IDLE_MAX = 32;
/** What V8 makes of a byte of wasm, about. */
const COMPILED_BYTES_PER_BYTE = 4;
/** What a cached module costs whatever its size. */
const OVERHEAD_BYTES = 16_384;

/** An instance at work; host functions know by the VM for which run. */
interface NativeInstance {
  readonly sandbox: SandboxInstance;
}

/** What a module's instances import. */
type ImportsOf = (module: WebAssembly.Module) => ImportedFunctions;

export class NativeModule {
  readonly startPages: number;
  readonly framePages: number;
  /** Bytes that the module and what belongs to it hold at most. */
  readonly heldBytes: number;
  readonly #pool: InstancePool<NativeInstance>;
  readonly #image: MemoryImage;

  constructor(artefact: Uint8Array, importsOf: ImportsOf, budget: MemoryBudget) {
    const { startPages, framePages, module } = decodeArtefact(artefact);
    this.startPages = startPages;
    this.framePages = framePages;
    const compiled = new WebAssembly.Module(module as Uint8Array<ArrayBuffer>);
    const imports = importsOf(compiled);
    const idle = Math.min(IDLE_MAX, Math.max(1, Math.floor(IDLE_PAGES_MAX / Math.max(1, startPages))));
    const create = (): NativeInstance => ({ sandbox: new SandboxInstance(compiled, imports) });
    this.#pool = new InstancePool(create, startPages, idle, Number.POSITIVE_INFINITY, budget);
    const first = this.#pool.take(startPages);
    this.#image = MemoryImage.capture(first.sandbox.memory.bytes, first.sandbox.readGlobals());
    this.#pool.give(first);
    const memories = (idle + 1) * startPages * PAGE_BYTES;
    this.heldBytes = artefact.length * COMPILED_BYTES_PER_BYTE + memories + OVERHEAD_BYTES;
  }

  /** Runs a body on an instance that is as new. */
  with<Result>(body: (sandbox: SandboxInstance) => Result): Result {
    const instance = this.#pool.take(this.startPages);
    instance.sandbox.restore(this.#image);
    const result = body(instance.sandbox);
    this.#pool.give(instance);
    return result;
  }

  /** Gives up its instances; those at work come to an end first. */
  close(): void {
    this.#pool.close();
  }
}

export class NativeModules {
  readonly #importsOf: ImportsOf;
  readonly #budget: MemoryBudget;
  /** Least recently used first. */
  readonly #modules = new Map<string, NativeModule>();
  #heldBytes = 0;

  constructor(importsOf: ImportsOf, budget: MemoryBudget) {
    this.#importsOf = importsOf;
    this.#budget = budget;
  }

  get size(): number {
    return this.#modules.size;
  }

  has(codeHash: string): boolean {
    return this.#modules.has(codeHash);
  }

  /** The module of a code, compiled if it is not cached. */
  get({ codeHash, artefact }: ContractCode): NativeModule {
    const cached = this.#modules.get(codeHash);
    const module = cached ?? new NativeModule(artefact, this.#importsOf, this.#budget);
    if (cached === undefined) this.#heldBytes += module.heldBytes;
    this.#modules.delete(codeHash);
    this.#modules.set(codeHash, module);
    if (cached === undefined) this.#evict();
    return module;
  }

  clear(): void {
    for (const module of this.#modules.values()) module.close();
    this.#modules.clear();
    this.#heldBytes = 0;
  }

  /** Drops the least recently used, never the last. */
  #evict(): void {
    for (const [codeHash, module] of this.#modules) {
      if (this.#heldBytes <= CACHE_BYTES_MAX || this.#modules.size === 1) return;
      this.#modules.delete(codeHash);
      this.#heldBytes -= module.heldBytes;
      module.close();
    }
  }
}
