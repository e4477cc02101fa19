/** The name section of the output, kept for people (specification, appendix 7.4). */

import { PbevmError } from '../errors.js';
import type { CustomSection } from '../wasm/module.js';
import { ByteReader } from '../wasm/reader.js';
import { ByteWriter } from '../wasm/writer.js';

const NAME_SECTION = 'name';
/** Names of labels are numbered by the blocks of the code, which instrumentation adds to. */
const LABEL_NAMES = 3;
/** Locals that are no parameters have moved by one. */
const LOCAL_NAMES = 2;

/**
 * The custom sections that stay: the name section without names of labels and locals. A malformed one is left
 * out: no custom section decides whether a module is accepted (specification 5.5.3).
 */
export function keptNames(customs: readonly CustomSection[]): CustomSection[] {
  return customs
    .filter(({ name }) => name === NAME_SECTION)
    .flatMap(({ name, bytes }) => {
      try {
        return [{ name, bytes: withoutLabelsAndLocals(bytes) }];
      } catch (thrown) {
        if (thrown instanceof PbevmError) return [];
        throw thrown;
      }
    });
}

function withoutLabelsAndLocals(bytes: Uint8Array): Uint8Array {
  const reader = new ByteReader(bytes, 0, bytes.length, 'name section');
  const writer = new ByteWriter(bytes.length);
  while (!reader.atEnd) {
    const id = reader.u8();
    const content = reader.take(reader.u32());
    if (id === LABEL_NAMES || id === LOCAL_NAMES) continue;
    writer.u8(id);
    writer.u32(content.length);
    writer.bytes(content);
  }
  return writer.toBytes();
}
