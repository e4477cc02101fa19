/**
 * Types and constant expressions (sections 5.3 and 5.4.9): how each is read and how it is written, side by
 * side.
 */

import {
  type ConstantExpression,
  type GlobalType,
  isNumberType,
  isReferenceType,
  type MemoryType,
  type SizeLimits,
  type TableType,
} from './module.js';
import { OP, opcodeName } from './opcodes.js';
import type { ByteReader } from './reader.js';
import type { ByteWriter } from './writer.js';

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

export function readSizeLimits(reader: ByteReader): SizeLimits {
  const flags = reader.u8();
  if (flags > 1) reader.fail(`unknown limits flags 0x${flags.toString(16)}`);
  const min = reader.u32();
  return flags === 1 ? { min, max: reader.u32() } : { min };
}

/** Flag of a shared memory (threads proposal); none is read. */
const SHARED = 2;

export function writeSizeLimits(writer: ByteWriter, limits: MemoryType): void {
  writer.u8((limits.max === undefined ? 0 : 1) | (limits.shared === true ? SHARED : 0));
  writer.u32(limits.min);
  if (limits.max !== undefined) writer.u32(limits.max);
}

export function readTableType(reader: ByteReader): TableType {
  return { element: readReferenceType(reader), ...readSizeLimits(reader) };
}

export function writeTableType(writer: ByteWriter, table: TableType): void {
  writer.u8(table.element);
  writeSizeLimits(writer, table);
}

export function readGlobalType(reader: ByteReader): GlobalType {
  const type = readValueType(reader);
  const mutability = reader.u8();
  if (mutability > 1) reader.fail(`malformed mutability ${mutability}`);
  return { type, mutable: mutability === 1 };
}

export function writeGlobalType(writer: ByteWriter, global: GlobalType): void {
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

export function readConstantExpression(reader: ByteReader): ConstantExpression {
  const start = reader.position;
  for (let code = reader.u8(); code !== OP.end; code = reader.u8()) skipConstant(reader, code);
  return reader.bytes.subarray(start, reader.position);
}
