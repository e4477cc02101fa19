/**
 * Hostile contracts as files (README.md). Whatever they do, every step ends as its file says; the host lives;
 * the contract that is called next sees nothing of it; a failed deploy leaves nothing; and the same again, on
 * warm and on cold caches, alone and after other attacks, ends the same with the same fuel. Screening is off
 * for that, since it would hide what stands behind it; with screening each is refused for the reasons that
 * its file gives, or ends as without.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../host/index.js';
import { createUnscreenedHost } from '../support/host.js';
import { type Attack, parseAttack, readAttacks } from './attack-file.js';
import {
  isExpected,
  outcomeLine,
  plantCanary,
  runAttack,
  type StepOutcome,
  screenAttack,
} from './attack-run.js';

const ATTACKS_MIN = 250;
const attacks = readAttacks();

/** A host and what its canary said before any attack. */
interface Target {
  readonly host: Host;
  readonly askCanary: () => Promise<string>;
  readonly canary: string;
}

async function targetOn(host: Host): Promise<Target> {
  const askCanary = await plantCanary(host);
  return { host, askCanary, canary: await askCanary() };
}

/** Without screening. On the first every attack runs twice; on the second once, last attack first. */
let targets: readonly [Target, Target];
let screened: Target;
before(async () => {
  targets = [await targetOn(await createUnscreenedHost()), await targetOn(await createUnscreenedHost())];
  screened = await targetOn(await createHost());
});
after(() => Promise.all([...targets, screened].map(({ host }) => host.close())));

async function runOn(target: Target, attack: Attack, salt: number): Promise<StepOutcome[]> {
  const outcomes = await runAttack(target.host, target.askCanary, attack, salt.toString(16));
  for (const { canary, leftover } of outcomes) {
    assert.equal(canary, target.canary, 'the next contract is not affected');
    assert.equal(leftover, false, 'a failed deploy leaves nothing');
  }
  return outcomes;
}

const linesOf = (attack: Attack, outcomes: readonly StepOutcome[]) =>
  outcomes.map((outcome, index) => outcomeLine(attack, index, outcome));

function assertEnds(attack: Attack, outcomes: readonly StepOutcome[]): void {
  for (const [index, { end }] of outcomes.entries()) {
    if (!isExpected(end, attack.steps[index].end)) assert.equal(end, attack.steps[index].end);
  }
}

/** What each attack did first. */
const firstLines = new Map<Attack, string[]>();

test(`there are at least ${ATTACKS_MIN} attacks`, (context) => {
  assert.ok(attacks.length >= ATTACKS_MIN, `${attacks.length}`);
  const families = new Map<string, number>();
  for (const { name } of attacks) {
    const [family] = name.split('/');
    families.set(family, (families.get(family) ?? 0) + 1);
  }
  for (const [family, count] of families) context.diagnostic(`${family}: ${count}`);
});

test('no attack is another one under a new name', () => {
  const bodies = attacks.map(({ contracts }) =>
    [...contracts.values()]
      .join('')
      .replace(/^#.*\n/gm, '')
      .trim(),
  );
  assert.deepEqual(
    bodies.filter((body, i) => bodies.indexOf(body) !== i),
    [],
  );
});

for (const [index, attack] of attacks.entries()) {
  test(attack.name, async () => {
    const first = await runOn(targets[0], attack, 2 * index + 1);
    assertEnds(attack, first);
    const alike = attack.alike.map((step) => first[step - 1]);
    for (const { end, fuelUsed, memoryPages } of alike) {
      assert.deepEqual([end, fuelUsed, memoryPages], [alike[0].end, alike[0].fuelUsed, alike[0].memoryPages]);
    }
    firstLines.set(attack, linesOf(attack, first));
    const warm = await runOn(targets[0], attack, 2 * index + 2);
    assertEnds(attack, warm);
    if (!attack.dependsOnAddress) assert.deepEqual(linesOf(attack, warm), firstLines.get(attack));
  });
}

for (const [index, attack] of [...attacks.entries()].reverse()) {
  test(`${attack.name} in another host, after the others`, async () => {
    const again = await runOn(targets[1], attack, 2 * index + 1);
    if (firstLines.has(attack)) assert.deepEqual(linesOf(attack, again), firstLines.get(attack));
  });
}

for (const [index, attack] of attacks.entries()) {
  test(`${attack.name} with screening`, async () => {
    const { codes } = await screenAttack(screened.host, attack, (2 * index + 1).toString(16));
    assert.deepEqual(codes, attack.screened);
    if (codes.length === 0) assertEnds(attack, await runOn(screened, attack, 2 * index + 2));
  });
}

const HEADER = '# attack: a\n# fence: f\n';
const WRONG: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['no fence', '# attack: a\n# step: deploy attack [] => success None\n', /one line `# fence:`/],
  ['no step', `${HEADER}pass`, /wants a line `# step:`/],
  ['a step without an end', `${HEADER}# step: deploy attack []\n`, /a step is/],
  ['a step of an unknown contract', `${HEADER}# step: call other [] => success None\n`, /no contract other/],
  ['an unknown field', `${HEADER}# why: because\n`, /what is `why`/],
  ['codes that are none', `${HEADER}# screened: eval\n# step: deploy attack [] => *\n`, /codes of rules/],
  [
    'steps alike that are not there',
    `${HEADER}# alike: 2\n# step: deploy attack [] => *\n`,
    /numbers of steps/,
  ],
  ['fuel that is none', `${HEADER}# fuel: much\n`, /fuel is a number/],
];

for (const [what, text, message] of WRONG) {
  test(`a file with ${what} is refused`, () => assert.throws(() => parseAttack('x', text), message));
}

test('a file of two contracts', () => {
  const step = '# step: deploy victim ["@attack", 1] => revert REVERT: a => b\n';
  const text = `${HEADER}#   continued\n# fuel: 1_000\n${step}pass\n#--- contract victim\nraise\n`;
  const { fence, fuel, contracts, steps } = parseAttack('x', text);
  assert.deepEqual([fence, fuel, contracts.get('victim')], ['f continued', 1000, 'raise\n']);
  assert.deepEqual(steps, [
    { verb: 'deploy', contract: 'victim', args: ['@attack', 1], end: 'revert REVERT: a => b' },
  ]);
});
