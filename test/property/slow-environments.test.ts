/**
 * No sequence of contract code observes or changes what it should not, spends another's value, or gains raw
 * EEI: 5,000 random programs, on the Ethereum environment in both languages, which agree (SEMANTICS 39-43).
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildEnvironments } from '../../examples/environments/build.js';
import { EnvironmentStory } from './environment-story.js';

const PROGRAMS = Number(process.env['PBEVM_ENVIRONMENT_PROGRAMS'] ?? 5_000);
/** Programs on one state. */
const ERA = 250;
/** What must have happened, or the programs tell nothing. */
const EXPECTED = ['status 0', 'status 1', 'status 2', 'skipped', 'spent', 'absent', 'moved', 'refused'];

test(`${PROGRAMS} random programs keep to their context, conserve tokens, and agree`, async (context) => {
  const { python, wasm } = await buildEnvironments();
  const environments = [python, wasm].map((built) => built.get('ethereum') as Uint8Array);
  const counts = new Map<string, number>();
  for (let era = 0; era * ERA < PROGRAMS; era++) {
    const story = new EnvironmentStory(era + 1, environments);
    for (let i = 0; i < Math.min(ERA, PROGRAMS - era * ERA); i++) story.program();
    for (const [name, count] of story.counts) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  context.diagnostic([...counts].map(([name, count]) => `${name}: ${count}`).join(', '));
  for (const name of EXPECTED) assert.ok(counts.has(name), `${name} happened`);
});
