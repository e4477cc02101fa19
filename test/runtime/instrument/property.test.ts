/** Random programs: same results and memory as the original, fuel as counted naively, segments as defined. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FlowGraph } from '../../../runtime/instrument/flow.js';
import { opcodeWeights } from '../../../runtime/instrument/fuel.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { Segments } from '../../../runtime/instrument/segments.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../../runtime/wasm/code.js';
import { importedCount, type WasmModule } from '../../../runtime/wasm/module.js';
import { FunctionValidator } from '../../../runtime/wasm/validate.js';
import { validateModule } from '../../../runtime/wasm/validate-module.js';
import { assemble, Guest, OPTIONS } from './harness.js';
import { COUNTER, countEveryInstruction } from './naive-fuel.js';
import { randomProgram } from './programs.js';
import { segmentTruth } from './segment-oracle.js';

const SEEDS = Number(process.env['PROPERTY_SEEDS'] ?? 150);
const INPUTS = [1, 7_919, 104_729];

/** Lengths cost nothing, so that the naive count needs no run-time values. */
const SCHEDULE = { ...DEV_SCHEDULE, growPerPage: 0, growPerTableEntry: 0, bulkUnitsPerFuelLog2: 31 };

interface Run {
  readonly value: unknown;
  readonly seen: readonly number[];
  readonly memory: Buffer;
}

function run(call: (look: (value: number) => void) => { value: unknown; exports: WebAssembly.Exports }): Run {
  const seen: number[] = [];
  const { value, exports } = call((argument) => seen.push(argument));
  const { buffer } = exports['memory'] as WebAssembly.Memory;
  return { value, seen, memory: Buffer.from(buffer) };
}

describe('random programs', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`seed ${seed}`, async () => {
      const bytes = await assemble(randomProgram(seed));
      const metered = instrument(bytes, { ...OPTIONS, schedule: SCHEDULE });
      const naive = countEveryInstruction(bytes, SCHEDULE, OPTIONS.profile);
      for (const input of INPUTS) {
        let count = 0n;
        const expected = run((look) => {
          const { exports } = new WebAssembly.Instance(new WebAssembly.Module(naive), { env: { look } });
          const value = (exports['f'] as (x: number) => number)(input);
          count = (exports[COUNTER] as WebAssembly.Global<'i64'>).value;
          return { value, exports };
        });
        for (const fuel of [count, count - 1n]) {
          const actual = run((look) => {
            const guest = new Guest(metered, { env: { look } });
            const outcome = guest.call('f', [input], fuel);
            assert.equal(outcome.end, fuel === count ? 'RETURN' : 'OUT_OF_FUEL');
            if (fuel === count) assert.deepEqual([outcome.used, guest.height], [count, 0]);
            return { value: outcome.value, exports: guest.exports };
          });
          if (fuel === count) assert.deepEqual(actual, expected);
        }
      }
      assertSegments(bytes);
    });
  }
});

describe('segments of hand-made shapes are as defined', () => {
  const SHAPES: Readonly<Record<string, string>> = {
    'endless loop in one arm': 'nop local.get 0 if loop nop br 0 end else nop end nop',
    'endless loop': 'nop loop nop loop nop br 1 end end',
    'loop that never repeats': 'nop loop nop local.get 0 br_if 1 nop end nop',
    'loops with a common start': 'loop loop local.get 0 br_if 0 local.get 0 br_if 1 end end nop',
    'arm out of a loop': 'nop block loop local.get 0 if nop br 2 else nop br 1 end end end nop',
    'exit below the branch back': 'nop loop block local.get 0 br_if 0 nop return end br 0 end',
    'br_table with one target': 'nop block nop local.get 0 br_table 0 0 0 end nop',
    'br_table into a loop and out of it': 'block loop nop local.get 0 br_table 0 1 0 end end nop',
    'nested continue':
      'loop nop loop nop local.get 0 br_if 1 nop local.get 0 br_if 0 nop end nop local.get 0 br_if 0 end',
    'dead arms': 'local.get 0 if unreachable else nop end nop',
    'both arms leave': 'local.get 0 if return else unreachable end nop nop',
    'dead block with live text after it': 'block br 1 end nop nop',
    'data.drop first in an arm': 'local.get 0 if data.drop 0 nop else nop nop end nop',
  };
  for (const [name, code] of Object.entries(SHAPES)) {
    test(name, async () => {
      assertSegments(await assemble(`(memory 1) (data "x") (func (param i32) ${code})`));
    });
  }
});

/** Compares the analysis of every function with the definition. */
function assertSegments(bytes: Uint8Array): void {
  const module = decodeModule(bytes, OPTIONS.profile);
  const validator = new FunctionValidator(validateModule(module, OPTIONS.profile), OPTIONS.profile);
  const graph = new FlowGraph();
  const segments = new Segments();
  for (let at = 0; at < module.bodies.length; at++) {
    analyse(module, at, validator, graph);
    segments.build(graph);
    const truth = segmentTruth(graph);
    const first = truth.first.map((_, block) => segments.firstBlock.items[segments.segmentOf[block]]);
    assert.deepEqual(first, truth.first);
    for (const block of new Set(first)) {
      assert.equal(segments.charge[segments.segmentOf[block]], truth.charge.get(block), `block ${block}`);
    }
  }
}

function analyse(module: WasmModule, at: number, validator: FunctionValidator, graph: FlowGraph): void {
  const imported = importedCount(module, 'function');
  const code = new Code();
  decodeCode(code, module.bodies[at], imported + at, OPTIONS.profile);
  validator.validate(code, module.bodies[at]);
  graph.build(code, validator.reachable, opcodeWeights(SCHEDULE, 0), imported);
}
