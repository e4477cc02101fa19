/**
 * Code of an execution environment that exists (Scout, ewasm-rt): held to the profile and to the functions of
 * its interface, and instrumented. Such code exports `memory`, functions of its own, and globals at times.
 */

import { PbevmError } from '../../../runtime/errors.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { CompiledModule, ImportedFunctions } from '../../../runtime/sandbox/engine-types.js';
import { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { describeFunctionType } from '../../../runtime/wasm/describe.js';
import {
  type FunctionType,
  I32,
  I64,
  type ValueType,
  type WasmModule,
} from '../../../runtime/wasm/module.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { badModule } from '../../../runtime/wasm/reader.js';

export { I32, I64 };

/** A function of an interface, under each name that it has. */
export interface ScriptFunction<Run> {
  readonly names: readonly (readonly [module: string, name: string])[];
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  readonly run: (run: Run, ...args: never[]) => unknown;
}

/** Functions of an interface by `module.name`. */
export type ScriptInterface<Run> = ReadonlyMap<string, ScriptFunction<Run>>;

export function scriptInterface<Run>(functions: readonly ScriptFunction<Run>[]): ScriptInterface<Run> {
  return new Map(
    functions.flatMap((row) => row.names.map(([module, name]) => [`${module}.${name}`, row] as const)),
  );
}

export class ScriptModule<Run> {
  /** Pages that its memory may have. */
  readonly pagesMax: number;
  readonly #compiled: CompiledModule;
  readonly #imports: readonly (readonly [module: string, name: string, row: ScriptFunction<Run>])[];
  /** Types of its exported functions. */
  readonly #exports: ReadonlyMap<string, FunctionType>;

  /** @throws PbevmError BAD_MODULE. */
  constructor(code: Uint8Array, offered: ScriptInterface<Run>, protocol: ProtocolVersion) {
    const profile = PROFILES.contract;
    const module = decodeModule(code, profile);
    this.#imports = importsOf(module, offered);
    this.#exports = exportsOf(module);
    const { heightMax, nativePagesMax: pagesMax } = protocol.limits;
    const made = instrument(code, { schedule: protocol.schedule, heightMax, pagesMax, profile });
    this.pagesMax = made.maxPages;
    this.#compiled = new WebAssembly.Module(made.bytes);
  }

  /** Whether it exports a function of that type. */
  hasExport(name: string, type: FunctionType): boolean {
    const found = this.#exports.get(name);
    return found !== undefined && describeFunctionType(found) === describeFunctionType(type);
  }

  /** A fresh instance, whose host functions work for a run. */
  instantiate(run: Run): SandboxInstance {
    const imports: Record<string, Record<string, (...args: never[]) => unknown>> = {};
    for (const [module, name, row] of this.#imports) {
      imports[module] ??= {};
      imports[module][name] = (...args) => row.run(run, ...args);
    }
    return new SandboxInstance(this.#compiled, imports as ImportedFunctions);
  }
}

function importsOf<Run>(module: WasmModule, offered: ScriptInterface<Run>) {
  return module.imports.map((item) => {
    const row = item.kind === 'function' ? offered.get(`${item.module}.${item.name}`) : undefined;
    if (row === undefined) badModule(`import ${item.module}.${item.name}: there is no such function`);
    const [is, must] = [module.types[module.functions[item.index]], row].map(describeFunctionType);
    if (is !== must) badModule(`import ${item.module}.${item.name}: ${is}, not ${must}`);
    return [item.module, item.name, row] as const;
  });
}

function exportsOf(module: WasmModule): ReadonlyMap<string, FunctionType> {
  if (!module.exports.some(({ name, kind }) => name === 'memory' && kind === 'memory')) {
    badModule('there is no export `memory`');
  }
  const functions = module.exports.filter(({ kind }) => kind === 'function');
  return new Map(functions.map(({ name, index }) => [name, module.types[module.functions[index]]]));
}

/** Holds code to an entry `main: () -> ()`. @throws PbevmError BAD_MODULE. */
export function checkMain<Run>(module: ScriptModule<Run>): void {
  if (module.hasExport('main', { params: [], results: [] })) return;
  throw new PbevmError('BAD_MODULE', 'there is no export `main: () -> ()`');
}
