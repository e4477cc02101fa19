/**
 * Sections with contents: elements, data and code (sections 5.5.12 to 5.5.14), reader and writer of each side
 * by side. Constant expressions, data and instructions stay byte ranges.
 */

import { readConstantExpression, readReferenceType, readValueType } from './binary-types.js';
import {
  type ConstantExpression,
  type DataSegment,
  type ElementMode,
  type ElementSegment,
  FUNCREF,
  importedCount,
  type LocalRun,
  type WasmModule,
} from './module.js';
import { checkLimit, type Profile } from './profile.js';
import type { ByteReader } from './reader.js';
import { ByteWriter } from './writer.js';

const FUNCTION_ELEMENT_KIND = 0x00;
const UINT32_MAX = 0xffff_ffff;

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

export function readElements(reader: ByteReader, module: WasmModule, profile: Profile): void {
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

export function writeElements(writer: ByteWriter, { elements }: WasmModule): boolean {
  writer.u32(elements.length);
  for (const segment of elements) writeElement(writer, segment);
  return elements.length > 0;
}

export function readDataCount(reader: ByteReader, module: WasmModule): void {
  module.dataCount = reader.u32();
}

export function writeDataCount(writer: ByteWriter, { dataCount }: WasmModule): boolean {
  if (dataCount !== undefined) writer.u32(dataCount);
  return dataCount !== undefined;
}

export function readData(reader: ByteReader, module: WasmModule, profile: Profile): void {
  for (let left = reader.count('data segments', profile.limits['data segments']); left > 0; left--) {
    const flags = reader.u32();
    if (flags > 2) reader.fail(`malformed data segment flags ${flags}`);
    if (flags === 2 && reader.u32() !== 0) reader.fail('unknown memory');
    const offset = flags === 1 ? {} : { offset: readConstantExpression(reader) };
    module.data.push({ ...offset, bytes: reader.take(reader.u32()) });
  }
}

export function writeData(writer: ByteWriter, { data }: WasmModule): boolean {
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

export function readCode(reader: ByteReader, module: WasmModule, profile: Profile): void {
  const firstFunction = importedCount(module, 'function');
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

export function writeCode(writer: ByteWriter, { bodies }: WasmModule): boolean {
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
