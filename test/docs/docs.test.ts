/** Every snippet of these pages does what the page says. */

import assert from 'node:assert/strict';
import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { packageRoot } from '../support/package-root.js';
import { type Block, outputPattern, readBlocks, readCommands } from './page.js';

const PAGES = [
  'contracts.md',
  'embedding.md',
  'native.md',
  'blocks.md',
  'reputation.md',
  'rpc.md',
  'shards.md',
  'execution-environments.md',
];

const TSCONFIG = {
  compilerOptions: {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(packageRoot(), 'node_modules/@types')],
  },
  // AssemblyScript, which has types of its own.
  exclude: ['assembly', 'node_modules'],
};

/** A reader's folder in which the package is installed and `pbevm` on the PATH. */
function readersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-docs-'));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(packageRoot(), join(folder, 'node_modules/pbevm'));
  const main = join(packageRoot(), 'dist/bundle/main.js');
  const command = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
  writeFileSync(join(folder, 'node_modules/.bin/pbevm'), command, { mode: 0o755 });
  symlinkSync(join(packageRoot(), 'node_modules/.bin/asc'), join(folder, 'node_modules/.bin/asc'));
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  return folder;
}

function shell(folder: string, command: string): SpawnSyncReturns<string> {
  const path = `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH']}`;
  return spawnSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, PATH: path },
  });
}

function assertPrints(folder: string, command: string, shown: string): void {
  const { stdout, stderr } = shell(folder, command);
  assert.match(`${stderr}${stdout}`, outputPattern(shown), `${command} prints\n${stderr}${stdout}`);
}

/** A file that commands of the page use. */
function writeBlock(folder: string, { text, file }: Block): void {
  assert.ok(file !== undefined, 'a block of this language has a name');
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** What a block of each language must do. `next` is the block after it. */
const CHECKS: Readonly<Record<string, (folder: string, block: Block, next: Block | undefined) => void>> = {
  python(folder, { text, file }) {
    writeFileSync(join(folder, file ?? 'snippet.py'), text);
    if (file !== undefined) return;
    const { status, stdout, stderr } = shell(folder, 'pbevm run snippet.py');
    assert.equal(status, 0, `${stderr}${stdout}`);
  },

  console(folder, { text }) {
    const commands = readCommands(text);
    assert.notEqual(commands.length, 0, 'a console block has commands');
    for (const { command, output } of commands) assertPrints(folder, command, output);
  },

  ts(folder, { text, file = 'snippet.ts' }, next) {
    writeFileSync(join(folder, file), text);
    const compiled = shell(folder, `node ${join(packageRoot(), 'node_modules/typescript/bin/tsc')} -p .`);
    assert.equal(compiled.status, 0, compiled.stdout);
    const script = file.replace(/ts$/, 'js');
    if (next?.language === 'text') assertPrints(folder, `node ${script}`, next.text);
    else assert.equal(shell(folder, `node --check ${script}`).status, 0);
  },

  json: (_folder, { text }) => void JSON.parse(text),
  wat: writeBlock,
  assemblyscript: writeBlock,

  // Shown output belongs to the block before it; sh is for people: what installs and what builds.
  text: () => undefined,
  sh: () => undefined,
};

for (const page of PAGES) {
  describe(page, () => {
    const folder = readersFolder();
    after(() => rmSync(folder, { recursive: true, force: true }));
    const blocks = readBlocks(readFileSync(join(packageRoot(), 'docs', page), 'utf8'));

    for (const [index, block] of blocks.entries()) {
      test(`line ${block.line}: ${block.language} ${block.file ?? ''}`, () => {
        const check = CHECKS[block.language];
        assert.ok(check !== undefined, `no way to check a block of ${block.language}`);
        check(folder, block, blocks[index + 1]);
      });
    }
  });
}

for (const page of ['shards.md', 'execution-environments.md']) {
  test(`every test that docs/${page} names is there`, () => {
    const text = readFileSync(join(packageRoot(), 'docs', page), 'utf8');
    const named = [...text.matchAll(/`(test\/[\w./-]+): ([^`]+)`/g)];
    assert.ok(named.length > 0);
    const missing = named.filter(([, file, name]) => {
      const source = readFileSync(join(packageRoot(), file as string), 'utf8');
      return !source.includes(name as string);
    });
    assert.deepEqual(missing.map(String), []);
  });
}

test('seeded bug: output that the page does not show is noticed', () => {
  const shown = 'fuel     … of 1,000\n…\nlast line\n';
  assert.match('fuel     12 of 1,000\nmore\nand more\nlast line\n', outputPattern(shown));
  for (const real of [
    'fuel     12 of 1,001\nmore\nlast line\n',
    'fuel     12 of 1,000\nmore\nlast line\none more\n',
    'before\nfuel     12 of 1,000\nmore\nlast line\n',
    'fuel     12 of 1,000\nmore\n',
  ]) {
    assert.doesNotMatch(real, outputPattern(shown));
  }
});
