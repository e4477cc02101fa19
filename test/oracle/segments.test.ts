/**
 * The text defines segments by a relation of pairs of blocks (item 1). This shows that it makes sense: on
 * graphs of all kinds the relation parts the blocks into segments, and a block's predecessors in a segment
 * are its dominators.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { importedCount } from '../../runtime/wasm/module.js';
import { assemble, OPTIONS } from '../runtime/instrument/harness.js';
import { randomProgram } from '../runtime/instrument/programs.js';
import { controlFlow, type Graph } from './blocks.js';
import { readBody } from './body.js';
import { ALL_RULES, type Rules } from './rules.js';
import { Paths, segmentsOf } from './segments.js';

const SEEDS = 60;

async function graphs(wat: string): Promise<Graph[]> {
  const module = decodeModule(await assemble(wat), OPTIONS.profile);
  const imported = importedCount(module, 'function');
  return module.bodies.map((_, at) =>
    controlFlow(readBody(module, imported + at, OPTIONS.profile), imported),
  );
}

/** Pairs that share a segment, made by such rules, though the relation says no, or the other way round. */
function contradictions(graph: Graph, rules: Rules = ALL_RULES): string[] {
  const paths = new Paths(graph, ALL_RULES);
  const { first } = segmentsOf(
    graph,
    graph.blocks.map(() => 1),
    rules,
  );
  return first.flatMap((_, b) =>
    first
      .slice(0, b)
      .flatMap((of, a) => (paths.share(a, b) === (of === first[b]) ? [] : [`blocks ${a} and ${b}`])),
  );
}

describe('the relation of item 1 parts the blocks of', () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    test(`seed ${seed}`, async () => {
      for (const graph of await graphs(randomProgram(seed))) {
        assert.deepEqual(contradictions(graph), []);
      }
    });
  }
});

for (const rule of ['perIteration', 'sameLoops', 'barriers'] as const) {
  test(`seeded bug: segments made without ${rule} are noticed`, async () => {
    // Both rounds of the loop, its end and what calls the host.
    const [graph] = await graphs(`(import "env" "look" (func $look))
      (func (param i32) loop local.get 0 br_if 0 nop local.get 0 br_if 0 end call $look nop)`);
    assert.notDeepEqual(contradictions(graph, { ...ALL_RULES, [rule]: false }), []);
  });
}
