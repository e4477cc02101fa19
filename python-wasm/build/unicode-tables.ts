/**
 * CPython's table of character types, smaller. It finds the record of a code point in two steps, with blocks
 * of 128; equal blocks are stored once. With smaller blocks and a third step the same takes 29 KiB instead of
 * 90, and the image is copied before every call. The reader is in patches/small-unicode-table.patch.
 */

import { BuildFailure } from './errors.js';

const CODE_POINTS = 0x110000;
/** Bits of a code point that each step takes, from the lowest; the first step takes the rest. */
const LEAF_BITS = 3;
const MIDDLE_BITS = 5;
const NUMBERS_PER_LINE = 16;

const INCLUDE = '#include "unicodetype_db.h"';

/**
 * Objects/unicodectype.c with the tables behind the include of CPython's own, which are then unused. (As a
 * header they would be a reason to compile every file again.)
 * @throws BuildFailure if the texts are not those of CPython.
 */
export function withSmallTables(source: string, header: string): string {
  if (!source.includes(INCLUDE)) throw new BuildFailure(`unicodectype.c has no ${INCLUDE}`);
  return source.replace(INCLUDE, `${INCLUDE}\n${smallTables(header)}`);
}

/** The tables as C, from the text of Objects/unicodetype_db.h. */
export function smallTables(header: string): string {
  const shift = Number(/^#define SHIFT (\d+)$/m.exec(header)?.[1]);
  const [first, second] = ['index1', 'index2'].map((name) => readArray(header, name));
  const records = new Uint16Array(CODE_POINTS);
  for (let code = 0; code < CODE_POINTS; code++) {
    records[code] = second[(first[code >> shift] << shift) + (code & ((1 << shift) - 1))];
  }
  const leaves = shareBlocks(records, LEAF_BITS);
  const middles = shareBlocks(Uint16Array.from(leaves.places), MIDDLE_BITS);
  return [
    `#define LEAF_BITS ${LEAF_BITS}`,
    `#define MIDDLE_BITS ${MIDDLE_BITS}`,
    cArray('top', middles.places),
    cArray('middle', middles.items),
    cArray('leaf', leaves.items),
  ].join('\n');
}

function readArray(text: string, name: string): number[] {
  const pattern = new RegExp(`^static const unsigned short ${name}\\[\\] = \\{([^}]*)\\};$`, 'm');
  const [, body] = pattern.exec(text) ?? [];
  if (body === undefined) throw new BuildFailure(`unicodetype_db.h has no table ${name}`);
  return body.split(',').flatMap((item) => (item.trim() === '' ? [] : [Number(item)]));
}

/** Blocks of 2^bits items, each stored once, and for every block its place among them. */
function shareBlocks(items: Uint16Array, bits: number): { items: number[]; places: number[] } {
  const size = 1 << bits;
  const known = new Map<string, number>();
  const shared: number[] = [];
  const places: number[] = [];
  for (let start = 0; start < items.length; start += size) {
    const block = items.subarray(start, start + size);
    const key = block.join();
    const place = known.get(key) ?? known.size;
    if (place === known.size) shared.push(...block);
    known.set(key, place);
    places.push(place);
  }
  return { items: shared, places };
}

function cArray(name: string, items: readonly number[]): string {
  const type = items.every((item) => item < 256) ? 'unsigned char' : 'unsigned short';
  const lines: string[] = [];
  for (let at = 0; at < items.length; at += NUMBERS_PER_LINE) {
    lines.push(`    ${items.slice(at, at + NUMBERS_PER_LINE).join(', ')},`);
  }
  return `static const ${type} ${name}[] = {\n${lines.join('\n')}\n};`;
}
