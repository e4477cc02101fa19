/** The smaller table of character types says of every code point what CPython's own says. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { BuildFailure } from '../../python-wasm/build/errors.js';
import { readPins } from '../../python-wasm/build/recipe.js';
import { smallTables, withSmallTables } from '../../python-wasm/build/unicode-tables.js';
import { packageRoot } from '../support/package-root.js';

const CODE_POINTS = 0x110000;

/** The header of the sources, if this machine has them unpacked. */
function header(context: TestContext): string | undefined {
  const folder = join(packageRoot(), 'build', 'sources', `cpython-${readPins().cpython}`);
  const path = join(folder, 'Objects', 'unicodetype_db.h');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  context.skip('no unpacked sources in build/sources: run `sh build.sh`');
  return undefined;
}

function numbers(text: string, name: string): Uint16Array {
  const [, body = ''] = new RegExp(` ${name}\\[\\] = \\{([^}]*)\\}`).exec(text) ?? [];
  return Uint16Array.from(body.match(/\d+/g) ?? [], Number);
}

/** Record of each code point: steps are the number of bits that each table but the first takes. */
function records(text: string, names: readonly string[], steps: readonly number[]): Uint16Array {
  const tables = names.map((name) => numbers(text, name));
  return Uint16Array.from({ length: CODE_POINTS }, (_, code) => {
    let bits = steps.reduce((sum, step) => sum + step, 0);
    let index = tables[0][code >> bits];
    steps.forEach((step, i) => {
      bits -= step;
      index = tables[i + 1][(index << step) + ((code >> bits) & ((1 << step) - 1))];
    });
    return index;
  });
}

function smallRecords(text: string): Uint16Array {
  const [leaf, middle] = ['LEAF_BITS', 'MIDDLE_BITS'].map((name) =>
    Number(new RegExp(`#define ${name} (\\d+)`).exec(text)?.[1]),
  );
  return records(text, ['top', 'middle', 'leaf'], [middle, leaf]);
}

test('every code point has the record it had', (context) => {
  const text = header(context);
  if (text === undefined) return;
  const expected = records(text, ['index1', 'index2'], [7]);
  assert.ok(new Set(expected).size > 400, 'the records differ');
  assert.ok(Buffer.from(smallRecords(smallTables(text)).buffer).equals(Buffer.from(expected.buffer)));
});

test('seeded bug: one other number in a table is another record', (context) => {
  const text = header(context);
  if (text === undefined) return;
  const small = smallTables(text);
  const wrong = small.replace(/(leaf\[\] = \{\s+)(\d+)/, (_, head, first) => head + (Number(first) + 1));
  assert.notEqual(wrong, small);
  assert.notDeepEqual(smallRecords(wrong), smallRecords(small));
});

test('texts that are not those of CPython are refused', () => {
  const about = (message: RegExp) => (error: unknown) =>
    error instanceof BuildFailure && message.test(error.message);
  assert.throws(() => withSmallTables('int x;', ''), about(/^unicodectype\.c has no #include/));
  assert.throws(
    () => withSmallTables('#include "unicodetype_db.h"', '#define SHIFT 7\n'),
    about(/^unicodetype_db\.h has no table index1$/),
  );
});
