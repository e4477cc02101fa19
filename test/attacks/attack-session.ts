/**
 * Runs every attack on one host without screening and prints a line for each step, one for each contract as
 * screening sees it, then one for the canary: on these lines all engines must agree. The process of
 * slow-attacks-engines.test.ts:
 *
 *     node attack-session.js [--last-first]
 *
 * `--last-first`: the attacks in the other order.
 */

import { parseArgs } from 'node:util';
import { createHost } from '../../host/index.js';
import { createUnscreenedHost } from '../support/host.js';
import { readAttacks } from './attack-file.js';
import { outcomeLine, plantCanary, runAttack, screenAttack } from './attack-run.js';

const { values } = parseArgs({ options: { 'last-first': { type: 'boolean', default: false } } });

const attacks = [...readAttacks().entries()];
if (values['last-first']) attacks.reverse();

const host = await createUnscreenedHost();
const screened = await createHost();
const askCanary = await plantCanary(host);
const canaries = new Set([await askCanary()]);
const lines: string[] = [];
for (const [index, attack] of attacks) {
  const outcomes = await runAttack(host, askCanary, attack, index.toString(16));
  for (const { canary } of outcomes) canaries.add(canary);
  lines.push(...(await screenAttack(screened, attack, index.toString(16))).lines);
  lines.push(...outcomes.map((outcome, step) => outcomeLine(attack, step, outcome)));
}
await host.close();
await screened.close();
process.stdout.write(`${[...lines.sort(), ...canaries].join('\n')}\n`);
