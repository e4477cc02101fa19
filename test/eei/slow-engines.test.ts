/** Every Node gives the same: published cases, and frames of the deepest recursions. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { casesFolder } from '../support/cases.js';
import { engineExecutable, NODES } from '../support/engines.js';

const pathOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** What a script prints on an engine. */
function outputOf(node: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(node, [pathOf(script)], {
    encoding: 'utf8',
    timeout: 300_000,
  });
  assert.equal(status, 0, `${stdout.slice(-500)}\n${stderr}`);
  return stdout;
}

const scripts =
  'missing' in casesFolder('eei-state') ? ['./depth-child.js'] : ['./depth-child.js', './main.js'];

let expected: string[];
before(() => {
  expected = scripts.map((script) => outputOf(process.execPath, script));
});

/** What differs from what the running Node prints. */
function unlike(outputs: readonly string[]): string[] {
  return scripts.flatMap((script, at) =>
    outputs[at] === expected[at] ? [] : [`${script}: ${outputs[at]}, here ${expected[at]}`],
  );
}

for (const name of NODES) {
  test(name, (context) => {
    const engine = engineExecutable(name);
    if ('missing' in engine) {
      context.skip(engine.missing);
      return;
    }
    assert.deepEqual(unlike(scripts.map((script) => outputOf(engine.path, script))), []);
  });
}

test('seeded bug: an engine that gets one frame deeper is named with both outputs', () => {
  const [depth, ...others] = expected;
  const deeper = depth.replace('"ethereum":1025', '"ethereum":1026');
  assert.deepEqual(unlike([deeper, ...others]), [`./depth-child.js: ${deeper}, here ${depth}`]);
  assert.deepEqual(unlike(expected), []);
});
