/**
 * The instances of one script, their names and links. Every script runs in two worlds, which share nothing:
 * the raw one below, and the instrumented one (`instrumented-world.ts`).
 */

import { decodeModule, encodeModule } from '../../runtime/wasm/binary.js';
import type { FunctionType, WasmModule } from '../../runtime/wasm/module.js';
import type { Outcome } from './outcome.js';
import { SUITE_PROFILE } from './profile.js';
import type { ActionCommand } from './script.js';
import { createInvoker, type Invoker } from './shims.js';
import { createSpectest } from './spectest.js';
import { argument, TYPE_BY_NAME, type Value } from './values.js';

/** Export under which a start function is called by the host. */
const START_EXPORT = 'spec:start';
const NO_VALUES: FunctionType = { params: [], results: [] };

/** An instance; made before its exports are there, so that what it imports can know it. */
export class Loaded {
  exports: WebAssembly.Exports = {};
  /** Decoded before instrumentation; absent in the raw world, which does not depend on our reader. */
  readonly module: WasmModule | undefined;
  /** By name and type. */
  readonly invokers = new Map<string, Invoker>();

  constructor(module?: WasmModule) {
    this.module = module;
  }
}

/** A module made ready to be instantiated, and what the world wants to know of it. */
export interface Prepared {
  readonly bytes: Uint8Array;
  readonly module?: WasmModule;
}

/** A binary as both worlds get it. */
export interface Adapted {
  readonly bytes: Uint8Array;
  readonly hasStart: boolean;
}

/**
 * Makes a start function an export, which the worlds call first: instrumented code runs only in a call, which
 * has fuel. Everything else stays as it is.
 */
export function adapt(bytes: Uint8Array): Adapted {
  try {
    const module = decodeModule(bytes, SUITE_PROFILE);
    if (module.start === undefined) return { bytes, hasStart: false };
    module.exports.push({ name: START_EXPORT, kind: 'function', index: module.start });
    module.start = undefined;
    return { bytes: encodeModule(module), hasStart: true };
  } catch {
    return { bytes, hasStart: false };
  }
}

/** Runs modules as they are; a subclass changes what instrumentation changes. */
export class World {
  /** What the functions of `spectest` were called with. */
  readonly prints: string[] = [];
  readonly #registered = new Map<string, Loaded>();
  readonly #named = new Map<string, Loaded | undefined>();
  #last: Loaded | undefined;

  constructor() {
    const spectest = new Loaded();
    spectest.exports = createSpectest(this.prints);
    this.#registered.set('spectest', spectest);
  }

  /** Compiles, links and starts a module; it becomes the last one, also if that fails. */
  load(adapted: Adapted, name?: string): Outcome {
    this.#last = undefined;
    if (name !== undefined) this.#named.set(name, undefined);
    const outcome = this.instantiate(adapted);
    if (!('loaded' in outcome)) return outcome;
    this.#last = outcome.loaded;
    if (name !== undefined) this.#named.set(name, outcome.loaded);
    return { end: 'loaded' };
  }

  /** The same without a name, for modules that must fail. */
  instantiate({ bytes, hasStart }: Adapted): Outcome | { readonly loaded: Loaded } {
    const prepared = this.prepare(bytes);
    if ('end' in prepared) return prepared;
    const loaded = new Loaded(prepared.module);
    try {
      const compiled = new WebAssembly.Module(prepared.bytes);
      loaded.exports = new WebAssembly.Instance(compiled, this.#importsFor(compiled, loaded)).exports;
    } catch (thrown) {
      const { name, message } = thrown as Error;
      if (name === 'CompileError') return { end: 'refused', message: `V8: ${message}` };
      if (name === 'LinkError') return { end: 'unlinkable', message };
      if (name === 'RuntimeError') return { end: 'trap', message };
      throw thrown;
    }
    this.instantiated(loaded);
    if (!hasStart) return { loaded };
    const started = this.#call(loaded, START_EXPORT, NO_VALUES, []);
    return started.end === 'returned' ? { loaded } : started;
  }

  register(as: string, name?: string): void {
    const loaded = this.#find(name);
    if (loaded === undefined) this.#registered.delete(as);
    else this.#registered.set(as, loaded);
  }

  act({ action, expected }: ActionCommand): Outcome {
    const loaded = this.#find(action.module);
    if (loaded === undefined) return { end: 'absent' };
    const results = expected.map(({ type }) => TYPE_BY_NAME[type]);
    if (action.type === 'get') {
      const { value } = loaded.exports[action.field] as WebAssembly.Global;
      return { end: 'returned', values: [globalBits(value, expected[0].type)] };
    }
    const args = action.args ?? [];
    const type = { params: args.map((arg) => TYPE_BY_NAME[arg.type]), results };
    return this.#call(loaded, action.field, type, args.map(argument));
  }

  protected prepare(bytes: Uint8Array): Prepared | Outcome {
    return { bytes };
  }

  protected instantiated(_loaded: Loaded): void {}

  /** What a module gets that imports a function of another instance. */
  protected link(provider: Loaded, name: string, _importer: Loaded): WebAssembly.ExportValue {
    return provider.exports[name];
  }

  protected beforeCall(_loaded: Loaded): void {}

  protected afterReturn(_loaded: Loaded, values: Value[]): Outcome {
    return { end: 'returned', values };
  }

  /** How a call ended that threw. */
  protected classify(error: Error): Outcome {
    if (error.name === 'RangeError') return { end: 'exhausted' };
    if (error.name === 'RuntimeError') return { end: 'trap', message: error.message };
    throw error;
  }

  #call(loaded: Loaded, name: string, type: FunctionType, args: readonly Value[]): Outcome {
    const key = `${name} ${type.params.join()}:${type.results.join()}`;
    const invoker = loaded.invokers.get(key) ?? createInvoker(loaded.exports[name], type);
    loaded.invokers.set(key, invoker);
    this.beforeCall(loaded);
    let values: Value[];
    try {
      values = invoker(args);
    } catch (thrown) {
      return this.classify(thrown as Error);
    }
    return this.afterReturn(loaded, values);
  }

  #find(name: string | undefined): Loaded | undefined {
    return name === undefined ? this.#last : this.#named.get(name);
  }

  #importsFor(compiled: WebAssembly.Module, importer: Loaded): WebAssembly.Imports {
    const imports: Record<string, Record<string, WebAssembly.ImportValue>> = {};
    for (const { module, name } of WebAssembly.Module.imports(compiled)) {
      imports[module] ??= {};
      const provider = this.#registered.get(module);
      if (provider?.exports[name] !== undefined) imports[module][name] = this.link(provider, name, importer);
    }
    return imports;
  }
}

/** Globals are read through JavaScript: no script reads one that holds a NaN. */
function globalBits(value: unknown, type: string): Value {
  const view = new DataView(new ArrayBuffer(8));
  if (type === 'i64') view.setBigInt64(0, value as bigint);
  else if (type === 'i32') view.setUint32(4, value as number);
  else if (type === 'f32') view.setFloat32(4, value as number);
  else if (type === 'f64') view.setFloat64(0, value as number);
  else return value as object | null;
  return view.getBigUint64(0);
}
