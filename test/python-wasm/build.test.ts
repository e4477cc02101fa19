/** The build tool of the interpreter, step by step, on small inputs: what it refuses, and how it says so. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, type TestContext, test } from 'node:test';
import { BuildFailure, EnvironmentProblem } from '../../python-wasm/build/errors.js';
import { listFiles, sha256, writeWhole } from '../../python-wasm/build/files.js';
import { manifestText, readVerified } from '../../python-wasm/build/manifest.js';
import { applyPatches, readPatches } from '../../python-wasm/build/patches.js';
import { checkPin, isUpToDate, readInputs, stampKey, writeStamp } from '../../python-wasm/build/pins.js';
import { Progress } from '../../python-wasm/build/progress.js';
import { fillTemplate, parseAnswers } from '../../python-wasm/build/pyconfig.js';
import { readModules, readPins } from '../../python-wasm/build/recipe.js';
import { screeningHeader } from '../../python-wasm/build/screening.js';
import { obtainSources } from '../../python-wasm/build/sources/obtain.js';
import { packageRoot } from '../support/package-root.js';

const scratch = mkdtempSync(join(tmpdir(), 'pbevm-build-'));
after(() => rmSync(scratch, { recursive: true, force: true }));
const pins = readPins();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function folder(name: string): string {
  return mkdtempSync(join(scratch, `${name}-`));
}

/** Says nothing. */
class Silent extends Progress {
  override note(): void {}
}

test('pyconfig.h: answers become defines, what has none a comment', () => {
  const answers = parseAnswers('# about\nHAVE_A 1\n\nNAME "two words"\n');
  const text = fillTemplate('#undef HAVE_A\n# undef NAME\n#undef HAVE_B\n#define KEPT 1\n', answers);
  assert.equal(text, '#define HAVE_A 1\n# define NAME "two words"\n/* #undef HAVE_B */\n#define KEPT 1\n');
});

for (const [name, answers, message] of [
  [
    'that nobody asks',
    'HAVE_A 1\nHAVE_NOTHING 1\nODD 2',
    /^pyconfig\.answers: not in pyconfig\.h\.in: HAVE_NOTHING, ODD$/,
  ],
  ['given twice', 'HAVE_A 1\nHAVE_A 0', /^pyconfig\.answers:2: answered twice: HAVE_A 0$/],
  ['without a value', '# about\nHAVE_A', /^pyconfig\.answers:2: not NAME value: HAVE_A$/],
] as const) {
  test(`pyconfig.h: an answer ${name} is an error`, () => {
    assert.throws(() => fillTemplate('#undef HAVE_A\n', parseAnswers(answers)), failure(message));
  });
}

/** Checks for `assert.throws`: a failed build with these words. */
function failure(message: RegExp): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof BuildFailure, String(error));
    assert.equal(error.exitCode, 1);
    assert.match(error.message, message);
    return true;
  };
}

test('patches: one that does not apply is named, with the file', () => {
  const [[patchName, text]] = readPatches();
  const target = /^\+\+\+ b\/(\S+)/m.exec(text)?.[1];
  const contents = new Map([[`cpython/${target}`, bytes('another file\n')]]);
  assert.throws(
    () => applyPatches(contents),
    failure(new RegExp(`^${patchName} does not apply to cpython/${target}$`)),
  );
  const patched = new RegExp(`^${patchName} changes b/${target}, which is not one of the sources$`);
  assert.throws(() => applyPatches(new Map()), failure(patched));
});

/** The project's own sources, if this machine has them unpacked. */
function unpackedSources(context: TestContext): { cpython: string; zlib: string } | undefined {
  const build = join(packageRoot(), 'build', 'sources');
  const folders = { cpython: join(build, `cpython-${pins.cpython}`), zlib: join(build, `zlib-${pins.zlib}`) };
  if (existsSync(folders.cpython) && existsSync(folders.zlib)) return folders;
  context.skip('no unpacked sources in build/sources: run `sh build.sh`');
  return undefined;
}

test('manifest: the file that differs is named, and one that is missing', (context) => {
  const folders = unpackedSources(context);
  if (folders === undefined) return;
  const zlib = join(folder('zlib'), 'zlib');
  cpSync(folders.zlib, zlib, { recursive: true });
  const count = manifestText().trimEnd().split('\n').length;
  assert.equal(readVerified({ ...folders, zlib }).size, count);
  writeFileSync(join(zlib, 'inflate.c'), Buffer.concat([readFileSync(join(zlib, 'inflate.c')), bytes(' ')]));
  rmSync(join(zlib, 'deflate.c'));
  assert.throws(
    () => readVerified({ ...folders, zlib }),
    failure(
      /in 2 file\(s\):\n {2}zlib\/deflate\.c \(missing\)\n {2}zlib\/inflate\.c\nread from \S+ and \S+\/zlib$/,
    ),
  );
});

test('manifest: of many files that differ ten are named', () => {
  const empty = folder('empty');
  assert.throws(
    () => readVerified({ cpython: empty, zlib: empty }),
    failure(/in \d{3} file\(s\):\n( {2}cpython\/\S+ \(missing\)\n){10} {2}and \d+ more\n/),
  );
});

const environment = { PATH: process.env['PATH'], PBEVM_SOURCES: process.env['PBEVM_SOURCES'] };
beforeEach(() => restoreEnvironment());
afterEach(() => restoreEnvironment());

function restoreEnvironment(): void {
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** No network, no programs: what is left is the folder of PBEVM_SOURCES. */
function cutOff(context: TestContext, local: string): void {
  const refuse = (): never => {
    throw new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 192.0.2.1:443') });
  };
  context.mock.method(globalThis, 'fetch', refuse);
  process.env['PBEVM_SOURCES'] = local;
}

test('sources: where none can be had, all three ways are listed, each with its reason', async (context) => {
  const local = folder('local');
  cutOff(context, local);
  process.env['PATH'] = folder('no-programs');
  await assert.rejects(obtainSources(folder('out'), pins, new Silent()), (error: unknown) => {
    assert.ok(error instanceof EnvironmentProblem, String(error));
    assert.equal(error.exitCode, 3);
    const [first, ...lines] = error.message.split('\n');
    assert.equal(first, `the sources of cpython ${pins.cpython} cannot be had:`);
    assert.equal(lines.length, 4);
    assert.equal(lines[0], `  the folder of PBEVM_SOURCES: ${local} holds no Python-${pins.cpython}`);
    assert.equal(lines[1], '  the upstream release: www.python.org connect ECONNREFUSED 192.0.2.1:443');
    assert.match(
      lines[2],
      /^ {2}Debian's source package: (apt-get update: .*ENOENT|this machine has no apt source)/,
    );
    assert.match(
      lines[3],
      /^Set PBEVM_SOURCES to a folder that holds Python-\S+\/ or its \.tar\.xz or \.tar\.gz\.$/,
    );
    return true;
  });
});

test('sources: archives and unpacked trees in PBEVM_SOURCES are found, without network', async (context) => {
  const [local, out] = [folder('local'), folder('out')];
  cutOff(context, local);
  mkdirSync(join(local, `Python-${pins.cpython}`));
  const tree = folder('tree');
  mkdirSync(join(tree, 'odd-name'));
  writeFileSync(join(tree, 'odd-name', 'zlib.h'), 'content');
  execFileSync('tar', ['-czf', join(local, `zlib-${pins.zlib}.tar.gz`), '-C', tree, 'odd-name']);
  const folders = await obtainSources(out, pins, new Silent());
  assert.equal(folders.cpython, join(local, `Python-${pins.cpython}`));
  assert.equal(readFileSync(join(folders.zlib, 'zlib.h'), 'utf8'), 'content');
  assert.deepEqual(readdirSync(join(out, 'sources')), [`zlib-${pins.zlib}`]);
});

test('sources: a damaged archive is named, and leaves no half of a tree', async (context) => {
  const [local, out] = [folder('local'), folder('out')];
  cutOff(context, local);
  writeFileSync(join(local, `Python-${pins.cpython}.tar.gz`), 'no archive');
  await assert.rejects(obtainSources(out, pins, new Silent()), (error: unknown) => {
    assert.ok(error instanceof EnvironmentProblem, String(error));
    assert.match(error.message, /Python-\S+\.tar\.gz cannot be unpacked with tar: \S+/);
    return true;
  });
  assert.deepEqual(readdirSync(join(out, 'sources')), []);
});

test('pins: what was pinned passes; else the groups of inputs that changed are named', () => {
  const { inputs, interpreter } = pins;
  const other = 'f'.repeat(64);
  checkPin(interpreter, { ...inputs, port: 'changed' }, pins);
  assert.throws(
    () => checkPin(other, { ...inputs, port: 'changed', flags: 'changed' }, pins),
    failure(
      /^python\.wasm is f{64}, pinned is \S+\.\nThese inputs .* ones: port, flags\.\n.* --update-pins\.$/,
    ),
  );
  assert.throws(
    () => checkPin(other, { ...inputs, compiler: '@yowasp/clang 99' }, pins),
    failure(new RegExp(`: compiler \\(@yowasp/clang 99, pinned ${inputs['compiler']}\\)\\.`)),
  );
  assert.throws(
    () => checkPin(other, inputs, pins),
    failure(/All inputs are the pinned ones: the compiler did not/),
  );
});

test('pins: a changed flag is a changed input, and another stamp', () => {
  const modules = readModules();
  const before = readInputs(modules, pins);
  const changed = readInputs(modules, { ...pins, stackBytes: pins.stackBytes * 2 });
  const groups = Object.keys(before).filter((group) => before[group] !== changed[group]);
  assert.deepEqual(groups, ['flags']);
  assert.notEqual(stampKey(before), stampKey(changed));
  assert.equal(stampKey(before), stampKey(readInputs(modules, pins)));
});

test('stamp: a result is up to date as long as nothing changed, neither inputs nor result', () => {
  const path = join(folder('result'), 'python.wasm');
  assert.equal(isUpToDate(path, 'key'), false);
  writeWhole(path, 'module');
  assert.equal(isUpToDate(path, 'key'), false);
  writeStamp(path, { key: 'key', sha256: sha256('module') });
  assert.equal(isUpToDate(path, 'key'), true);
  assert.equal(isUpToDate(path, 'another key'), false);
  writeFileSync(path, 'modulE');
  assert.equal(isUpToDate(path, 'key'), false);
  rmSync(path);
  assert.equal(isUpToDate(path, 'key'), false);
});

test('a file is written whole or not at all', () => {
  const path = join(folder('whole'), 'deep', 'file');
  writeWhole(path, 'first');
  assert.throws(() => writeWhole(path, 7 as unknown as string));
  assert.equal(readFileSync(path, 'utf8'), 'first');
  assert.deepEqual(
    listFiles(join(path, '..'), () => true),
    ['file'],
  );
});

const RULE = { code: 'S101', name: 'a-rule', severity: 'error', match: 'name', names: ['b', 'a'] } as const;
const headerOf = (...rules: object[]): string =>
  screeningHeader(JSON.stringify({ limits: {}, weights: { stmt: { If: 2 }, expr: {} }, rules }));

test('screening: names come sorted, each once with all its matches; rules have their numbers', () => {
  const other = {
    ...RULE,
    code: 'S201',
    name: 'other',
    severity: 'warning',
    match: 'attribute',
    names: ['b'],
  };
  const header = headerOf(RULE, other);
  assert.match(header, /\{MATCH_NAME, "a"\},\n {4}\{MATCH_NAME \| MATCH_ATTRIBUTE, "b"\},/);
  assert.match(header, /RULE_A_RULE = 101 \};\nenum \{ RULE_OTHER = 201 \};/);
  assert.match(header, /stmt_weights\[32\].* = \{\[If_kind\] = 2\};/);
});

for (const [what, rule, message] of [
  ['a code that is there twice', { name: 'other', match: 'attribute' }, /code S101 is there twice$/],
  ['a match that two rules have', { code: 'S102', name: 'other' }, /match name is there twice$/],
  ['a warning among the errors', { severity: 'warning' }, /S101 is no code of the severity warning$/],
  ['a name that is not ASCII', { names: ['é'] }, /S101: é is no ASCII name$/],
] as const) {
  test(`screening: ${what} is an error`, () => {
    const rules = what.includes('twice') || what.includes('two') ? [RULE] : [];
    assert.throws(() => headerOf(...rules, { ...RULE, ...rule }), failure(message));
  });
}
