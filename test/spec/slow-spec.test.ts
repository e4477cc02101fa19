/** The specification's tests give the same raw and instrumented; and the suite finds bugs. */

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { type SuiteReport, sum } from './report.js';
import type { SeedName } from './seeds.js';
import { runSuite } from './suite.js';

/** A report, or `undefined` after skipping. */
async function reportOf(
  context: TestContext,
  only: readonly string[] = [],
  seed: SeedName = 'none',
): Promise<SuiteReport | undefined> {
  const answer = await runSuite({ only, seed });
  if (!('missing' in answer)) return answer;
  context.skip(answer.missing);
  return undefined;
}

/** Kinds of commands, and how many of each the suite has at least. */
const AT_LEAST: Readonly<Record<string, number>> = {
  module: 1_000,
  assert_return: 20_000,
  assert_trap: 2_000,
  assert_exhaustion: 10,
  assert_invalid: 1_000,
  assert_malformed: 500,
  assert_unlinkable: 50,
  assert_uninstantiable: 20,
};

test('the same result raw and instrumented', async (context) => {
  const report = await reportOf(context);
  if (report === undefined) return;
  assert.deepEqual(report.unexplained, []);
  for (const [kind, least] of Object.entries(AT_LEAST)) {
    assert.ok((report.commands[kind]?.count ?? 0) >= least, `at least ${least} ${kind}`);
  }
  assert.deepEqual(report.unconverted, []);
  // Every module ran instrumented, and what differs is growth only.
  const modules = sum(Object.values(report.modules));
  assert.equal(modules.instrumentedPasses, modules.count);
  const differing = report.differences.filter(({ category }) => !category.startsWith('this V8 accepts'));
  assert.deepEqual(differing.map(({ category }) => category).sort(), [
    'growth beyond the frame limit',
    'growth of an imported memory',
  ]);
  assert.ok(report.contractAccepted > modules.count / 2);
  for (const [name, count] of Object.entries(report.work)) assert.ok(count > 0, name);
});

/** For each bug scripts that show it, and what the report must say. */
const SEEDED: readonly (readonly [SeedName, script: string, finding: RegExp])[] = [
  ['an instruction is another', 'i32', /assert_return "mul": .*raw .*\(as expected\), instrumented .*NOT as/],
  ['NaN gets another pattern', 'float_exprs', /instrumented returned \[0xffc00000\] \(NOT as expected\)/],
  ['a call clobbers a local', 'call', /assert_return "fib": .*instrumented .*\(NOT as expected\)/],
  ['the stack limit is too low', 'fac', /assert_return "fac-rec": .*instrumented exhausted \(NOT/],
  ['valid modules are refused', 'table_set', /module "module": raw loaded .*instrumented refused: .*NOT/],
  ['invalid modules are accepted', 'unreached-invalid', /assert_invalid .*instrumented loaded \(NOT/],
  ['a script expects something else', 'i32', /raw returned \[.*\] \(NOT as expected\), .*, alike/],
];

describe('seeded bugs are found', () => {
  for (const [seed, script, finding] of SEEDED) {
    test(seed, async (context) => {
      const sound = await reportOf(context, [script]);
      const broken = await reportOf(context, [script], seed);
      if (sound === undefined || broken === undefined) return;
      assert.deepEqual(sound.unexplained, []);
      assert.ok(
        broken.unexplained.some((line) => finding.test(line)),
        broken.unexplained.slice(0, 5).join('\n') || 'nothing was found',
      );
    });
  }
});
