/**
 * What people see of a failure: each errors/NAME.py is run once, and errors/NAME.txt is what the command line
 * prints of it, reviewed, but for fuel and memory. After a deliberate change: UPDATE_GOLDEN=1.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { reportLines } from '../../host/cli/report.js';
import { createHost, type Host } from '../../host/index.js';
import { ALICE } from '../support/host.js';
import { packageRoot } from '../support/package-root.js';

const folder = join(packageRoot(), 'test/golden/errors');
const FUEL = 100_000_000;

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

async function report(name: string): Promise<string> {
  const source = readFileSync(join(folder, `${name}.py`), 'utf8');
  const result = await host.deploy(source, { from: ALICE, limits: { fuel: FUEL } });
  const lines = reportLines(result, FUEL, (_style, text) => text);
  return `${lines.filter((line) => !/^(?:fuel|memory) /.test(line)).join('\n')}\n`;
}

const names = readdirSync(folder)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3));

for (const name of names) {
  test(name, async () => {
    const path = join(folder, `${name}.txt`);
    const printed = await report(name);
    if (process.env['UPDATE_GOLDEN']) writeFileSync(path, printed);
    assert.equal(printed, readFileSync(path, 'utf8'));
  });
}
