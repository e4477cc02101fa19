/**
 * Ordinary programs pass screening, and the ones written for this test also run. CPython's library is
 * counted: its numbers are in README.md (`npm run check:corpus`).
 */

import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import { createHost, type Host } from '../../host/index.js';
import { describe } from '../support/host.js';
import { countFindings, libraryModules, ordinaryPrograms } from './corpus.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

const programs = ordinaryPrograms();

test('there are enough ordinary programs', () => {
  assert.ok(programs.length >= 60, `${programs.length}`);
});

for (const { name, source } of programs) {
  test(name, async () => {
    const findings = await host.check(source);
    assert.deepEqual(
      findings.map(({ code, line, message }) => `${code} ${line} ${message}`),
      [],
    );
    if (!name.startsWith('test/')) return;
    const result = await host.deploy(source);
    assert.equal(result.status, 'success', describe(result));
  });
}

const LIBRARY = "CPython's library: all of it parses, few modules are refused for more than imports";
test(LIBRARY, async (context: TestContext) => {
  const modules = libraryModules();
  if (modules === undefined) return context.skip('`sh build.sh` fetches the sources into build/sources');
  const { files, refusedBesidesImports, rules } = await countFindings(host, modules);
  const lines = [...rules].map(
    ([code, { rule, files: count, findings }]) => `${code} ${rule} ${count} ${findings}`,
  );
  context.diagnostic(`${files} files, ${refusedBesidesImports} refused besides imports; ${lines.join('; ')}`);
  assert.ok(files > 500, `${files}`);
  // No Python is broken for the parser or too large for the compiler, unless it is above 64 KiB.
  for (const code of ['S001', 'S002', 'S004', 'S005', 'S006', 'S007']) assert.ok(!rules.has(code), code);
  assert.ok(refusedBesidesImports < files * 0.3, `${refusedBesidesImports} of ${files}`);
});
