/**
 * The package as users get it: `npm pack`, then an installation of the tarball in an empty folder, without
 * scripts, and its two entry points and its command there. An image that is not the pinned one is refused.
 */

import assert from 'node:assert/strict';
import { execFileSync, type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { makeBundle } from '../host/cli/make-bundle.js';
import { packageRoot } from './support/package-root.js';

const folder = mkdtempSync(join(tmpdir(), 'pbevm-pack-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Where the tarball is installed. */
const user = join(folder, 'user');
const image = join(user, 'node_modules/pbevm/dist/image/python.wasm');
const NPM_OPTIONS = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const INSTALL_MILLISECONDS = 180_000;

/** Paths in the tarball, without the leading `package/`. */
let packed: string[];
/** Why it is not installed. */
let notInstalled: string | undefined;

before(() => {
  const output = execFileSync('npm', ['pack', ...NPM_OPTIONS, '--json', '--pack-destination', folder], {
    cwd: packageRoot(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  });
  const [{ filename, files }] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  packed = files.map(({ path }) => path);
  mkdirSync(user);
  const tarball = join(folder, filename);
  const installed = run('npm', ['install', ...NPM_OPTIONS, '--prefer-offline', '--fetch-retries=1', tarball]);
  if (installed.status !== 0)
    notInstalled = `npm install failed, it needs the npm registry: ${installed.stderr}`;
});

/** Runs a program in the user's folder. */
function run(program: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, args, { cwd: user, encoding: 'utf8', timeout: INSTALL_MILLISECONDS });
}

function script(source: string): SpawnSyncReturns<string> {
  writeFileSync(join(user, 'script.mjs'), source);
  return run(process.execPath, ['script.mjs']);
}

/** The command, as `npx` finds it. npx itself is run once: it is slow, and may warn of its own settings. */
const pbevm = (...args: string[]): SpawnSyncReturns<string> => run('node_modules/.bin/pbevm', args);

/** A test that needs the installation. */
function installedTest(name: string, body: () => void): void {
  test(name, (context: TestContext) => {
    if (notInstalled !== undefined) return context.skip(notInstalled);
    body();
  });
}

test('the tarball has the product and nothing else', () => {
  for (const path of [
    'bundle/index.js',
    'bundle/runtime.js',
    'bundle/main.js',
    'bundle/LICENSE-noble-hashes.txt',
    'host/index.d.ts',
    'runtime/index.d.ts',
    'image/python.wasm',
  ]) {
    assert.ok(packed.includes(`dist/${path}`), `dist/${path} is missing`);
  }
  for (const path of ['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'examples/token.py']) {
    assert.ok(packed.includes(path), `${path} is missing`);
  }
  const allowed = [
    /^dist\/bundle\/[\w-]+\.(c?js|txt)$/,
    /^dist\/(host|runtime)\/[\w/-]+\.d\.ts$/,
    /^dist\/image\/python\.wasm$/,
    /^(examples\/\w+\.py|docs\/[\w-]+\.md|python-wasm\/licenses\/\w+\.txt)$/,
    /^examples\/environments\/((assembly|contracts)\/)?[\w-]+\.(ts|py|md|json)$/,
    /^examples\/native\/[\w/]+\.(ts|py|wat|json)$/,
    /^examples\/native\/README\.md$/,
    /^(README\.md|CHANGELOG\.md|LICENSE|package\.json)$/,
  ];
  assert.deepEqual(
    packed.filter((path) => !allowed.some((pattern) => pattern.test(path))),
    [],
  );
});

test('it is made of these sources: no leftovers of earlier builds', async () => {
  const sources = new Set(
    ['host', 'runtime'].flatMap((name) =>
      readdirSync(join(packageRoot(), name), { recursive: true, encoding: 'utf8' }).map(
        (file) => `${name}/${file}`,
      ),
    ),
  );
  const types = packed.filter((path) => path.endsWith('.d.ts'));
  assert.ok(types.length > 50);
  const sourceOf = (path: string): string => path.replace(/^dist\//, '').replace(/\.d\.ts$/, '.ts');
  assert.deepEqual(
    types.filter((path) => !sources.has(sourceOf(path))),
    [],
    'remove dist/ and build again',
  );
  const bundled = packed.filter((path) => path.startsWith('dist/bundle/')).map((path) => basename(path));
  const bundle = await makeBundle();
  assert.deepEqual(bundled.sort(), [...bundle.keys()].sort());
  for (const [name, text] of bundle)
    assert.equal(readFileSync(join(packageRoot(), 'dist/bundle', name), 'utf8'), text, name);
});

installedTest('a host runs a contract', () => {
  const { stdout, stderr } = script(`
    import { createHost } from 'pbevm';
    const host = await createHost();
    const { address } = await host.deploy('if not new: finish([invoker, args[0] ** 100])');
    const result = await host.send(address, [7]);
    console.log(result.status, String(result.value[1]));
    await host.close();
  `);
  assert.deepEqual([stdout, stderr], [`success ${7n ** 100n}\n`, '']);
});

installedTest('what is loaded only where it is wanted: an inline engine, balances, an account', () => {
  const { stdout, stderr } = script(`
    import { isMainThread, Worker } from 'node:worker_threads';
    import { checkContract, createHost } from 'pbevm';
    const from = '0x' + 'a1'.repeat(20);
    if (isMainThread) {
      console.log((await checkContract('import os')).length);
      new Worker(new URL(import.meta.url), { resourceLimits: { stackSizeMb: 128 } });
    } else {
      const host = await createHost({ isolation: 'inline', balances: { [from]: 5n } });
      const { status, address } = await host.deploy('finish(value)', { from, value: 2n });
      console.log(status, (await host.inspect(address)).balance, (await host.inspect(from)).balance);
      await host.close();
    }
  `);
  assert.deepEqual([stdout, stderr], ['1\nsuccess 2n 3n\n', '']);
});

installedTest('a level store persists: the native part came along without scripts', () => {
  const source = (body: string): string => `
    import { createHost } from 'pbevm';
    const host = await createHost({ store: 'level', path: 'state' });
    ${body}
    await host.close();
  `;
  const first = script(source(`console.log((await host.deploy('chain["n"] = 41')).address);`));
  const address = first.stdout.trim();
  const second = script(source(`console.log((await host.inspect('${address}')).chain);`));
  assert.deepEqual([first.stderr, second.stderr], ['', '']);
  assert.equal(second.stdout, "Map(1) { 'n' => 41 }\n");
});

installedTest('pbevm/runtime is an entry point; nothing else is', () => {
  const { stdout, stderr } = script(`
    const [runtime, host] = [await import('pbevm/runtime'), await import('pbevm')];
    console.log(Object.keys(runtime).length > 0, runtime.PbevmError === host.PbevmError);
    const inner = await import('pbevm/dist/bundle/host.js').catch((error) => error.code);
    console.log(inner);
  `);
  assert.deepEqual([stdout, stderr], ['true true\nERR_PACKAGE_PATH_NOT_EXPORTED\n', '']);
});

/** With the browser's types, which are TypeScript's default, and without, as Node projects have it. */
for (const libraries of ['dom,es2023', 'es2023']) {
  installedTest(`types resolve for users whose libraries are ${libraries}`, () => {
    const source = [
      "import { createHost, type ContractResult, type Host } from 'pbevm';",
      "import { SandboxInstance } from 'pbevm/runtime';",
      'const host: Host = await createHost();',
      "const result: ContractResult = await host.deploy('');",
      "if (result.status === 'revert') console.log(result.reason, SandboxInstance.name);",
    ];
    writeFileSync(join(user, 'user.mts'), source.join('\n'));
    const { stdout, status } = run(process.execPath, [
      join(packageRoot(), 'node_modules/typescript/bin/tsc'),
      ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', libraries],
      ...['--typeRoots', join(packageRoot(), 'node_modules/@types'), '--types', 'node', 'user.mts'],
    ]);
    assert.equal(status, 0, stdout);
  });
}

installedTest('the command: help, a contract, an example of the package', () => {
  const help = run('npx', ['--offline', 'pbevm', '--help']);
  assert.equal(help.status, 0, help.stderr);
  assert.match(help.stdout, /^Usage: pbevm /);
  const example = pbevm('run', 'node_modules/pbevm/examples/token.py', '--args', '["Gold", 7]', '--json');
  assert.equal(example.status, 0, example.stderr);
  assert.equal((JSON.parse(example.stdout) as { status: string }).status, 'success');
});

installedTest('the command: a wasm module, in a thread of its own', () => {
  // (module (func (export "f") (result i32) i32.const 7))
  const hex = '0061736d010000000105016000017f03020100070501016600000a0601040041070b';
  writeFileSync(join(user, 'seven.wasm'), Buffer.from(hex, 'hex'));
  const { stdout, stderr } = pbevm('wasm', 'run', 'seven.wasm', '--invoke', 'f', '--json');
  assert.deepEqual((JSON.parse(stdout) as { results: unknown }).results, [7], stderr);
});

/** What a host and the command do with the image that is there now. */
function outcome(): { code: string; exitCode: number | null; stderr: string } {
  const { stdout } = script(`
    import { createHost, PbevmError } from 'pbevm';
    const thrown = await createHost().catch((error) => error);
    console.log(thrown instanceof PbevmError ? thrown.code : 'none');
    process.exit();
  `);
  const { status, stderr } = pbevm('run', 'node_modules/pbevm/examples/registry.py');
  return { code: stdout.trim(), exitCode: status, stderr };
}

/** Writes an image over the installed one, lets `body` look, and puts the good one back. */
function withImage(change: (good: Buffer) => Uint8Array, body: () => void): void {
  const good = readFileSync(image);
  writeFileSync(image, change(good));
  try {
    body();
  } finally {
    writeFileSync(image, good);
  }
}

/** An image with one other bit is refused, and the message says why. */
function checkTampered(): void {
  const flip = (good: Buffer): Uint8Array =>
    good.map((byte, at) => (at === good.length >> 1 ? byte ^ 1 : byte));
  withImage(flip, () => {
    const { code, exitCode, stderr } = outcome();
    assert.deepEqual([code, exitCode], ['IMAGE_MISMATCH', 3]);
    assert.match(stderr, /has sha256 [0-9a-f]{64}, pinned is [0-9a-f]{64}/);
  });
}

installedTest('an image with one other bit, a cut one and a missing one are refused', () => {
  assert.deepEqual(outcome(), { code: 'none', exitCode: 0, stderr: '' });
  checkTampered();
  withImage(
    (good) => good.subarray(0, -1),
    () => assert.equal(outcome().code, 'IMAGE_MISMATCH'),
  );
  withImage(
    (good) => good,
    () => {
      rmSync(image);
      const missing = outcome();
      assert.deepEqual([missing.code, missing.exitCode], ['IMAGE_MISSING', 3]);
      assert.match(missing.stderr, /no interpreter image at .*python\.wasm/);
    },
  );
  assert.equal(outcome().code, 'none');
});

installedTest('seeded bug: a package that does not compare the image with its pin', () => {
  const path = join(user, 'node_modules/pbevm/dist/bundle/host.js');
  const text = readFileSync(path, 'utf8');
  const trusting = text.replace(/hash !== "[0-9a-f]{64}"/, 'hash === ""');
  assert.notEqual(trusting, text);
  writeFileSync(path, trusting);
  assert.throws(checkTampered, assert.AssertionError);
  writeFileSync(path, text);
});
