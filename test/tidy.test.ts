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
  /^host\/environment\//,
  /^host\/thread\//,
  /^host\/block\//,
  /^host\/evm\//,
  /^host\/[a-z-]+\.ts$/,
  /^host\/rpc\//,
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
  { from: /^host\/(?!evm\/|cli\/)/, to: /^host\/evm\//, why: 'the EVM is an optional peer' },
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
    except:
      /^(host\/(state\/level\/[a-z-]+|vm\/python\/image|thread\/address-space)|runtime\/sandbox\/wasi)\.ts$/,
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
type Reader = (file: string) => string;
const read: Reader = (file) => readFileSync(join(root, file), 'utf8');

/** The project's own files that a file imports. */
function importsOf(file: string, text: string): string[] {
  return [...text.matchAll(/(?:from|import\(?|URL\() ?'(\.[^']+)\.js'/g)].map(([, path]) =>
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

function wrongArrows(tree: readonly string[], readFile: Reader): string[] {
  return tree.flatMap((from) =>
    importsOf(from, readFile(from))
      .map((to) => ({ to, why: wrongArrow(from, to) }))
      .filter(({ why }) => why !== undefined)
      .map(({ to, why }) => `${from} -> ${to}: ${why}`),
  );
}

function cycles(tree: readonly string[], readFile: Reader): string[] {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [`cycle: ${[...path, file].join(' -> ')}`];
    if (done.has(file)) return [];
    // Type-only imports vanish at run time and make no cycle.
    const text = readFile(file).replace(/import type [^;]+;/g, '');
    const next = importsOf(file, text).filter((imported) => tree.includes(imported));
    const found = next.flatMap((imported) => visit(imported, [...path, file]));
    done.add(file);
    return found;
  };
  return tree.flatMap((file) => visit(file, []));
}

function machineUses(tree: readonly string[], readFile: Reader): string[] {
  const consensus = tree.filter((file) => /^(runtime|host)\//.test(file) && !file.startsWith('host/cli/'));
  return consensus.flatMap((file) =>
    BANS.filter(({ pattern, except }) => pattern.test(readFile(file)) && !except.test(file)).map(
      ({ what }) => `${file} uses ${what}`,
    ),
  );
}

function untidy(tree: readonly string[], readFile: Reader): string[] {
  return tree.flatMap((file) => {
    const lines = readFile(file).split('\n');
    const long = lines.findIndex((line) => line.length > COLUMNS_MAX);
    return [
      ...(lines.length > LINES_MAX && !TABLES.test(file) ? [`${file} has ${lines.length} lines`] : []),
      ...(long >= 0 ? [`${file}:${long + 1} is longer than ${COLUMNS_MAX}`] : []),
      ...(/\b(TODO|FIXME|XXX)\b|\.(only|todo)\(/.test(readFile(file)) && file !== 'test/tidy.test.ts'
        ? [`${file} has a leftover`]
        : []),
    ];
  });
}

/** Name of the habit; what is found against it in a tree; a tree of defects and what must be found there. */
const HABITS: readonly (readonly [
  name: string,
  find: (tree: readonly string[], readFile: Reader) => string[],
  defects: Readonly<Record<string, string>>,
  found: readonly string[],
])[] = [
  [
    'imports follow the arrows',
    wrongArrows,
    {
      'runtime/bytes.ts': "import { createHost } from '../host/host.js';",
      'host/vm/vm.ts': "import type { Account } from '../state/account.js';",
      'host/state/store.ts': "await import('../vm/vm.js');",
      'python-wasm/build/main.ts': "import { u64be } from '../../runtime/bytes.js';",
      'host/host.ts': "import { u64be } from '../runtime/bytes.js';",
    },
    [
      'runtime/bytes.ts -> host/host.ts: the arrow points back',
      'host/vm/vm.ts -> host/state/account.ts: the arrow points back',
      'host/state/store.ts -> host/vm/vm.ts: the state knows no VM',
      'python-wasm/build/main.ts -> runtime/bytes.ts: python-wasm imports nothing of ours',
    ],
  ],
  [
    'there are no cycles',
    cycles,
    {
      'host/a.ts': "import { b } from './b.js';",
      'host/b.ts': "import type { a } from './a.js';\nimport { c } from './c.js';",
      'host/c.ts': "import { b } from './b.js';",
    },
    ['cycle: host/a.ts -> host/b.ts -> host/c.ts -> host/b.ts'],
  ],
  [
    'below host/cli nothing depends on the machine',
    machineUses,
    { 'host/a.ts': 'Math.random()', 'runtime/b.ts': 'new Date()', 'host/cli/c.ts': 'process.argv' },
    ['host/a.ts uses randomness', 'runtime/b.ts uses a clock'],
  ],
  [
    'files, lines and leftovers',
    untidy,
    {
      'host/long.ts': '\n'.repeat(LINES_MAX),
      'host/wide.ts': `\n${' '.repeat(COLUMNS_MAX + 1)}`,
      'host/left.ts': '// TODO',
      'host/fine.ts': `${' '.repeat(COLUMNS_MAX)}${'\n'.repeat(LINES_MAX - 1)}`,
    },
    [
      `host/long.ts has ${LINES_MAX + 1} lines`,
      `host/wide.ts:2 is longer than ${COLUMNS_MAX}`,
      'host/left.ts has a leftover',
    ],
  ],
];

for (const [name, find, defects, found] of HABITS) {
  test(name, () => assert.deepEqual(find(files, read), []));
  test(`seeded bug: ${name}, in a tree with violations`, () => {
    assert.deepEqual(
      find(Object.keys(defects), (file) => defects[file]),
      found,
    );
  });
}

test('lint and format', () => {
  const biome = join(root, 'node_modules/.bin/biome');
  execFileSync(biome, ['check', '--error-on-warnings'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
});
