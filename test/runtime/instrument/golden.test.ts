/**
 * Golden files: test/golden/NAME.wat instrumented is NAME.instrumented.wat, which a person has reviewed. Run
 * with UPDATE_GOLDEN=1 to write them anew, then read the difference.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { print } from '@bytecodealliance/jco';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { packageRoot } from '../../support/package-root.js';
import { assemble, OPTIONS } from './harness.js';

const OUTPUT = '.instrumented.wat';
const folder = join(packageRoot(), 'test', 'golden');
const inputs = readdirSync(folder).filter((file) => file.endsWith('.wat') && !file.endsWith(OUTPUT));

assert.notEqual(inputs.length, 0);
for (const input of inputs) {
  test(input, async () => {
    const wat = readFileSync(join(folder, input), 'utf8').replaceAll(/^;;.*$/gm, '');
    const { bytes } = instrument(await assemble(wat), { ...OPTIONS, keepNames: true });
    new WebAssembly.Module(bytes);
    const actual = await print(bytes);
    const path = join(folder, input.replace(/\.wat$/, OUTPUT));
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, actual);
    assert.equal(actual, readFileSync(path, 'utf8'));
  });
}
