/**
 * The rules of screening, as files: rules/CODE.py, where a line that ends in `#: CODE FROM-TO, ...` has just
 * these findings, columns in bytes from 0, and every other line none.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { checkContract, createHost, type Finding, type Host } from '../../host/index.js';
import { readFindings } from '../../host/vm/python/screening.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { packageRoot } from '../support/package-root.js';

const tablePath = join(packageRoot(), 'python-wasm/screening.json');
const table = JSON.parse(readFileSync(tablePath, 'utf8')) as {
  limits: { sourceBytes: number; nodes: number; findings: number };
  rules: { code: string; names: string[]; match: string }[];
};
const folder = join(packageRoot(), 'test/screening/rules');
const files = readdirSync(folder).sort();

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

const EXPECTED = /#: (.*)$/;
const text = ({ code, column, endColumn }: Finding): string => `${code} ${column}-${endColumn}`;

/** Findings of each line as the comments have them. */
function byLine(source: string, findings: readonly Finding[]): string[] {
  return source.split('\n').map((_, index) =>
    findings
      .filter(({ line }) => line === index + 1)
      .map(text)
      .join(', '),
  );
}

for (const file of files) {
  test(file, async () => {
    const source = readFileSync(join(folder, file), 'utf8');
    const expected = source.split('\n').map((line) => EXPECTED.exec(line)?.[1] ?? '');
    const findings = await host.check(source);
    assert.deepEqual(byLine(source, findings), expected);
    assert.ok(findings.every(({ source: line }) => line !== undefined));
  });
}

test('every rule about syntax has a file with lines that break it and lines that do not', () => {
  const codes = table.rules.map(({ code }) => code).filter((code) => code > 'S1');
  const without = codes.filter((code) => {
    if (!files.includes(`${code}.py`)) return true;
    const lines = readFileSync(join(folder, `${code}.py`), 'utf8')
      .split('\n')
      .filter(Boolean);
    const broken = lines.filter((line) => EXPECTED.exec(line)?.[1].includes(code));
    return broken.length === 0 || broken.length === lines.length;
  });
  assert.deepEqual(without, []);
});

test('every name of the table is found', async () => {
  const sources: Readonly<Record<string, (name: string) => string>> = {
    name: (name) => `${name}()`,
    'unbound-name': (name) => `${name}()`,
    attribute: (name) => `x.${name}`,
    dispatch: (name) => `${name}()[x]`,
    rebound: (name) => `${name} = 1`,
    definition: (name) => `def ${name}(): pass`,
    'unstable-call': (name) => `${name}(1)`,
    'not-called': (name) => name,
  };
  for (const { code, match, names } of table.rules) {
    const write = sources[match];
    for (const name of write === undefined ? [] : names) {
      const found = (await host.check(write(name))).map((finding) => finding.code);
      assert.deepEqual(found, [code], write(name));
    }
  }
});

/** Sources that are refused as a whole or by the parser, and what is said of them. */
const WHOLE: readonly (readonly [what: string, source: string | Uint8Array, expected: string])[] = [
  ['nothing', '', 'S003 null null-null'],
  ['too many bytes', `x = 1${' '.repeat(DEV_LIMITS.sourceBytesMax)}`, 'S003 null null-null'],
  ['bytes that are not UTF-8', Uint8Array.of(0x78, 0x0a, 0xc3, 0xa9, 0xff), 'S002 2 2-3'],
  ['a null byte', 'x = 1\n\ty\0', 'S001 2 2-3'],
  ['a syntax error behind é', 'x = "é" +', 'S001 1 10-11'],
  ['an error of the compiler behind é', 'x = "é"; return 1', 'S001 1 10-18'],
  ['a wrong indent', 'if x:\n  y\n z\n', 'S001 3 2-3'],
  ['tabs and spaces', 'if x:\n\ty\n        z\n', 'S001 3 0-1'],
  ['a name that is not ASCII', 'größe = 2', 'S001 1 0-7'],
  ['an unfinished string', 'x = "abc\n', 'S001 1 4-5'],
  ['parentheses', `x = ${'('.repeat(1_000)}1${')'.repeat(1_000)}`, 'S006 null null-null'],
];

for (const [what, source, expected] of WHOLE) {
  test(`a source with ${what}`, async () => {
    const findings = await host.check(source);
    assert.deepEqual(
      findings.map(({ code, line, column, endColumn }) => `${code} ${line} ${column}-${endColumn}`),
      [expected],
    );
    const { status, ...result } = await host.deploy(source);
    assert.equal(status, 'halt');
    assert.deepEqual('findings' in result && result.findings, findings);
  });
}

test('limits: what is just within them passes, one more is a finding with the number', async () => {
  const codes = async (source: string): Promise<string[]> =>
    (await host.check(source)).map(({ code, message }) => `${code} ${/\d+/.exec(message)?.[0]}`);
  const { nodes, sourceBytes, findings } = table.limits;
  assert.equal(sourceBytes, DEV_LIMITS.sourceBytesMax);
  assert.deepEqual(await codes(`x = 1${' '.repeat(sourceBytes - 5)}`), []);
  // Each 1; is two nodes, an expression statement and a constant.
  assert.deepEqual(await codes('1;'.repeat(nodes / 2)), []);
  assert.deepEqual(await codes(`${'1;'.repeat(nodes / 2)}pass`), [`S004 ${nodes}`]);
  const wrong = (count: number): string => 'x.f_back\n'.repeat(count);
  assert.equal((await host.check(wrong(findings))).length, findings);
  assert.equal((await host.check(wrong(findings + 1))).length, findings);
  const both = await host.check(`${'id(1)\n'.repeat(findings + 5)}${wrong(findings + 5)}`);
  assert.equal(both.length, 2 * findings);
});

test('deploying says only what refuses, takes the whole fuel, and says the same each time', async () => {
  const deploy = (salt: string) =>
    host.deploy('id(1)\nimport os\nopen("x")\n', { salt, limits: { fuel: 10_000_000 } });
  const [first, second] = [await deploy('0x01'), await deploy('0x02')];
  assert.ok(first.status === 'halt' && second.status === 'halt');
  assert.deepEqual(
    first.findings?.map(({ code, severity }) => [code, severity]),
    [
      ['S101', 'error'],
      ['S104', 'error'],
    ],
  );
  assert.equal(first.detail, '`os` cannot be imported (S101, line 2; 1 more)');
  assert.equal(first.fuelUsed, 10_000_000);
  assert.deepEqual(second.findings, first.findings);
  const warned = await host.deploy('id(1)\n');
  assert.equal(warned.status, 'success');
});

test('screening is paid for', async () => {
  const fuelOf = async (source: string): Promise<number> => (await host.deploy(source)).fuelUsed;
  const short = await fuelOf('x = 1\n'.repeat(100));
  const long = await fuelOf('x = 1\n'.repeat(200));
  assert.ok(long > short * 1.2, `${short}, ${long}`);
});

test('without a host: checkContract says the same', async () => {
  assert.deepEqual(await checkContract('import os'), await host.check('import os'));
  assert.deepEqual(await checkContract('import math'), []);
});

test('the protocol row names the table, and every code is there once', () => {
  const hash = createHash('sha256').update(readFileSync(tablePath)).digest('hex');
  assert.equal(DEV_PROTOCOL.screeningSha256, hash);
  const codes = table.rules.map(({ code }) => code);
  assert.deepEqual(codes, [...new Set(codes)].sort());
});

test('bytes that are no findings are not trusted', () => {
  const source = new TextEncoder().encode('x = 1');
  const read = (value: Parameters<typeof encodeValue>[0]) => readFindings(encodeValue(value), source);
  assert.equal(read([[101, 1, 0, 1, 5, 'x']])?.[0].message, '`x` cannot be imported');
  assert.equal(read([[101, 9, 0, 9, 5, null]])?.[0].source, undefined);
  for (const wrong of [7, [7], [[999, 1, 0, 1, 5, 'x']], [[101, 1, 0, 1, 5]], [[101, 1, 0, 1, 'x', 'x']]]) {
    assert.equal(read(wrong), undefined);
  }
  assert.equal(readFindings(Uint8Array.of(0xff), source), undefined);
});
