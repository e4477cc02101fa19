/** The fuzzer itself: what it counts, that it sees seeded bugs, and how small it makes their modules. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { instrument } from '../../runtime/instrument/pipeline.js';
import {
  checkFuelLimit,
  checkHeightLimit,
  checkSample,
  FUZZ_OPTIONS,
  limitedCall,
  PRODUCT,
  type Sides,
} from './check.js';
import { type EngineJob, runJob } from './engine-job.js';
import type { CallRecord, Sample } from './execution.js';
import { type Failure, Fuzzer } from './fuzzer.js';
import { generateSample } from './generate.js';
import { countsText, saveFailure } from './report.js';
import { checkRestore, type Restore } from './restore.js';
import type { Variant } from './variants.js';

const MAIN = fileURLToPath(new URL('./main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pbevm-fuzzer-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const SAMPLES: readonly Sample[] = Array.from({ length: 12 }, (_, at) => generateSample(at + 1));
const VARIANT: Variant = { name: 'engine of this test', engine: 'node 20', flags: [] };

/** A fuzzer whose other engine is this one, with its records changed. */
function fuzzerWith(sides: Sides, change: (record: CallRecord) => CallRecord = (record) => record): Fuzzer {
  const runVariant = (_: Variant, jobs: readonly EngineJob[]) => ({
    lines: jobs.flatMap((job) => runJob(job).map((record) => JSON.stringify(change(record)))),
  });
  return new Fuzzer({ sides, variants: [VARIANT], runVariant });
}

test('the product: nothing is found, and the counts say what was done', () => {
  const fuzzer = fuzzerWith(PRODUCT);
  assert.equal(fuzzer.runBatch(SAMPLES), undefined);
  const { counts } = fuzzer;
  assert.deepEqual(counts.modules, new Map([['own', SAMPLES.length]]));
  const calls = SAMPLES.reduce((sum, sample) => sum + sample.calls.length, 0);
  assert.deepEqual([counts.calls, counts.variants.get(VARIANT.name)], [calls, calls]);
  assert.ok(counts.limits > 0 && counts.restored === SAMPLES.length);
  assert.match(countsText(counts, 1), /^12 modules \(own 12\), \d+ bytes, 1\.0 s\n\d+ calls: .*RETURN \d+/);
});

describe('seeded bugs are found, and their modules made small', () => {
  const { schedule } = FUZZ_OPTIONS;
  const instrumentedBy = (options: typeof FUZZ_OPTIONS): Sides => ({
    instrument: (bytes) => instrument(bytes, options).bytes,
  });
  const weightOf = (name: 'call' | 'remainder') =>
    instrumentedBy({
      ...FUZZ_OPTIONS,
      schedule: { ...schedule, opcode: { ...schedule.opcode, [name]: schedule.opcode[name] + 1 } },
    });
  /** What is taken for the instrumented module: for example with an instruction that gives something else. */
  const withOpcode = (from: number, to: number): Sides => ({
    instrument: (bytes) => {
      const { bytes: metered } = instrument(bytes, FUZZ_OPTIONS);
      return metered.map((byte) => (byte === from ? to : byte));
    },
  });
  const BUGS: readonly (readonly [name: string, Sides, between: RegExp])[] = [
    ['a call costs one more', weightOf('call'), /oracle/],
    ['a remainder costs one more', weightOf('remainder'), /oracle/],
    ['one page more', instrumentedBy({ ...FUZZ_OPTIONS, pagesMax: FUZZ_OPTIONS.pagesMax + 1 }), /oracle/],
    ['a module that no engine takes', withOpcode(0x6a, 0xff), /exception/],
  ];
  for (const [name, sides, between] of BUGS) {
    test(name, () => {
      const samples = Array.from({ length: 60 }, (_, at) => generateSample(at + 100));
      const failure = fuzzerWith(sides).runBatch(samples);
      assert.ok(failure !== undefined);
      assert.match(failure.disagreement.between, between);
      assert.ok(
        failure.small.bytes.length < failure.sample.bytes.length / 3,
        `${failure.small.bytes.length}`,
      );
    });
  }

  test('another engine shows another height to an import', async () => {
    const change = (record: CallRecord): CallRecord => ({
      ...record,
      log: record.log.map((entry) =>
        entry.replace(/(lookFloat.*height )(\d+)/, (_, text, height) => text + (Number(height) + 1)),
      ),
    });
    const failure = fuzzerWith(PRODUCT, change).runBatch(SAMPLES) as Failure;
    assert.match(failure.disagreement.between, /engine of this test/);
    assert.match(failure.disagreement.expected, /lookFloat/);
    assert.equal(failure.small.calls.length, 1);
    const text = await saveFailure(failure, folder);
    assert.match(
      text,
      /^FAILURE: sample own \d+ \(again: npm run fuzz -- --sample "own \d+"\)\nbetween this engine/,
    );
    const path = /([^ ]+)\.wasm, \.wat, \.json$/.exec(text)?.[1] ?? '';
    assert.match(readFileSync(`${path}.wat`, 'utf8'), /lookFloat/);
    assert.ok(WebAssembly.validate(readFileSync(`${path}.wasm`)) && existsSync(`${path}.json`));
  });
});

describe('seeded bugs of single checks', () => {
  const checked = SAMPLES.map((sample) => ({ sample, outcome: checkSample(sample) }));
  const limited = checked.filter(({ outcome }) => limitedCall(outcome) >= 0);

  test('a limit of fuel that is one too high or too low, a height that is', () => {
    assert.ok(limited.length > 5);
    for (const { sample, outcome } of limited) {
      const call = limitedCall(outcome);
      for (const difference of [-1, 1]) {
        const records = outcome.records.map((record) => ({
          ...record,
          used: String(BigInt(record.used ?? 0) + BigInt(difference)),
        }));
        assert.notEqual(checkFuelLimit(sample, { ...outcome, records }, call), undefined);
        const counted = outcome.counted.map((record) => ({
          ...record,
          heightPeak: (record.heightPeak ?? 0) + difference,
        }));
        assert.notEqual(checkHeightLimit(sample, { ...outcome, counted }, call), undefined);
      }
      assert.equal(
        checkFuelLimit(sample, outcome, call) ?? checkHeightLimit(sample, outcome, call),
        undefined,
      );
    }
  });

  test('a restore that leaves globals, or memory, as they are', () => {
    const leavesGlobals: Restore = (instance, image) => image.copyTo(instance.memory);
    const leavesMemory: Restore = (instance, image) => {
      const before = instance.memory.bytes.slice();
      instance.restore(image);
      instance.memory.bytes.set(before);
    };
    for (const restore of [leavesGlobals, leavesMemory]) {
      const seen = SAMPLES.filter((sample) => checkRestore(sample, restore).found !== undefined);
      assert.ok(seen.length >= 3, `${seen.length}`);
    }
  });
});

test('seeded bug: a process that does not end well is traced to its module', () => {
  const runVariant = (_: Variant, jobs: readonly EngineJob[]) => {
    const lines = jobs.flatMap((job) => runJob(job).map((record) => JSON.stringify(record)));
    if (lines.some((line) => line.includes('"end":"STACK_LIMIT"'))) throw new Error('exit code SIGSEGV');
    return { lines };
  };
  const failure = new Fuzzer({ sides: PRODUCT, variants: [VARIANT], runVariant }).runBatch(SAMPLES);
  assert.match(failure?.disagreement.what ?? '', /exit code SIGSEGV/);
  assert.equal(failure?.small.calls.length, 1);
});

test('the command prints counts, and refuses what it does not know', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });
  const one = run('--sample', 'ttf 3', '--engines', 'none');
  assert.equal(one.status, 0, one.stderr);
  assert.match(one.stdout, /^1 modules \(ttf 1\), \d+ bytes/);
  const unknown = run('--seconds', '0', '--engines', 'node 19');
  assert.notEqual(unknown.status, 0);
  assert.match(unknown.stderr, /no engine "node 19"/);
});
