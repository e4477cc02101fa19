/**
 * Every suite notices a defect in what it tests. A suite has a test of its own named `seeded bug`, or a row
 * in bugs.ts or a file beside it, for which it is run in a tree with that defect.
 */

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { casesFolder } from '../support/cases.js';
import { packageRoot } from '../support/package-root.js';
import { SEEDED_BUGS as GENERAL_BUGS } from './bugs.js';
import { BLOCK_BUGS } from './bugs-block.js';
import { BUNDLE_BUGS } from './bugs-bundle.js';
import { CODEC_BUGS } from './bugs-codec.js';
import { ENVIRONMENT_CLI_BUGS } from './bugs-environment-cli.js';
import { ENVIRONMENT_TREE_BUGS } from './bugs-environment-trees.js';
import { ENVIRONMENT_BUGS } from './bugs-environments.js';
import { ENVIRONMENT_EXAMPLE_BUGS } from './bugs-environments-examples.js';
import { EVM_BUGS } from './bugs-evm.js';
import { EWASM_BUGS } from './bugs-ewasm.js';
import { IMAGE_BUGS } from './bugs-image.js';
import { REPUTATION_BUGS } from './bugs-reputation.js';
import { RPC_BUGS } from './bugs-rpc.js';
import { SCRIPT_BUGS } from './bugs-script.js';
import { SHARD_BUGS as SHARD_VM_BUGS } from './bugs-shard.js';
import { SHARD_BUGS } from './bugs-shards.js';
import { STORE_BUGS } from './bugs-store.js';
import { TREE_BUGS } from './bugs-tree.js';
import { MutantTree, unnoticed } from './mutant.js';

const folder = join(packageRoot(), 'test');
const ENDING = '.test.ts';

/** The rows of every file of defects. */
const SEEDED_BUGS = [
  ...GENERAL_BUGS,
  ...EWASM_BUGS,
  ...BLOCK_BUGS,
  ...IMAGE_BUGS,
  ...REPUTATION_BUGS,
  ...CODEC_BUGS,
  ...BUNDLE_BUGS,
  ...ENVIRONMENT_TREE_BUGS,
  ...ENVIRONMENT_BUGS,
  ...ENVIRONMENT_CLI_BUGS,
  ...ENVIRONMENT_EXAMPLE_BUGS,
  ...EVM_BUGS,
  ...RPC_BUGS,
  ...SCRIPT_BUGS,
  ...SHARD_BUGS,
  ...STORE_BUGS,
  ...TREE_BUGS,
  ...SHARD_VM_BUGS,
];

let tree: MutantTree;
before(() => {
  tree = new MutantTree();
});
after(() => tree.remove());

for (const bug of SEEDED_BUGS) {
  const cases = bug.cases === undefined ? undefined : casesFolder(bug.cases);
  const skip = cases !== undefined && 'missing' in cases && cases.missing;
  test(`seeded bug in ${bug.suite}: ${bug.what}`, { skip }, () => {
    assert.deepEqual(unnoticed(bug, tree.run(bug)), []);
  });
}

test('a defect that is none is not noticed, and a suite that does not start is no proof', () => {
  const [bug] = SEEDED_BUGS.filter(({ suite }) => suite === 'host/execution/frame');
  const [from] = bug.change;
  const harmless = { ...bug, change: [from, `${from}/**/`] } as const;
  assert.deepEqual(
    unnoticed(bug, tree.run(harmless)),
    bug.fails.map((name) => `${name}: pass`),
  );
  const fatal = { ...bug, change: [from, ')'] } as const;
  assert.deepEqual(
    unnoticed(bug, tree.run(fatal)),
    bug.fails.map((name) => `${name}: not run`),
  );
});

/** Suites without a test that is named for its seeded bug. */
function withoutSeed(files: readonly string[], read: (file: string) => string): string[] {
  return files
    .filter((file) => !/(?:[tT]est|describe)\(\s*['"`][^\n]*seeded bug/.test(read(file)))
    .map((file) => file.slice(0, -ENDING.length));
}

test('every suite has a seeded bug', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith(ENDING));
  const rows = new Set(SEEDED_BUGS.map(({ suite }) => suite));
  const missing = withoutSeed(files, (file) => readFileSync(join(folder, file), 'utf8'));
  assert.deepEqual(
    missing.filter((suite) => !rows.has(suite)),
    [],
  );
  assert.deepEqual(
    [...rows].filter((suite) => !existsSync(join(folder, `${suite}${ENDING}`))),
    [],
  );
});

test('a suite without one is seen', () => {
  const texts: Readonly<Record<string, string>> = {
    'a.test.ts': "test('seeded bug: x', () => {",
    'b.test.ts': "// seeded bug\ntest('x', () => {",
  };
  assert.deepEqual(
    withoutSeed(Object.keys(texts), (file) => texts[file]),
    ['b'],
  );
});
