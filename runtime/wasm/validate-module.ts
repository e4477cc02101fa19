/**
 * Validation of everything but code (section 3.4): indices, constant expressions, limits, and the boundary.
 */

import { PAGE_BYTES } from '../limits.js';
import { elementCount } from './contents.js';
import {
  type ConstantExpression,
  EXTERNREF,
  type ExternKind,
  F32,
  F64,
  FUNCREF,
  I32,
  I64,
  importedCount,
  isReferenceType,
  type SizeLimits,
  typeName,
  type WasmModule,
} from './module.js';
import { OP } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import { ByteReader, badModule } from './reader.js';

const MEMORY_PAGES_MAX = 65_536;
const TABLE_ENTRIES_MAX = 0xffff_ffff;

/** What code may refer to besides the module itself. */
export interface ModuleContext {
  readonly module: WasmModule;
  readonly importedFunctions: number;
  readonly importedGlobals: number;
  /**
   * Functions that `ref.func` in code may name: those that occur outside of code (section 3.4.10, `refs`).
   */
  readonly declaredFunctions: Uint8Array;
}

/**
 * Checks a decoded module except its code.
 * @throws PbevmError BAD_MODULE
 */
export function validateModule(module: WasmModule, profile: Profile): ModuleContext {
  const context: ModuleContext = {
    module,
    importedFunctions: importedCount(module, 'function'),
    importedGlobals: importedCount(module, 'global'),
    declaredFunctions: new Uint8Array(module.functions.length),
  };
  for (const type of module.functions) checkIndex(type, module.types.length, 'type');
  validateTables(module, profile);
  validateMemories(module, profile);
  checkLimit(profile, 'globals', module.globals.length, 'module');
  for (const { init, type } of module.globals) if (init !== undefined) validateConstant(context, init, type);
  validateExports(context, profile);
  validateElements(context);
  validateData(context);
  validateBoundary(module, profile);
  return context;
}

export function checkIndex(index: number, length: number, what: string, place = 'module'): void {
  if (index >= length) badModule(`${place}: unknown ${what} ${index}`);
}

function validateSizes({ min, max }: SizeLimits, largest: number, what: string): void {
  if (min > largest || (max ?? 0) > largest) badModule(`module: ${what} size above ${largest}`);
  if (max !== undefined && max < min) badModule(`module: ${what} minimum ${min} exceeds maximum ${max}`);
}

function validateTables(module: WasmModule, profile: Profile): void {
  checkLimit(profile, 'tables', module.tables.length, 'module');
  module.tables.forEach((table, index) => {
    validateSizes(table, TABLE_ENTRIES_MAX, 'table');
    checkLimit(profile, 'table entries', table.min, `table ${index}`);
  });
}

function validateMemories({ memories }: WasmModule, profile: Profile): void {
  if (memories.length > 1) badModule('module: multiple memories');
  for (const memory of memories) {
    validateSizes(memory, MEMORY_PAGES_MAX, 'memory');
    checkLimit(profile, 'initial memory pages', memory.min, 'memory');
  }
}

/** Type of a constant expression's value (section 3.3.10); exactly one instruction and `end` can be valid. */
function validateConstant(context: ModuleContext, expression: ConstantExpression, expected: number): void {
  const reader = new ByteReader(expression, 0, expression.length, 'constant expression');
  const found = constantType(context, reader, reader.u8());
  if (found !== expected)
    reader.fail(`type mismatch: ${typeName(expected)} expected, found ${typeName(found)}`);
  reader.expect(OP.end, 'type mismatch: more than one value');
}

function constantType(context: ModuleContext, reader: ByteReader, op: number): number {
  switch (op) {
    case OP.i32Const:
      reader.signed(32);
      return I32;
    case OP.i64Const:
      reader.signed(64);
      return I64;
    case OP.f32Const:
      reader.skip(4);
      return F32;
    case OP.f64Const:
      reader.skip(8);
      return F64;
    case OP.refNull:
      return reader.u8();
    case OP.refFunc: {
      const index = reader.u32();
      checkIndex(index, context.module.functions.length, 'function');
      context.declaredFunctions[index] = 1;
      return FUNCREF;
    }
    case OP.globalGet: {
      const index = reader.u32();
      checkIndex(index, context.importedGlobals, 'imported global');
      const global = context.module.globals[index];
      if (global.mutable) reader.fail('constant expression required: global is mutable');
      return global.type;
    }
    default:
      return reader.fail('type mismatch: no value');
  }
}

function validateExports({ module, declaredFunctions }: ModuleContext, profile: Profile): void {
  checkLimit(profile, 'exports', module.exports.length, 'module');
  const lengths: Readonly<Record<ExternKind, number>> = {
    function: module.functions.length,
    table: module.tables.length,
    memory: module.memories.length,
    global: module.globals.length,
  };
  const names = new Set<string>();
  for (const { name, kind, index } of module.exports) {
    if (names.has(name)) badModule(`module: duplicate export name ${JSON.stringify(name)}`);
    names.add(name);
    checkIndex(index, lengths[kind], kind);
    if (kind === 'function') declaredFunctions[index] = 1;
  }
  if (module.start === undefined) return;
  checkIndex(module.start, module.functions.length, 'function');
  const { params, results } = module.types[module.functions[module.start]];
  if (params.length + results.length > 0) badModule('module: start function has parameters or results');
}

function validateElements(context: ModuleContext): void {
  const { module } = context;
  for (const segment of module.elements) {
    const { mode, type, items } = segment;
    if (mode.kind === 'active') {
      checkIndex(mode.table, module.tables.length, 'table');
      if (module.tables[mode.table].element !== type) badModule('module: type mismatch: element segment');
      validateConstant(context, mode.offset, I32);
    }
    for (let i = 0; i < elementCount(segment); i++) {
      if (items.kind === 'expressions') {
        validateConstant(context, items.expressions[i], type);
      } else {
        checkIndex(items.functions[i], module.functions.length, 'function');
        context.declaredFunctions[items.functions[i]] = 1;
      }
    }
  }
}

function validateData(context: ModuleContext): void {
  for (const { offset } of context.module.data) {
    if (offset === undefined) continue;
    checkIndex(0, context.module.memories.length, 'memory');
    validateConstant(context, offset, I32);
  }
}

/** What only the profile refuses: things that would cross between guest and host. */
function validateBoundary(module: WasmModule, profile: Profile): void {
  const suffix = `(profile ${profile.name})`;
  if (module.start !== undefined && !profile.startFunction) badModule(`module: start function ${suffix}`);
  for (const { kind, module: from, name } of module.imports) {
    if (!profile.importKinds.includes(kind)) badModule(`import ${from}.${name}: kind ${kind} ${suffix}`);
  }
  for (const { kind, name } of module.exports) {
    if (!profile.exportKinds.includes(kind)) badModule(`export ${name}: kind ${kind} ${suffix}`);
  }
  if (!profile.segmentsOutOfBounds) validateSegmentBounds(module, suffix);
  if (profile.referencesAtBoundary) return;
  for (const { kind, index, name } of [...module.imports, ...module.exports]) {
    if (carriesReference(module, kind, index))
      badModule(`${kind} ${name}: reference at the boundary ${suffix}`);
  }
}

/** Every active segment must fit the initial size. An offset that is an imported global's value does not. */
function validateSegmentBounds({ data, elements, memories, tables }: WasmModule, suffix: string): void {
  const check = (offset: ConstantExpression, length: number, size: number, what: string): void => {
    const end = (offset[0] === OP.i32Const ? i32Constant(offset) : Number.POSITIVE_INFINITY) + length;
    if (end > size) badModule(`${what}: out of bounds: ends at ${end} of ${size} ${suffix}`);
  };
  data.forEach(({ offset, bytes }, at) => {
    if (offset !== undefined) check(offset, bytes.length, memories[0].min * PAGE_BYTES, `data segment ${at}`);
  });
  elements.forEach((segment, at) => {
    const { mode } = segment;
    if (mode.kind !== 'active') return;
    check(mode.offset, elementCount(segment), tables[mode.table].min, `element segment ${at}`);
  });
}

/** Value of `i32.const`, as a u32. */
function i32Constant(expression: ConstantExpression): number {
  return new ByteReader(expression, 1, expression.length, 'constant expression').signed(32) >>> 0;
}

function carriesReference(module: WasmModule, kind: ExternKind, index: number): boolean {
  if (kind === 'global') return isReferenceType(module.globals[index].type);
  if (kind === 'table') return module.tables[index].element === EXTERNREF;
  if (kind === 'memory') return false;
  const { params, results } = module.types[module.functions[index]];
  return [...params, ...results].some(isReferenceType);
}
