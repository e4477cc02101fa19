/**
 * Runs every attack on one host and prints a line for each step, then one for the canary: on these lines all
 * engines must agree. The process of slow-attacks-engines.test.ts:
 *
 *     node attack-session.js [--last-first]
 *
 * `--last-first`: the attacks in the other order.
 */

import { parseArgs } from 'node:util';
import { createHost } from '../../host/index.js';
import { readAttacks } from './attack-file.js';
import { outcomeLine, plantCanary, runAttack } from './attack-run.js';

const { values } = parseArgs({ options: { 'last-first': { type: 'boolean', default: false } } });

const attacks = [...readAttacks().entries()];
if (values['last-first']) attacks.reverse();

const host = await createHost();
const askCanary = await plantCanary(host);
const canaries = new Set([await askCanary()]);
const lines: string[] = [];
for (const [index, attack] of attacks) {
  const outcomes = await runAttack(host, askCanary, attack, index.toString(16));
  for (const { canary } of outcomes) canaries.add(canary);
  lines.push(...outcomes.map((outcome, step) => outcomeLine(attack, step, outcome)));
}
await host.close();
process.stdout.write(`${[...lines.sort(), ...canaries].join('\n')}\n`);
