/** A first differential: the random programs of `test/runtime/instrument`, product against oracle. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { assemble, Guest, OPTIONS } from '../runtime/instrument/harness.js';
import { randomProgram } from '../runtime/instrument/programs.js';
import { Oracle } from './oracle.js';
import { ALL_RULES, type Rules } from './rules.js';

const SEEDS = Number(process.env['PROPERTY_SEEDS'] ?? 150);
const INPUTS = [1, 7_919];

/** What the host saw and did, and how it ended. */
interface Observed {
  readonly end: string;
  readonly value: unknown;
  readonly used: bigint;
  /** Argument, fuel and height at each import call. */
  readonly seen: readonly (readonly [number, bigint, number])[];
  readonly isDirty: boolean;
  readonly memory: Buffer;
}

type Look = (argument: number) => void;

interface Side {
  readonly fuel: bigint;
  readonly height: number;
  readonly isDirty: boolean;
  call(name: string, args: readonly unknown[], fuel?: bigint): { end: string; value: unknown; used: bigint };
}

function observe(
  create: (look: Look) => { side: Side; memory: () => Uint8Array },
  input: number,
  fuel?: bigint,
) {
  const seen: [number, bigint, number][] = [];
  const { side, memory }: { side: Side; memory: () => Uint8Array } = create((argument) => {
    seen.push([argument, side.fuel, side.height]);
  });
  const { end, value, used } = side.call('f', [input], fuel);
  const observed: Observed = { end, value, used, seen, isDirty: side.isDirty, memory: Buffer.from(memory()) };
  return observed;
}

function ofProduct(metered: ReturnType<typeof instrument>, input: number, fuel?: bigint): Observed {
  return observe(
    (look) => {
      const side = new Guest(metered, { env: { look } });
      return { side, memory: () => new Uint8Array((side.exports['memory'] as WebAssembly.Memory).buffer) };
    },
    input,
    fuel,
  );
}

function ofOracle(bytes: Uint8Array, input: number, fuel?: bigint, rules: Rules = ALL_RULES): Observed {
  return observe(
    (look) => {
      const side = new Oracle(bytes, OPTIONS, { env: { look } }, rules);
      return { side, memory: () => side.memory };
    },
    input,
    fuel,
  );
}

describe('random programs: product and oracle', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`seed ${seed}`, async () => {
      const bytes = await assemble(randomProgram(seed));
      const metered = instrument(bytes, OPTIONS);
      for (const input of INPUTS) {
        const expected = ofOracle(bytes, input);
        assert.deepEqual(ofProduct(metered, input), expected);
        for (const fuel of [expected.used, expected.used - 1n, expected.used / 2n]) {
          assert.deepEqual(ofProduct(metered, input, fuel), ofOracle(bytes, input, fuel));
        }
      }
    });
  }
});
