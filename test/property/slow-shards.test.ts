/**
 * Three shards keep value together, and nothing is claimed twice, whatever is created, called, transferred,
 * poked, yanked, claimed, put to sleep and woken: 10,000 random sequences (SEMANTICS 22, 33, 35, 36).
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ShardStory } from './shard-story.js';

const SEQUENCES = Number(process.env['PBEVM_SHARD_SEQUENCES'] ?? 10_000);
/** Sequences on the same three shards. */
const ERA = 100;
/** What must have happened, or the stories tell nothing. */
const EXPECTED = [
  'claimed',
  'asleep',
  'woken',
  'yanked',
  'arrived',
  'sent',
  'poke SUCCESS',
  'poke RENT',
  'call REVERT',
  'call RENT',
  'claim BAD_ARGS',
  'not received: NO_RECEIVER',
];

test(`${SEQUENCES} random sequences conserve value and claim nothing twice`, async (context) => {
  const counts = new Map<string, number>();
  let burned = 0n;
  for (let era = 0; era * ERA < SEQUENCES; era++) {
    const story = await ShardStory.begin(era + 1);
    for (let i = 0; i < Math.min(ERA, SEQUENCES - era * ERA); i++) {
      await story.sequence();
      assert.equal(story.total, story.supply, `era ${era + 1}, sequence ${i}`);
    }
    for (const { claims } of story.flights) assert.ok(claims <= 1, `claimed ${claims} times, era ${era + 1}`);
    for (const [name, count] of story.counts) counts.set(name, (counts.get(name) ?? 0) + count);
    burned += story.burned;
  }
  context.diagnostic([...counts].map(([name, count]) => `${name}: ${count}`).join(', '));
  assert.ok(burned > 0n);
  for (const name of EXPECTED) assert.ok(counts.has(name), `${name} happened`);
});
