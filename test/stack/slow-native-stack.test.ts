/**
 * SEMANTICS 4 and 5: at heightMax every shape fits half of STACK_MB, in every tier of every engine. Whatever
 * the shape, our own limit ends it, at the frame that the weights say, and never the engine's RangeError.
 */

import assert from 'node:assert/strict';
import { before, describe, type TestContext, test } from 'node:test';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import type { StackOutcome } from './child.js';
import { type BuiltShape, buildShapes, runShapes, TIERS, type Tier } from './run.js';
import { endOf, type StackShape, weightOf } from './shape.js';
import { STACK_SHAPES } from './shapes.js';

/** A margin of two. */
const STACK_MB = DEV_LIMITS.stackMb / 2;
const NATIVE_OVERFLOW = 'HostFault: native stack overflow below the height limit';

/** Weight and frames, by hand, of some that are easily counted: 4 x values + instructions, by 256. */
const BY_HAND: readonly (readonly [name: string, weight: number, frames: number])[] = [
  // 4 x 4 + 9 + 2 x 5 + 1 + 2 x 4
  ['2 locals i64', 1, 32_000],
  ['one instruction below two units', 2, 16_000],
  ['exactly two units', 3, 10_666],
  // 4 x 1,002 + 9 + 1,000 x 5 + 1 + 1,000 x 4
  ['1,000 locals i64', 51, 627],
  // 4 x 1,024 + 9 + 1,023 x 4 + 1 + 1,023 x 4
  ['1,023 operands f64', 49, 653],
  // 4 x 4,098 + 9 + 4,096 x 5 + 1 + 4,096 x 4
  ['4,096 locals i64', 209, 153],
];

/** Where the limit trips, by the weights alone. */
function expectedOutcome(shape: StackShape): StackOutcome {
  const { frames, messages } = endOf(shape, DEV_LIMITS);
  const end = { end: 'STACK_LIMIT', frames, messages };
  return { name: shape.name, first: end, warm: end };
}

const EXPECTED = STACK_SHAPES.map(expectedOutcome);

let shapes: BuiltShape[];
before(async () => {
  shapes = await buildShapes(STACK_SHAPES);
});

/** Outcomes, or nothing where the engine is not to be had: then the test is skipped, and says why. */
async function run(t: TestContext, tier: Tier, built: readonly BuiltShape[], stackMb: number) {
  const ran = await runShapes(tier, built, stackMb);
  if ('outcomes' in ran) return ran.outcomes;
  t.skip(ran.missing);
  return undefined;
}

/** Shapes whose outcome is not the expected one. */
function surprises(outcomes: readonly StackOutcome[], expected: readonly StackOutcome[]): string[] {
  const isAsExpected = (at: number): boolean => {
    try {
      assert.deepEqual(outcomes[at], expected[at]);
      return true;
    } catch {
      return false;
    }
  };
  return expected.filter((_, at) => !isAsExpected(at)).map(({ name }) => name);
}

test('there are fifty shapes and more, and no two have a name', () => {
  assert.ok(STACK_SHAPES.length >= 50, `${STACK_SHAPES.length} shapes`);
  assert.equal(new Set(STACK_SHAPES.map(({ name }) => name)).size, STACK_SHAPES.length);
});

test('weights: those of the instrumenter, those of the expectation, those counted by hand', () => {
  assert.deepEqual(
    shapes.map(({ name, weightMax }) => [name, weightMax]),
    STACK_SHAPES.map(({ name, functions }) => [name, Math.max(...functions.map(weightOf))]),
  );
  for (const [name, weight, frames] of BY_HAND) {
    assert.equal(shapes.find((shape) => shape.name === name)?.weightMax, weight, name);
    assert.equal(EXPECTED.find((outcome) => outcome.name === name)?.first.frames, frames, name);
  }
});

describe(`${STACK_SHAPES.length} shapes end by our limit, each at its frame, in ${STACK_MB} MiB`, () => {
  for (const tier of TIERS) {
    test(`${tier.engine}, ${tier.name}`, async (t) => {
      const outcomes = await run(t, tier, shapes, STACK_MB);
      if (outcomes !== undefined) assert.deepEqual(outcomes, EXPECTED);
    });
  }
});

describe('seeded bug', () => {
  const named = (text: string): StackShape[] => STACK_SHAPES.filter(({ name }) => name.includes(text));

  // It also shows that warm shapes have been optimised: the baseline compilers keep no such values.
  const warmed = TIERS.filter(({ engine, name }) =>
    engine === 'bun' ? name === 'optimised at once' : name === 'as it comes',
  );
  for (const tier of warmed) {
    test(`seeded bug: instructions weigh nothing (${tier.engine})`, async (t) => {
      const built = await buildShapes(named('2000 products before'), { profile: PROFILES.interpreter });
      const outcomes = await run(t, tier, built, STACK_MB);
      if (outcomes === undefined) return;
      assert.deepEqual(
        outcomes.map(({ warm }) => warm.end),
        [NATIVE_OVERFLOW],
      );
    });
  }

  const [first] = TIERS;
  test('seeded bug: the limit is one unit lower', async (t) => {
    const built = await buildShapes(STACK_SHAPES, { heightMax: DEV_LIMITS.heightMax - 1 });
    const outcomes = await run(t, first, built, STACK_MB);
    if (outcomes === undefined) return;
    const seen = surprises(outcomes, EXPECTED);
    for (const { name } of shapes.filter(({ weightMax }) => weightMax === 1)) {
      assert.ok(seen.includes(name), name);
    }
  });

  test('seeded bug: a stack that is too small', async (t) => {
    const outcomes = await run(t, first, shapes, 2);
    if (outcomes === undefined) return;
    const faults = outcomes.filter(({ warm }) => warm.end === NATIVE_OVERFLOW);
    assert.ok(faults.length >= 20, outcomes.map(({ name, warm }) => `${name}: ${warm.end}`).join('\n'));
  });

  test('seeded bug: a shape of which more is expected than it is', async (t) => {
    const [lighter, heavier] = named('two units');
    const built = await buildShapes([heavier]);
    const outcomes = await run(t, first, built, STACK_MB);
    if (outcomes === undefined) return;
    const renamed = outcomes.map((outcome) => ({ ...outcome, name: lighter.name }));
    assert.deepEqual(surprises(renamed, [expectedOutcome(lighter)]), [lighter.name]);
    assert.deepEqual(surprises(outcomes, [expectedOutcome(heavier)]), []);
  });
});
