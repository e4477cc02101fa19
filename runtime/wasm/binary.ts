/** Whole modules (section 5.5.16): bytes to plain data and back. */

import { createModule, importedCount, type WasmModule } from './module.js';
import { checkLimit, type Profile } from './profile.js';
import { ByteReader, badModule } from './reader.js';
import { SECTIONS } from './sections.js';
import { ByteWriter } from './writer.js';

/** `\0asm`, version 1. */
const PREAMBLE = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const CUSTOM_SECTION = 0;
/** Types and imports. */
const OUTLINE_SECTIONS: readonly number[] = [1, 2];
const MAGIC_BYTES = 4;

/** Whether bytes begin as every wasm binary does, whatever follows. */
export function hasWasmMagic(bytes: Uint8Array): boolean {
  for (let at = 0; at < MAGIC_BYTES; at++) if (bytes[at] !== PREAMBLE[at]) return false;
  return true;
}

/**
 * Decodes a binary. Code stays bytes (see `code.ts`), indices are not checked (see `validate-module.ts`).
 * @throws PbevmError BAD_MODULE if it is malformed or a count exceeds the profile.
 */
export function decodeModule(bytes: Uint8Array, profile: Profile): WasmModule {
  checkLimit(profile, 'module bytes', bytes.length, 'module');
  const reader = new ByteReader(bytes, 0, bytes.length, 'module');
  readPreamble(reader);
  const module = createModule();
  let nextRank = 0;
  while (!reader.atEnd) {
    const id = reader.u8();
    const length = reader.u32();
    if (id === CUSTOM_SECTION) {
      readCustom(reader.section(length, 'custom section'), module, profile);
      continue;
    }
    const rank = SECTIONS.findIndex((section) => section.id === id);
    if (rank < 0) reader.fail(`unknown section ${id}`);
    if (rank < nextRank) reader.fail(`${SECTIONS[rank].name} out of order`);
    nextRank = rank + 1;
    const content = reader.section(length, SECTIONS[rank].name);
    SECTIONS[rank].read(content, module, profile);
    content.finish();
  }
  checkCounts(module);
  return module;
}

/** What a binary says of itself to those who need not know its code. */
export type Outline = Pick<WasmModule, 'types' | 'imports' | 'customs'>;

/**
 * Reads types, imports and custom sections, and steps over the others: their order and contents are not
 * looked at.
 * @throws PbevmError BAD_MODULE if what is read is malformed or beyond the profile.
 */
export function readOutline(bytes: Uint8Array, profile: Profile): Outline {
  const reader = new ByteReader(bytes, 0, bytes.length, 'module');
  readPreamble(reader);
  const module = createModule();
  while (!reader.atEnd) {
    const id = reader.u8();
    const section = SECTIONS.find((known) => known.id === id && OUTLINE_SECTIONS.includes(id));
    const content = reader.section(reader.u32(), section?.name ?? 'section');
    if (id === CUSTOM_SECTION) readCustom(content, module, profile);
    else section?.read(content, module, profile);
  }
  return module;
}

/** The first bytes of every binary. */
export function readPreamble(reader: ByteReader): void {
  for (const byte of PREAMBLE) reader.expect(byte, 'not a wasm binary of version 1');
}

function readCustom(reader: ByteReader, module: WasmModule, profile: Profile): void {
  const name = reader.name(profile.limits['name bytes']);
  module.customs.push({ name, bytes: reader.take(reader.end - reader.position) });
}

/** Vectors that two sections must agree on. */
function checkCounts(module: WasmModule): void {
  const declared = module.functions.length - importedCount(module, 'function');
  if (declared !== module.bodies.length) {
    badModule(`${declared} functions declared, ${module.bodies.length} bodies`);
  }
  if (module.dataCount !== undefined && module.dataCount !== module.data.length) {
    badModule(`data count ${module.dataCount}, ${module.data.length} data segments`);
  }
}

/** Encodes a module: canonical integers, no empty sections, custom sections last. */
export function encodeModule(module: WasmModule): Uint8Array {
  const codeBytes = module.bodies.reduce((sum, body) => sum + body.code.length + 16, 0);
  const out = new ByteWriter(codeBytes * 2);
  out.bytes(PREAMBLE);
  const content = new ByteWriter(codeBytes);
  for (const section of SECTIONS) {
    content.clear();
    if (!section.write(content, module)) continue;
    out.u8(section.id);
    out.sized(content);
  }
  for (const custom of module.customs) {
    content.clear();
    content.name(custom.name);
    content.bytes(custom.bytes);
    out.u8(CUSTOM_SECTION);
    out.sized(content);
  }
  return out.toBytes();
}
