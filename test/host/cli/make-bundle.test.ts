/** The bundle that is published: what its files import and name is there, and a first call loads few. */

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { keepUrls, makeBundle } from '../../../host/cli/make-bundle.js';
import { packageRoot } from '../../support/package-root.js';

const root = packageRoot();
type Packages = Readonly<Record<string, string>>;

const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
) as Readonly<Record<'dependencies' | 'optionalDependencies' | 'peerDependencies', Packages>>;

/** `@noble/curves` of `@noble/curves/secp256k1.js`. */
const packageOf = (name: string): string => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

let bundle: ReadonlyMap<string, string>;
before(async () => {
  bundle = await makeBundle();
});

/** What a file imports at once, or anywhere. */
const importedAtOnce = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export) [^\n]*?"([^"\n]+)";$/gm)].map(([, name]) => name);
const imported = (text: string): string[] => [
  ...importedAtOnce(text),
  ...[...text.matchAll(/\b(?:import|require)\("([^"]+)"\)/g)].map(([, name]) => name),
];

/** Files of the bundle that a file loads at once, itself among them. */
function loaded(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const other of importedAtOnce(bundle.get(name) ?? '')) {
    if (other.startsWith('./')) loaded(other.slice(2), seen);
  }
  return seen;
}

describe('the bundle', () => {
  test('imports its own files, packages that are installed with it, and Node', () => {
    const isThere = (file: string, name: string): boolean => {
      if (name.startsWith('./')) return bundle.has(name.slice(2));
      if (isBuiltin(name) || packageOf(name) in dependencies || packageOf(name) in optionalDependencies)
        return true;
      // The EVM is installed by who wants it.
      return file === 'ethereumjs.js' && packageOf(name) in peerDependencies;
    };
    for (const [name, text] of bundle) {
      if (name.endsWith('.txt')) continue;
      assert.deepEqual(
        imported(text).filter((other) => !isThere(name, other)),
        [],
        name,
      );
    }
    const all = new Set([...bundle.values()].flatMap(imported));
    for (const known of ['./level-store.js', 'level', 'commander', 'node:worker_threads'])
      assert.ok(all.has(known), known);
  });

  test('has two files to load before a host can be made, and one for the thread that executes', () => {
    assert.deepEqual([...loaded('index.js')], ['index.js', 'host.js']);
    const thread = bundle.get('engine-worker.cjs') ?? '';
    assert.deepEqual(
      new Set(imported(thread)),
      // `url`: for where the services are, once an environment runs.
      new Set(['node:crypto', 'node:events', 'node:worker_threads', 'url']),
    );
  });

  test('names files that are there', () => {
    const paths = [...bundle.values()].flatMap((text) =>
      [...text.matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, path]) => path),
    );
    assert.deepEqual(paths.sort(), [
      '../../package.json',
      '../image/python.wasm',
      './block-worker.js',
      './engine-worker.cjs',
      './environment-services.js',
      './environment-worker.js',
      './recover-worker.js',
      './wasm-worker.cjs',
    ]);
    for (const path of paths) {
      const isThere = bundle.has(path.slice(2)) || existsSync(join(root, 'dist/bundle', path));
      assert.ok(isThere, path);
    }
  });

  test('has the licence of the package whose code it has', () => {
    assert.match(bundle.get('LICENSE-noble-hashes.txt') ?? '', /Permission is hereby granted/);
    assert.match(bundle.get('engine-worker.cjs') ?? '', /\bkeccak/);
  });
});

describe('keepUrls', () => {
  const module = join(root, 'dist/host/vm/python/image.js');

  test('a file is named from where the bundle is', () => {
    assert.equal(
      keepUrls("f(new URL('../../../image/python.wasm', import.meta.url));", module),
      "f(new URL('../image/python.wasm', import.meta.url));",
    );
    assert.equal(
      keepUrls("new Worker(new URL('./engine-worker.js', import.meta.url))", join(root, 'dist/host/x.js')),
      "new Worker(new URL('./engine-worker.cjs', import.meta.url))",
    );
    assert.equal(keepUrls('no url', module), 'no url');
  });

  test('a module that asks where it is in another way is refused', () => {
    for (const code of ['dirname(import.meta.url)', 'new URL(path, import.meta.url)']) {
      assert.throws(() => keepUrls(code, module), /image\.js: import\.meta\.url stands in new URL/);
    }
  });
});
