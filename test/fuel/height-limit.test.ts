/**
 * Weights at the packing limit of SEMANTICS 4: heightMax plus the largest weight stays below 2^15, so that
 * fuel and height fit one word of the product. On both sides of the trip point, with the least and the most
 * fuel.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { ALL_RULES } from '../oracle/rules.js';
import { type Instantiate, oracle, product } from '../oracle/sides.js';
import { assemble } from '../runtime/instrument/harness.js';
import { OPTIONS } from './check.js';
import { SCHEDULE } from './schedule.js';

const HEIGHT_BOUND = 2 ** 15;

interface Shape {
  readonly locals: number;
  readonly operands: number;
  readonly instructions: number;
  /** 1 + floor((locals + operands) / 64 + instructions / 256), by hand. */
  readonly weight: number;
}

/** The last has as much of everything as the profile allows. */
const SHAPES: readonly Shape[] = [
  { locals: 0, operands: 0, instructions: 1, weight: 1 },
  { locals: 62, operands: 1, instructions: 3, weight: 1 },
  { locals: 62, operands: 1, instructions: 4, weight: 2 },
  { locals: 0, operands: 100, instructions: 255, weight: 3 },
  { locals: 4_096, operands: 0, instructions: 1, weight: 65 },
  { locals: 0, operands: 1_024, instructions: 2_048, weight: 25 },
  { locals: 4_096, operands: 1_024, instructions: 2 ** 17 - 1, weight: 592 },
  { locals: 4_096, operands: 1_024, instructions: 2 ** 17, weight: 593 },
];

/** Operands are pushed and dropped, the rest is nops. */
async function moduleOf({ locals, operands, instructions }: Shape): Promise<Uint8Array> {
  const stack = 'i32.const 0 '.repeat(operands) + 'drop '.repeat(operands);
  const body = stack + 'nop '.repeat(instructions - 2 * operands);
  return assemble(`(func (export "f") (local ${'i32 '.repeat(locals)}) ${body})`);
}

interface Trip {
  readonly heightMax: number;
  readonly start: number;
  readonly fuel: bigint;
  readonly end: string;
}

/** What must happen around the height at which the function does not fit any more. */
function trips({ weight, instructions }: Shape, heightMax: number): Trip[] {
  const cost = BigInt(instructions * SCHEDULE.opcode.simple);
  const last = heightMax - weight;
  return [cost, FUEL_MAX].flatMap((fuel) => [
    { heightMax, start: last, fuel, end: 'RETURN' },
    { heightMax, start: last + 1, fuel, end: 'STACK_LIMIT' },
    { heightMax, start: heightMax, fuel, end: 'STACK_LIMIT' },
    { heightMax, start: last, fuel: cost - 1n, end: 'OUT_OF_FUEL' },
    { heightMax, start: last + 1, fuel: cost - 1n, end: 'OUT_OF_FUEL' },
    { heightMax, start: heightMax, fuel: 0n, end: 'OUT_OF_FUEL' },
  ]);
}

function problems(side: Instantiate, { instructions }: Shape, cases: readonly Trip[]): string[] {
  const cost = BigInt(instructions * SCHEDULE.opcode.simple);
  return cases.flatMap(({ start, fuel, end }) => {
    const outcome = side({}).call('f', [], fuel, start);
    const found = `${outcome.end} ${outcome.used}`;
    return found === `${end} ${cost}` ? [] : [`from ${start} with ${fuel}: ${found}`];
  });
}

describe('the trip point', () => {
  for (const shape of SHAPES) {
    const { locals, operands, instructions, weight } = shape;
    test(`${locals} locals, ${operands} operands, ${instructions} instructions: ${weight}`, async () => {
      const bytes = await moduleOf(shape);
      for (const heightMax of [weight, 1_000, 32_000, HEIGHT_BOUND - 1 - weight]) {
        const options = { ...OPTIONS, heightMax };
        const cases = trips(shape, heightMax);
        assert.deepEqual(problems(product(bytes, options), shape, cases), [], 'product');
        assert.deepEqual(problems(oracle(bytes, options), shape, cases), [], 'oracle');
      }
      assert.equal(instrument(bytes, OPTIONS).weightMax, weight);
    });
  }

  test('heightMax and the largest weight must fit', async () => {
    const [shape] = SHAPES.slice(-1);
    const bytes = await moduleOf(shape);
    const heightMax = HEIGHT_BOUND - shape.weight;
    assert.throws(() => instrument(bytes, { ...OPTIONS, heightMax }), { code: 'HOST_FAULT' });
    assert.doesNotThrow(() => instrument(bytes, { ...OPTIONS, heightMax: heightMax - 1 }));
  });

  test('seeded bug: an oracle for which all functions weigh 1 is noticed', async () => {
    const shape = SHAPES[4];
    const options = { ...OPTIONS, heightMax: 1_000 };
    const wrong = oracle(await moduleOf(shape), options, { ...ALL_RULES, weights: false });
    assert.notDeepEqual(problems(wrong, shape, trips(shape, 1_000)), []);
  });
});
