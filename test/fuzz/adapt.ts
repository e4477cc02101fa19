/**
 * Makes a sample of a module that binaryen made: within our profile, with nothing to import but functions,
 * and with exports that can be called and looked at. Works on the decoded module; indices stay, but for
 * those of imported functions that take or give references, which become functions of the module.
 */

import { decodeModule, encodeModule } from '../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../runtime/wasm/code.js';
import {
  type ConstantExpression,
  type FunctionType,
  importedCount,
  isReferenceType,
  type ValueType,
  type WasmModule,
} from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import type { Profile } from '../../runtime/wasm/profile.js';
import { ByteReader } from '../../runtime/wasm/reader.js';
import { ByteWriter } from '../../runtime/wasm/writer.js';
import type { ImportSpec, Sample } from './execution.js';
import { callsOfExports } from './generate.js';
import { constantExpression, LETTER_OF_TYPE } from './module-plan.js';
import type { Random } from './random.js';
import { exportState } from './state-exports.js';

function hasReference({ params, results }: FunctionType): boolean {
  return [...params, ...results].some(isReferenceType);
}

/** A constant of the type: null, or zero. */
function zero(type: ValueType): ConstantExpression {
  return isReferenceType(type) ? Uint8Array.of(OP.refNull, type, OP.end) : constantExpression(type, 0n);
}

/** Imported globals get a value; they keep their indices, because imports come first. */
function defineGlobals(module: WasmModule): void {
  const { globals, imports } = module;
  const kept = imports.filter(({ kind }) => kind !== 'global');
  imports.splice(0, imports.length, ...kept);
  globals.forEach((global, index) => {
    const { init, type } = global;
    if (init === undefined) globals[index] = { ...global, init: zero(type) };
    else if (init[0] === OP.globalGet) globals[index] = { ...global, init: valueOfGlobal(module, init) };
  });
}

/** What a constant expression that reads a global amounts to. */
function valueOfGlobal({ globals }: WasmModule, expression: ConstantExpression): ConstantExpression {
  if (expression[0] !== OP.globalGet) return expression;
  const index = new ByteReader(expression, 1, expression.length, 'constant expression').u32();
  return globals[index].init ?? zero(globals[index].type);
}

/** New index of each function that changes place. */
type Moved = ReadonlyMap<number, number>;

/** Imported functions with references become functions that give constants. */
function defineImports(module: WasmModule): Moved {
  const moved = new Map<number, number>();
  module.imports.forEach((item) => {
    const type = module.types[module.functions[item.index]];
    if (!hasReference(type)) return;
    const out = new ByteWriter(16);
    for (const result of type.results) out.bytes(zero(result).slice(0, -1));
    out.u8(OP.end);
    moved.set(item.index, module.functions.push(module.functions[item.index]) - 1);
    module.bodies.push({ locals: [], code: out.toBytes() });
    module.functions[item.index] = module.types.push({ params: [], results: [] }) - 1;
  });
  return moved;
}

function writeReference(moved: Moved, expression: ConstantExpression): ConstantExpression {
  if (expression[0] !== OP.refFunc) return expression;
  const index = new ByteReader(expression, 1, expression.length, 'constant expression').u32();
  const out = new ByteWriter(8);
  out.u8(OP.refFunc);
  out.u32(moved.get(index) ?? index);
  out.u8(OP.end);
  return out.toBytes();
}

function moveInSegments(module: WasmModule, moved: Moved): void {
  const { elements, globals } = module;
  elements.forEach((segment, at) => {
    const { items, mode } = segment;
    elements[at] = {
      ...segment,
      mode: mode.kind === 'active' ? { ...mode, offset: valueOfGlobal(module, mode.offset) } : mode,
      items:
        items.kind === 'functions'
          ? { kind: 'functions', functions: items.functions.map((index) => moved.get(index) ?? index) }
          : {
              kind: 'expressions',
              expressions: items.expressions.map((item) =>
                writeReference(moved, valueOfGlobal(module, item)),
              ),
            },
    };
  });
  globals.forEach((global, at) => {
    globals[at] = { ...global, init: writeReference(moved, global.init ?? zero(global.type)) };
  });
}

function moveInCode(module: WasmModule, moved: Moved, profile: Profile): void {
  const code = new Code();
  module.bodies.forEach((body, at) => {
    decodeCode(code, body, importedCount(module, 'function') + at, profile);
    const out = new ByteWriter(body.code.length + 16);
    for (let i = 0; i < code.count; i++) {
      const target = moved.get(code.a[i]);
      if (target !== undefined && (code.op[i] === OP.call || code.op[i] === OP.refFunc)) {
        out.u8(code.op[i]);
        out.u32(target);
      } else {
        out.copy(code.bytes, code.position[i], code.position[i + 1]);
      }
    }
    module.bodies[at] = { locals: body.locals, code: out.toBytes() };
  });
}

/** Data fits a page or two: hashing all of binaryen's 16 after every call would take most of the time. */
function shrinkMemory({ memories, data }: WasmModule): void {
  if (memories.length === 0) memories.push({ min: 1 });
  const last = data.reduce((bytes, segment) => bytes + segment.bytes.length, 0);
  memories[0] = { min: 1 + (last >> 16), max: 3 + (last >> 16) };
}

function importSpecs(module: WasmModule): ImportSpec[] {
  const letters = (types: readonly number[]) => types.map((type) => LETTER_OF_TYPE[type]).join('');
  return module.imports.map(({ module: from, name, index }) => {
    const { params, results } = module.types[module.functions[index]];
    return { module: from, name, params: letters(params), results: letters(results) };
  });
}

/**
 * @param bytes what translate-to-fuzz gave.
 * @throws PbevmError BAD_MODULE if the profile does not allow it for a reason that is not adapted.
 */
export function adaptedSample(name: string, bytes: Uint8Array, random: Random, profile: Profile): Sample {
  const module = decodeModule(bytes, profile);
  defineGlobals(module);
  const moved = defineImports(module);
  moveInSegments(module, moved);
  moveInCode(module, moved, profile);
  shrinkMemory(module);
  const functions = module.exports.filter(({ kind, index }) => {
    return kind === 'function' && !hasReference(module.types[module.functions[moved.get(index) ?? index]]);
  });
  const shown = functions.map((item) => ({ ...item, index: moved.get(item.index) ?? item.index }));
  module.exports.splice(0, module.exports.length, ...shown);
  exportState(module);
  module.customs.length = 0;
  return {
    name,
    bytes: encodeModule(module),
    imports: importSpecs(module),
    calls: callsOfExports(module, random),
  };
}
