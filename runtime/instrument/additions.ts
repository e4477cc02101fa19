/**
 * What instrumentation adds to a module. Indices are given out while bodies are rewritten, but nothing is
 * appended before every body has been validated: a guest must not be able to name what is the host's.
 */

import { assert } from '../errors.js';
import { type FunctionBody, type FunctionType, I32, I64, type WasmModule } from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import { ByteWriter } from '../wasm/writer.js';
import type { HostIndices } from './emitter.js';

/** The host's globals in index order. */
const HOST_GLOBALS = ['fuel', 'height', 'halt', 'dirty', 'pagesMax'] as const;

export class Additions {
  readonly host: HostIndices;
  /** Index of the first appended function. */
  readonly firstFunction: number;
  readonly #module: WasmModule;
  readonly #firstGlobal: number;
  readonly #firstType: number;
  readonly #types: FunctionType[] = [];
  readonly #typeIndices = new Map<string, number>();
  /** By index of a type of the guest. */
  readonly #threadedTypes = new Map<number, number>();
  readonly #functions: { typeIndex: number; body: FunctionBody }[] = [];

  constructor(module: WasmModule) {
    this.#module = module;
    this.#firstGlobal = module.globals.length;
    this.#firstType = module.types.length;
    this.firstFunction = module.functions.length;
    const indices = HOST_GLOBALS.map((name, at) => [name, this.#firstGlobal + at]);
    this.host = Object.fromEntries(indices) as Record<(typeof HOST_GLOBALS)[number], number>;
    module.types.forEach((type, index) => {
      const key = typeKey(type);
      if (!this.#typeIndices.has(key)) this.#typeIndices.set(key, index);
    });
  }

  /** Index of a type; it is added if the module has none that is equal. */
  typeIndex(type: FunctionType): number {
    const key = typeKey(type);
    const known = this.#typeIndices.get(key);
    if (known !== undefined) return known;
    const index = this.#firstType + this.#types.push(type) - 1;
    this.#typeIndices.set(key, index);
    return index;
  }

  /** Index of a type of the guest with the word as last parameter and result. */
  threadedType(typeIndex: number): number {
    const known = this.#threadedTypes.get(typeIndex);
    if (known !== undefined) return known;
    const { params, results } = this.#module.types[typeIndex];
    const index = this.typeIndex({ params: [...params, I64], results: [...results, I64] });
    this.#threadedTypes.set(typeIndex, index);
    return index;
  }

  /** Index that the function will have. */
  addFunction(typeIndex: number, body: FunctionBody): number {
    return this.firstFunction + this.#functions.push({ typeIndex, body }) - 1;
  }

  /** Appends everything to the module. @param pagesMax initial value of the global of that name. */
  append(pagesMax: number): void {
    const { types, functions, bodies, globals } = this.#module;
    assert(
      types.length === this.#firstType &&
        functions.length === this.firstFunction &&
        globals.length === this.#firstGlobal,
      'nothing else was appended to the module',
    );
    types.push(...this.#types);
    for (const { typeIndex, body } of this.#functions) {
      functions.push(typeIndex);
      bodies.push(body);
    }
    for (const name of HOST_GLOBALS) {
      const type = name === 'fuel' ? I64 : I32;
      globals.push({ type, mutable: true, init: constant(type, name === 'pagesMax' ? pagesMax : 0) });
    }
  }
}

function typeKey({ params, results }: FunctionType): string {
  return `${params.join()}:${results.join()}`;
}

function constant(type: number, value: number): Uint8Array {
  const writer = new ByteWriter(8);
  writer.u8(type === I64 ? OP.i64Const : OP.i32Const);
  writer.signed(value);
  writer.u8(OP.end);
  return writer.toBytes();
}
