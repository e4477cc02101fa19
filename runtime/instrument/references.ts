/**
 * Imported functions reached through tables or references. A call_indirect cannot know that it calls the
 * host, so a reference to an imported function becomes one to an appended wrapper, which takes the word as
 * every function does and tests fuel before and after the call. wasm cannot compare function references, so
 * the guest cannot tell.
 *
 * `ref.func` in code may name only functions that occur outside of code (section 3.4.10, `refs`).
 * Instrumentation takes occurrences away, because exports become wrappers and imports in segments too; so
 * what code refers to is declared in a segment of its own.
 */

import {
  type ConstantExpression,
  type ElementSegment,
  FUNCREF,
  type FunctionBody,
  type FunctionType,
  type WasmModule,
} from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import { ByteReader } from '../wasm/reader.js';
import { ByteWriter } from '../wasm/writer.js';
import type { Emitter } from './emitter.js';
import { ACTION } from './plan.js';
import { emitImportCall } from './threading.js';

/**
 * Globals that hold references or floats are restored as tables are, by discarding (README): a reference is
 * to a function of one instance, and must not get into another; JavaScript loses the bits of a NaN.
 */
export const REFERENCE_ACTIONS = [
  [[OP.refFunc], ACTION.reference],
  [[OP.globalSet], ACTION.globalSet],
] as const;

/** Gives wrappers to the imported functions that are referred to; makes them as they are asked for. */
export class ImportWrappers {
  readonly #module: WasmModule;
  readonly #importedFunctions: number;
  /** Wrapper by imported function; appended from `#firstIndex` in this order. */
  readonly #wrappers = new Map<number, number>();
  readonly #firstIndex: number;
  /** Functions that rewritten code refers to. */
  readonly #referred = new Set<number>();

  constructor(module: WasmModule, importedFunctions: number, firstIndex: number) {
    this.#module = module;
    this.#importedFunctions = importedFunctions;
    this.#firstIndex = firstIndex;
  }

  /** Function to refer to in place of this one. */
  replace(index: number): number {
    if (index >= this.#importedFunctions) return index;
    const known = this.#wrappers.get(index);
    if (known !== undefined) return known;
    const wrapper = this.#firstIndex + this.#wrappers.size;
    this.#wrappers.set(index, wrapper);
    return wrapper;
  }

  /** The same for `ref.func` in code, which needs it declared. */
  refer(index: number): number {
    const target = this.replace(index);
    this.#referred.add(target);
    return target;
  }

  /** Rewrites element segments and initial values of globals, and declares what code refers to. */
  replaceInModule(): void {
    const { elements, globals } = this.#module;
    elements.forEach((segment, at) => {
      elements[at] = { ...segment, items: this.#replaceItems(segment.items) };
    });
    globals.forEach((global, at) => {
      if (global.init !== undefined && global.type === FUNCREF) {
        globals[at] = { ...global, init: this.#replaceExpression(global.init) };
      }
    });
    if (this.#referred.size === 0) return;
    const items = { kind: 'functions', functions: [...this.#referred] } as const;
    elements.push({ mode: { kind: 'declarative' }, type: FUNCREF, items });
  }

  /** The imports' own types and bodies of the wrappers, in index order. */
  bodies(out: Emitter): { typeIndex: number; body: FunctionBody }[] {
    return [...this.#wrappers.keys()].map((imported) => {
      const typeIndex = this.#module.functions[imported];
      emitWrapper(out, imported, this.#module.types[typeIndex]);
      return { typeIndex, body: { locals: [], code: out.toBytes() } };
    });
  }

  #replaceItems(items: ElementSegment['items']): ElementSegment['items'] {
    if (items.kind === 'functions') {
      return { kind: 'functions', functions: items.functions.map((index) => this.replace(index)) };
    }
    return {
      kind: 'expressions',
      expressions: items.expressions.map((item) => this.#replaceExpression(item)),
    };
  }

  #replaceExpression(expression: ConstantExpression): ConstantExpression {
    if (expression[0] !== OP.refFunc) return expression;
    const reader = new ByteReader(expression, 1, expression.length, 'constant expression');
    const writer = new ByteWriter(8);
    writer.u8(OP.refFunc);
    writer.u32(this.replace(reader.u32()));
    writer.u8(OP.end);
    return writer.toBytes();
  }
}

function emitWrapper(out: Emitter, imported: number, type: FunctionType): void {
  out.begin(type.params.length, type.params.length);
  out.haltIfExhausted();
  type.params.forEach((_, local) => {
    out.index(OP.localGet, local);
  });
  emitImportCall(out, imported);
  out.getWord();
  out.op(OP.end);
}
