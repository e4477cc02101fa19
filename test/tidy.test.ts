/** Habits that a reviewer would have to watch for otherwise: direction of imports, bans, sizes, lint. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from './support/package-root.js';

/** Folders in the order in which arrows point: a file imports from its own row or one above (STYLE). */
const LAYERS: readonly RegExp[] = [
  /^runtime\/(errors|bytes|address)\.ts$/,
  /^runtime\/(limits|schedule|protocol)\.ts$/,
  /^runtime\/wasm\//,
  /^runtime\/instrument\//,
  /^runtime\/sandbox\//,
  /^runtime\/index\.ts$/,
  /^host\/vm\//,
  /^host\/state\//,
  /^host\/execution\//,
  /^host\/[a-z-]+\.ts$/,
  /^host\/cli\//,
  /^(test|bench|examples)\//,
];

/** Imports that the layers alone would allow. */
const FORBIDDEN: readonly { from: RegExp; to: RegExp; why: string }[] = [
  { from: /^host\/state\//, to: /^host\/vm\//, why: 'the state knows no VM' },
  {
    from: /^(?!python-wasm\/|test\/|host\/cli\/make-image)/,
    to: /^python-wasm\//,
    why: 'the build is no part of the product',
  },
  { from: /^python-wasm\//, to: /^(?!python-wasm\/)/, why: 'python-wasm imports nothing of ours' },
  { from: /^(?!test\/|bench\/)/, to: /^(test|bench)\//, why: 'the product imports no tests' },
];

/** What consensus code must not touch; the files named are the exceptions, and say why in their header. */
const BANS: readonly { pattern: RegExp; what: string; except: RegExp }[] = [
  { pattern: /\bDate\b|performance\.now|hrtime/, what: 'a clock', except: /^$/ },
  { pattern: /Math\.random|randomBytes|getRandomValues/, what: 'randomness', except: /^$/ },
  { pattern: /process\.(env|argv|cwd|platform|arch)/, what: 'the environment', except: /^$/ },
  { pattern: /toLocale|Intl\.|localeCompare/, what: 'a locale', except: /^$/ },
  {
    pattern: /from 'node:fs/,
    what: 'the file system',
    except: /^host\/(state\/(level-store|head-file)|vm\/python\/image)\.ts$|^runtime\/sandbox\/wasi\.ts$/,
  },
  { pattern: /\beval\(|new Function\b/, what: 'eval', except: /^$/ },
];

const LINES_MAX = 400;
const COLUMNS_MAX = 110;
/** Tables, which may be longer. */
const TABLES = /opcodes|operations/;

const root = packageRoot();
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts'], {
  cwd: root,
})
  .toString()
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The project's own files that a file imports. */
function importsOf(file: string, text: string = read(file)): string[] {
  return [...text.matchAll(/(?:from|import|URL\() ?'(\.[^']+)\.js'/g)].map(([, path]) =>
    normalize(join(dirname(file), `${path}.ts`)),
  );
}

function layerOf(file: string): number {
  return LAYERS.findIndex((layer) => layer.test(file));
}

function wrongArrow(from: string, to: string): string | undefined {
  const rule = FORBIDDEN.find((candidate) => candidate.from.test(from) && candidate.to.test(to));
  if (rule !== undefined) return rule.why;
  return layerOf(from) >= 0 && layerOf(to) > layerOf(from) ? 'the arrow points back' : undefined;
}

test('imports follow the arrows', () => {
  const wrong = files.flatMap((from) =>
    importsOf(from)
      .map((to) => ({ to, why: wrongArrow(from, to) }))
      .filter(({ why }) => why !== undefined)
      .map(({ to, why }) => `${from} -> ${to}: ${why}`),
  );
  assert.deepEqual(wrong, []);
});

test('a wrong arrow would be seen', () => {
  assert.equal(wrongArrow('runtime/bytes.ts', 'host/host.ts'), 'the arrow points back');
  assert.equal(wrongArrow('host/vm/vm.ts', 'host/state/account.ts'), 'the arrow points back');
  assert.equal(
    wrongArrow('python-wasm/build/main.ts', 'runtime/bytes.ts'),
    'python-wasm imports nothing of ours',
  );
  assert.deepEqual(importsOf('host/a.ts', "import { b } from './state/b.js';"), ['host/state/b.ts']);
});

test('there are no cycles', () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    assert.ok(!path.includes(file), `cycle: ${[...path, file].join(' -> ')}`);
    if (done.has(file)) return;
    // Type-only imports vanish at run time and make no cycle.
    const text = read(file).replace(/import type [^;]+;/g, '');
    for (const next of importsOf(file, text)) if (files.includes(next)) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
});

test('below host/cli nothing depends on the machine', () => {
  const consensus = files.filter((file) => /^(runtime|host)\//.test(file) && !file.startsWith('host/cli/'));
  const found = consensus.flatMap((file) =>
    BANS.filter(({ pattern, except }) => pattern.test(read(file)) && !except.test(file)).map(
      ({ what }) => `${file} uses ${what}`,
    ),
  );
  assert.deepEqual(found, []);
});

test('files, lines and leftovers', () => {
  const found = files.flatMap((file) => {
    const lines = read(file).split('\n');
    const long = lines.findIndex((line) => line.length > COLUMNS_MAX);
    return [
      ...(lines.length > LINES_MAX && !TABLES.test(file) ? [`${file} has ${lines.length} lines`] : []),
      ...(long >= 0 ? [`${file}:${long + 1} is longer than ${COLUMNS_MAX}`] : []),
      ...(/\b(TODO|FIXME|XXX)\b|\.(only|todo)\(/.test(read(file)) && file !== 'test/tidy.test.ts'
        ? [`${file} has a leftover`]
        : []),
    ];
  });
  assert.deepEqual(found, []);
});

test('lint and format', () => {
  const biome = join(root, 'node_modules/.bin/biome');
  execFileSync(biome, ['check', '--error-on-warnings'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
});
