/**
 * Sections of the binary format (section 5.5): how each is read and how it is written, side by side. All but code
 * consist of small things that are decoded; constant expressions and contents stay byte ranges.
 */

import {
  type ConstantExpression,
  type DataSegment,
  type ElementMode,
  type ElementSegment,
  EXTERN_KINDS,
  type ExternKind,
  FUNCREF,
  type FunctionType,
  type GlobalType,
  isNumberType,
  isReferenceType,
  type LocalRun,
  type SizeLimits,
  type TableType,
  type WasmModule,
} from './module.js';
import { OP, opcodeName } from './opcodes.js';
import { checkLimit, type Profile } from './profile.js';
import type { ByteReader } from './reader.js';
import { ByteWriter } from './writer.js';

/** The section's items are appended to the module. */
export type SectionReader = (reader: ByteReader, module: WasmModule, profile: Profile) => void;
/** Returns whether the module has such a section; an empty one is left out. */
export type SectionWriter = (writer: ByteWriter, module: WasmModule) => boolean;

const FUNCTION_TYPE_FORM = 0x60;
const FUNCTION_ELEMENT_KIND = 0x00;
const UINT32_MAX = 0xffff_ffff;

// ---- parts that several sections share

export function readValueType(reader: ByteReader): number {
  const type = reader.u8();
  if (!isNumberType(type) && !isReferenceType(type))
    reader.fail(`malformed value type 0x${type.toString(16)}`);
  return type;
}

export function readReferenceType(reader: ByteReader): number {
  const type = reader.u8();
  if (!isReferenceType(type)) reader.fail(`malformed reference type 0x${type.toString(16)}`);
  return type;
}

function readSizeLimits(reader: ByteReader): SizeLimits {
  const flags = reader.u8();
  if (flags > 1) reader.fail(`unknown limits flags 0x${flags.toString(16)}`);
  const min = reader.u32();
  return flags === 1 ? { min, max: reader.u32() } : { min };
}

function writeSizeLimits(writer: ByteWriter, limits: SizeLimits): void {
  writer.u8(limits.max === undefined ? 0 : 1);
  writer.u32(limits.min);
  if (limits.max !== undefined) writer.u32(limits.max);
}

function readTableType(reader: ByteReader): TableType {
  return { element: readReferenceType(reader), ...readSizeLimits(reader) };
}

function writeTableType(writer: ByteWriter, table: TableType): void {
  writer.u8(table.element);
  writeSizeLimits(writer, table);
}

function readGlobalType(reader: ByteReader): GlobalType {
  const type = readValueType(reader);
  const mutability = reader.u8();
  if (mutability > 1) reader.fail(`malformed mutability ${mutability}`);
  return { type, mutable: mutability === 1 };
}

function writeGlobalType(writer: ByteWriter, global: GlobalType): void {
  writer.u8(global.type);
  writer.u8(global.mutable ? 1 : 0);
}

/** Reads over one instruction that may stand in a constant expression (section 3.3.10). */
function skipConstant(reader: ByteReader, code: number): void {
  switch (code) {
    case OP.i32Const:
      reader.signed(32);
      return;
    case OP.i64Const:
      reader.signed(64);
      return;
    case OP.f32Const:
      reader.skip(4);
      return;
    case OP.f64Const:
      reader.skip(8);
      return;
    case OP.globalGet:
    case OP.refFunc:
      reader.u32();
      return;
    case OP.refNull:
      readReferenceType(reader);
      return;
    default:
      reader.fail(`constant expression required, found ${opcodeName(code)}`);
  }
}

function readConstantExpression(reader: ByteReader): ConstantExpression {
  const start = reader.position;
  for (let code = reader.u8(); code !== OP.end; code = reader.u8()) skipConstant(reader, code);
  return reader.bytes.subarray(start, reader.position);
}

// ---- types, imports, functions

function readTypes(reader: ByteReader, module: WasmModule, profile: Profile): void {
  const { limits } = profile;
  for (let left = reader.count('types', limits.types); left > 0; left--) {
    reader.expect(FUNCTION_TYPE_FORM, 'malformed function type');
    const params = readValueTypes(reader, 'parameters', limits.parameters);
    module.types.push({ params, results: readValueTypes(reader, 'results', limits.results) });
  }
}

function readValueTypes(reader: ByteReader, what: string, max: number): number[] {
  const types: number[] = [];
  for (let left = reader.count(what, max); left > 0; left--) types.push(readValueType(reader));
  return types;
}

function writeTypes(writer: ByteWriter, { types }: WasmModule): boolean {
  writer.u32(types.length);
  for (const type of types) writeFunctionType(writer, type);
  return types.length > 0;
}

function writeFunctionType(writer: ByteWriter, type: FunctionType): void {
  writer.u8(FUNCTION_TYPE_FORM);
  for (const list of [type.params, type.results]) {
    writer.u32(list.length);
    for (const valueType of list) writer.u8(valueType);
  }
}

function readKind(reader: ByteReader): ExternKind {
  const kind = EXTERN_KINDS[reader.u8()];
  return kind ?? reader.fail('malformed import or export kind');
}

/** How a thing of each kind is described in an import; it is appended to its index space. */
const IMPORT_READERS: Readonly<Record<ExternKind, (reader: ByteReader, module: WasmModule) => number>> = {
  function: (reader, module) => module.functions.push(reader.u32()),
  table: (reader, module) => module.tables.push(readTableType(reader)),
  memory: (reader, module) => module.memories.push(readSizeLimits(reader)),
  global: (reader, module) => module.globals.push(readGlobalType(reader)),
};

function readImports(reader: ByteReader, module: WasmModule, profile: Profile): void {
  const nameMax = profile.limits['name bytes'];
  for (let left = reader.count('imports', profile.limits.imports); left > 0; left--) {
    const names = { module: reader.name(nameMax), name: reader.name(nameMax) };
    const kind = readKind(reader);
    module.imports.push({ ...names, kind, index: IMPORT_READERS[kind](reader, module) - 1 });
  }
}

function writeImports(writer: ByteWriter, module: WasmModule): boolean {
  writer.u32(module.imports.length);
  for (const item of module.imports) {
    writer.name(item.module);
    writer.name(item.name);
    writer.u8(EXTERN_KINDS.indexOf(item.kind));
    if (item.kind === 'function') writer.u32(module.functions[item.index]);
    else if (item.kind === 'table') writeTableType(writer, module.tables[item.index]);
    else if (item.kind === 'memory') writeSizeLimits(writer, module.memories[item.index]);
    else writeGlobalType(writer, module.globals[item.index]);
  }
  return module.imports.length > 0;
}

function readFunctions(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('functions', profile.limits.functions); left > 0; left--) {
    module.functions.push(reader.u32());
  }
  checkLimit(profile, 'functions', module.functions.length, 'module');
}

function writeFunctions(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.functions.slice(firstDefined(module, 'function'));
  writer.u32(defined.length);
  for (const type of defined) writer.u32(type);
  return defined.length > 0;
}

function firstDefined(module: WasmModule, kind: ExternKind): number {
  return module.imports.filter((item) => item.kind === kind).length;
}

// ---- tables, memories, globals, exports, start

function readTables(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('tables', profile.limits.tables); left > 0; left--) {
    module.tables.push(readTableType(reader));
  }
}

function writeTables(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.tables.slice(firstDefined(module, 'table'));
  writer.u32(defined.length);
  for (const table of defined) writeTableType(writer, table);
  return defined.length > 0;
}

function readMemories(reader: ByteReader, module: WasmModule): void {
  for (let left = reader.count('memories', 1); left > 0; left--) module.memories.push(readSizeLimits(reader));
}

function writeMemories(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.memories.slice(firstDefined(module, 'memory'));
  writer.u32(defined.length);
  for (const memory of defined) writeSizeLimits(writer, memory);
  return defined.length > 0;
}

function readGlobals(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('globals', profile.limits.globals); left > 0; left--) {
    module.globals.push({ ...readGlobalType(reader), init: readConstantExpression(reader) });
  }
}

function writeGlobals(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.globals.slice(firstDefined(module, 'global'));
  writer.u32(defined.length);
  for (const global of defined) {
    writeGlobalType(writer, global);
    if (global.init !== undefined) writer.bytes(global.init);
  }
  return defined.length > 0;
}

function readExports(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('exports', profile.limits.exports); left > 0; left--) {
    const name = reader.name(profile.limits['name bytes']);
    module.exports.push({ name, kind: readKind(reader), index: reader.u32() });
  }
}

function writeExports(writer: ByteWriter, module: WasmModule): boolean {
  writer.u32(module.exports.length);
  for (const item of module.exports) {
    writer.name(item.name);
    writer.u8(EXTERN_KINDS.indexOf(item.kind));
    writer.u32(item.index);
  }
  return module.exports.length > 0;
}

function readStart(reader: ByteReader, module: WasmModule): void {
  module.start = reader.u32();
}

function writeStart(writer: ByteWriter, { start }: WasmModule): boolean {
  if (start !== undefined) writer.u32(start);
  return start !== undefined;
}

// ---- elements and data

/** Flag bits of an element segment (section 5.5.12). */
const ELEMENT_NOT_ACTIVE = 1;
const ELEMENT_EXPLICIT = 2;
const ELEMENT_EXPRESSIONS = 4;

function readElementMode(reader: ByteReader, flags: number): ElementMode {
  const explicit = (flags & ELEMENT_EXPLICIT) !== 0;
  if ((flags & ELEMENT_NOT_ACTIVE) !== 0) return { kind: explicit ? 'declarative' : 'passive' };
  const table = explicit ? reader.u32() : 0;
  return { kind: 'active', table, offset: readConstantExpression(reader) };
}

function readElement(reader: ByteReader, profile: Profile): ElementSegment {
  const flags = reader.u32();
  if (flags > 7) reader.fail(`malformed element segment flags ${flags}`);
  const mode = readElementMode(reader, flags);
  const max = profile.limits.elements;
  const hasType = (flags & (ELEMENT_NOT_ACTIVE | ELEMENT_EXPLICIT)) !== 0;
  if ((flags & ELEMENT_EXPRESSIONS) === 0) {
    if (hasType) reader.expect(FUNCTION_ELEMENT_KIND, 'malformed element kind');
    const functions: number[] = [];
    for (let left = reader.count('elements', max); left > 0; left--) functions.push(reader.u32());
    return { mode, type: FUNCREF, items: { kind: 'functions', functions } };
  }
  const type = hasType ? readReferenceType(reader) : FUNCREF;
  const expressions: ConstantExpression[] = [];
  for (let left = reader.count('elements', max); left > 0; left--)
    expressions.push(readConstantExpression(reader));
  return { mode, type, items: { kind: 'expressions', expressions } };
}

function readElements(reader: ByteReader, module: WasmModule, profile: Profile): void {
  let total = 0;
  for (let left = reader.count('element segments', profile.limits['element segments']); left > 0; left--) {
    const segment = readElement(reader, profile);
    module.elements.push(segment);
    total += elementCount(segment);
    checkLimit(profile, 'elements', total, 'module');
  }
}

export function elementCount({ items }: ElementSegment): number {
  return items.kind === 'functions' ? items.functions.length : items.expressions.length;
}

function writeElement(writer: ByteWriter, { mode, type, items }: ElementSegment): void {
  const plainTable = mode.kind === 'active' && mode.table === 0 && type === FUNCREF;
  let flags = items.kind === 'expressions' ? ELEMENT_EXPRESSIONS : 0;
  if (mode.kind !== 'active') flags |= ELEMENT_NOT_ACTIVE;
  if (mode.kind === 'declarative' || (mode.kind === 'active' && !plainTable)) flags |= ELEMENT_EXPLICIT;
  writer.u32(flags);
  if (mode.kind === 'active') {
    if (!plainTable) writer.u32(mode.table);
    writer.bytes(mode.offset);
  }
  const hasType = (flags & (ELEMENT_NOT_ACTIVE | ELEMENT_EXPLICIT)) !== 0;
  if (items.kind === 'functions') {
    if (hasType) writer.u8(FUNCTION_ELEMENT_KIND);
    writer.u32(items.functions.length);
    for (const index of items.functions) writer.u32(index);
  } else {
    if (hasType) writer.u8(type);
    writer.u32(items.expressions.length);
    for (const expression of items.expressions) writer.bytes(expression);
  }
}

function writeElements(writer: ByteWriter, { elements }: WasmModule): boolean {
  writer.u32(elements.length);
  for (const segment of elements) writeElement(writer, segment);
  return elements.length > 0;
}

function readDataCount(reader: ByteReader, module: WasmModule): void {
  module.dataCount = reader.u32();
}

function writeDataCount(writer: ByteWriter, { dataCount }: WasmModule): boolean {
  if (dataCount !== undefined) writer.u32(dataCount);
  return dataCount !== undefined;
}

function readData(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('data segments', profile.limits['data segments']); left > 0; left--) {
    const flags = reader.u32();
    if (flags > 2) reader.fail(`malformed data segment flags ${flags}`);
    if (flags === 2 && reader.u32() !== 0) reader.fail('unknown memory');
    const offset = flags === 1 ? {} : { offset: readConstantExpression(reader) };
    module.data.push({ ...offset, bytes: reader.take(reader.u32()) });
  }
}

function writeData(writer: ByteWriter, { data }: WasmModule): boolean {
  writer.u32(data.length);
  for (const segment of data) writeDataSegment(writer, segment);
  return data.length > 0;
}

function writeDataSegment(writer: ByteWriter, { offset, bytes }: DataSegment): void {
  writer.u32(offset === undefined ? 1 : 0);
  if (offset !== undefined) writer.bytes(offset);
  writer.u32(bytes.length);
  writer.bytes(bytes);
}

// ---- code

function readCode(reader: ByteReader, module: WasmModule, profile: Profile): void {
  const firstFunction = firstDefined(module, 'function');
  const count = reader.count('function bodies', profile.limits.functions);
  for (let i = 0; i < count; i++) {
    const body = reader.section(reader.u32(), `function ${firstFunction + i}`);
    const locals = readLocals(body);
    module.bodies.push({ locals, code: body.take(body.end - body.position) });
  }
}

function readLocals(reader: ByteReader): LocalRun[] {
  const locals: LocalRun[] = [];
  let total = 0;
  for (let left = reader.count('local declarations', UINT32_MAX); left > 0; left--) {
    const count = reader.u32();
    total += count;
    if (total > UINT32_MAX) reader.fail('too many locals');
    locals.push({ count, type: readValueType(reader) });
  }
  return locals;
}

function writeCode(writer: ByteWriter, { bodies }: WasmModule): boolean {
  writer.u32(bodies.length);
  const content = new ByteWriter(1 << 12);
  for (const { locals, code } of bodies) {
    content.clear();
    writeLocals(content, locals);
    content.bytes(code);
    writer.sized(content);
  }
  return bodies.length > 0;
}

function writeLocals(writer: ByteWriter, locals: readonly LocalRun[]): void {
  writer.u32(locals.length);
  for (const { count, type } of locals) {
    writer.u32(count);
    writer.u8(type);
  }
}

/** Sections in the order they must have in a binary; each at most once. Custom sections (id 0) stand anywhere. */
export const SECTIONS: readonly { id: number; name: string; read: SectionReader; write: SectionWriter }[] = [
  { id: 1, name: 'type section', read: readTypes, write: writeTypes },
  { id: 2, name: 'import section', read: readImports, write: writeImports },
  { id: 3, name: 'function section', read: readFunctions, write: writeFunctions },
  { id: 4, name: 'table section', read: readTables, write: writeTables },
  { id: 5, name: 'memory section', read: readMemories, write: writeMemories },
  { id: 6, name: 'global section', read: readGlobals, write: writeGlobals },
  { id: 7, name: 'export section', read: readExports, write: writeExports },
  { id: 8, name: 'start section', read: readStart, write: writeStart },
  { id: 9, name: 'element section', read: readElements, write: writeElements },
  { id: 12, name: 'data count section', read: readDataCount, write: writeDataCount },
  { id: 10, name: 'code section', read: readCode, write: writeCode },
  { id: 11, name: 'data section', read: readData, write: writeData },
];
