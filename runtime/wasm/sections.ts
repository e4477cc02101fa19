/**
 * Sections of the binary format (section 5.5) in their order, and those that declare things: how each is read
 * and how it is written, side by side. Those with contents are in `contents.ts`.
 */

import {
  readConstantExpression,
  readGlobalType,
  readSizeLimits,
  readTableType,
  readValueType,
  writeGlobalType,
  writeSizeLimits,
  writeTableType,
} from './binary-types.js';
import {
  readCode,
  readData,
  readDataCount,
  readElements,
  writeCode,
  writeData,
  writeDataCount,
  writeElements,
} from './contents.js';
import {
  EXTERN_KINDS,
  type ExternKind,
  type FunctionType,
  importedCount,
  type WasmModule,
} from './module.js';
import { checkLimit, type Profile } from './profile.js';
import type { ByteReader } from './reader.js';
import type { ByteWriter } from './writer.js';

/** The section's items are appended to the module. */
export type SectionReader = (reader: ByteReader, module: WasmModule, profile: Profile) => void;
/** Returns whether the module has such a section; an empty one is left out. */
export type SectionWriter = (writer: ByteWriter, module: WasmModule) => boolean;

const FUNCTION_TYPE_FORM = 0x60;

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
  const defined = module.functions.slice(importedCount(module, 'function'));
  writer.u32(defined.length);
  for (const type of defined) writer.u32(type);
  return defined.length > 0;
}

// ---- tables, memories, globals, exports, start

function readTables(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('tables', profile.limits.tables); left > 0; left--) {
    module.tables.push(readTableType(reader));
  }
}

function writeTables(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.tables.slice(importedCount(module, 'table'));
  writer.u32(defined.length);
  for (const table of defined) writeTableType(writer, table);
  return defined.length > 0;
}

function readMemories(reader: ByteReader, module: WasmModule): void {
  for (let left = reader.count('memories', 1); left > 0; left--) module.memories.push(readSizeLimits(reader));
}

function writeMemories(writer: ByteWriter, module: WasmModule): boolean {
  const defined = module.memories.slice(importedCount(module, 'memory'));
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
  const defined = module.globals.slice(importedCount(module, 'global'));
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

/**
 * Sections in the order they must have in a binary; each at most once. Custom sections (id 0) stand anywhere.
 */
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
