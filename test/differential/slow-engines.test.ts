/**
 * The same 1,000 generated modules, and the NaN corpus, give the same results, fuel, heights, memory and NaN
 * bits in every tier of V8, on every Node and in JavaScriptCore.
 */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { FUZZ_OPTIONS } from '../fuzz/check.js';
import { type EngineJob, engineJob, runJob } from '../fuzz/engine-job.js';
import type { Sample } from '../fuzz/execution.js';
import { corpusJob, nanCorpus } from '../fuzz/nan-corpus.js';
import { SAMPLES_IN_TESTS, SampleSource } from '../fuzz/samples.js';
import { describeDifference, firstLineDifference } from '../fuzz/variant-lines.js';
import { runVariant, VARIANTS } from '../fuzz/variants.js';
import { assemble } from '../runtime/instrument/harness.js';

const source = new SampleSource();
after(() => source.close());

const generated = await source.samples(0, SAMPLES_IN_TESTS);
const corpus = await Promise.all(
  nanCorpus().map(async (operation) => ({ operation, bytes: await assemble(operation.wat) })),
);
/** The corpus as samples: operations by name. */
const corpusSamples: readonly Sample[] = corpus.map(({ operation, bytes }) => {
  const { imports, calls } = corpusJob(operation, bytes, false);
  return { name: operation.name, bytes, imports, calls };
});
const samples = [...generated, ...corpusSamples];

const metered = (bytes: Uint8Array) => instrument(bytes, FUZZ_OPTIONS).bytes;
const jobs: readonly EngineJob[] = [
  ...generated.map((sample) => engineJob(sample, metered(sample.bytes), true)),
  ...corpus.map(({ operation, bytes }) => corpusJob(operation, metered(bytes), true)),
];
const linesOf = (job: EngineJob) => runJob(job).map((record) => JSON.stringify(record));
/** What this engine does; that it is right, the oracle says (test/fuzz). */
const expected = jobs.flatMap(linesOf);

test('modules and calls are what they are meant to be', () => {
  assert.equal(generated.length, SAMPLES_IN_TESTS);
  const ends = new Map<string, number>();
  for (const line of expected) {
    const { end } = JSON.parse(line) as { end: string };
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  for (const end of ['RETURN', 'TRAP', 'OUT_OF_FUEL', 'STACK_LIMIT', 'MEMORY']) {
    assert.ok((ends.get(end) ?? 0) >= 10, `${end}: ${ends.get(end)}`);
  }
});

for (const variant of VARIANTS) {
  test(variant.name, (context) => {
    const result = runVariant(variant, jobs);
    if ('missing' in result) return context.skip(result.missing);
    assert.equal(describeDifference(firstLineDifference(samples, expected, result.lines)), undefined);
    assert.equal(result.lines.length, expected.length);
  });
}

test('seeded bug: without the NaN pass engines and tiers disagree', (context) => {
  const plain = corpus.map(({ operation, bytes }) => corpusJob(operation, bytes, false));
  const names = ['node 24', 'node 24, TurboFan only', 'bun'];
  const outputs = VARIANTS.filter(({ name }) => names.includes(name)).map((variant) =>
    runVariant(variant, plain),
  );
  const missing = outputs.find((output) => 'missing' in output);
  if (missing !== undefined && 'missing' in missing) return context.skip(missing.missing);
  const texts = new Set(outputs.map((output) => ('lines' in output ? output.lines.join('\n') : '')));
  // Two tiers of one V8 differ on x86-64, and JavaScriptCore from both.
  assert.ok(texts.size > 1);
});

test('seeded bug: one unit of fuel, one bit of memory is seen, and where', () => {
  const at = corpusSamples[0].calls.length;
  const part = expected.slice(-corpusSamples.length * at);
  const changes = [
    (line: string) => line.replace(/"used":"(\d+)"/, (_, used) => `"used":"${Number(used) + 1}"`),
    (line: string) => line.replace(/"memory":"(.)/, (_, digit) => `"memory":"${digit === '0' ? 1 : 0}`),
  ];
  for (const change of changes) {
    const found = part.with(at * 3 + 2, change(part[at * 3 + 2]));
    const difference = firstLineDifference(corpusSamples, part, found);
    assert.deepEqual([difference?.sample, difference?.call], [corpusSamples[3], 2]);
  }
  assert.equal(firstLineDifference(corpusSamples, part, part), undefined);
});
