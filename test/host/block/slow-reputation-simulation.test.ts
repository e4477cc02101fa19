/**
 * What attackers can do to honest users under the policy `shares` with its defaults, and what they cannot
 * (docs/reputation.md quotes the numbers printed here). Bounds of every block are asserted by the simulation.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { defaultParameters, type SharesParameters } from '../../../host/block/reputation-parameters.js';
import { type Agent, Simulation } from './reputation-simulation.js';
import { Crowd, Graduates, HonestUsers, Idlers, PoolDrainer, Spammers } from './simulated-agents.js';

const FUEL_LIMIT = 2_000_000_000n;
const DEFAULTS = defaultParameters(FUEL_LIMIT);
const R_BLOCK = DEFAULTS.reputationPerBlock;
const BLOCKS = 1_000;
const USERS = 40;
/** Each honest user starts with what a hundred full blocks mint. */
const REPUTATION = 100n * R_BLOCK;

interface Run {
  readonly users: HonestUsers;
  readonly simulation: Simulation;
}

function simulate(
  attackers: readonly Agent[],
  blocks = BLOCKS,
  parameters: SharesParameters = DEFAULTS,
): Run {
  const users = new HonestUsers(USERS, REPUTATION);
  const agents = [users, ...attackers];
  const simulation = new Simulation({ fuelLimit: FUEL_LIMIT, parameters, agents }).run(blocks);
  return { users, simulation };
}

const reputationOf = ({ simulation }: Run, addresses: Iterable<Uint8Array>): bigint =>
  [...addresses].reduce((sum, address) => sum + simulation.reputationOf(address), 0n);

/** Part of all reputation that the honest user has who has least. */
const leastPart = ({ users, simulation }: Run): number =>
  Math.min(...users.addresses.map((address) => Number(simulation.reputationOf(address)))) /
  Number(simulation.books.total);

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

/** What honest users have left of what they would have without the attackers. */
function compare(name: string, run: Run, baseline: Run): number {
  const kept = leastPart(run) / leastPart(baseline);
  const { sent, included } = run.simulation.tally(run.users);
  const { worstNewcomerPart, worstMintedPart } = run.simulation;
  const bounds = `newcomers ${percent(worstNewcomerPart)}, minted ${percent(worstMintedPart)} at most`;
  console.log(`${name}: honest users keep ${percent(kept)}; ${included} of ${sent} calls got in; ${bounds}`);
  return kept;
}

/**
 * What no attack can undercut: all that is minted goes to others. Of all reputation at the start, a user's
 * part shrinks to total / (total + blocks x R_BLOCK) at worst.
 */
function floorOf({ simulation }: Run, total: bigint): number {
  const most = total + simulation.height * R_BLOCK;
  return Number(REPUTATION) / Number(most);
}

const HONEST_TOTAL = BigInt(USERS) * REPUTATION;

let baseline: Run;
before(() => {
  baseline = simulate([]);
});

const attacks: readonly (readonly [name: string, attackers: () => Agent[], keep: number])[] = [
  ['reverting newcomers', () => [new PoolDrainer(2, 25, 'revert')], 1],
  ['halting newcomers', () => [new PoolDrainer(2, 25, 'halt')], 1],
  ['a pool drainer who succeeds', () => [new PoolDrainer(2, 25, 'success')], 0.96],
  ['graduates of the pool', () => [new Graduates(2, 1)], 0.96],
  ['graduates against a drainer', () => [new Graduates(2, 4), new PoolDrainer(3, 25, 'halt')], 0.96],
];

test('without attackers all that they send gets in', () => {
  assert.equal(compare('nobody', baseline, baseline), 1);
  const { sent, included } = baseline.simulation.tally(baseline.users);
  assert.equal(included, sent);
});

for (const [name, attackers, keep] of attacks) {
  test(`${name}: all that honest users send gets in, and they keep ${percent(keep)}`, () => {
    const run = simulate(attackers());
    const kept = compare(name, run, baseline);
    assert.ok(kept >= keep);
    assert.ok(leastPart(run) >= floorOf(run, HONEST_TOTAL));
    const { sent, included } = run.simulation.tally(run.users);
    assert.equal(included, sent);
  });
}

test('a million fresh addresses share the pool, and honest users do not notice', () => {
  const blocks = 10;
  const crowd = new Crowd(2, 100_000);
  const run = simulate([crowd], blocks);
  const kept = compare('a million fresh addresses', run, simulate([], blocks));
  const { sent, included, fuelUsed } = run.simulation.tally(crowd);
  console.log(`of ${sent} fresh addresses ${included} got in`);
  assert.equal(sent, 1_000_000);
  assert.ok(fuelUsed <= BigInt(blocks) * DEFAULTS.newcomerFuel);
  assert.ok(kept > 0.999);
  assert.equal(run.simulation.tally(run.users).included, run.simulation.tally(run.users).sent);
});

const start = HONEST_TOTAL + 10n * REPUTATION;

for (const outcome of ['revert', 'halt', 'refused'] as const) {
  test(`${outcome}: they lose, honest users gain`, () => {
    const spammers = new Spammers(2, 10, REPUTATION, outcome);
    const run = simulate([spammers]);
    const left = reputationOf(run, spammers.addresses);
    const part = Number(left) / Number(10n * REPUTATION);
    console.log(`spammers (${outcome}) have ${percent(part)} of their reputation after ${BLOCKS} blocks`);
    assert.ok(part < (outcome === 'halt' ? 0.5 : 0.75));
    assert.ok(leastPart(run) > Number(REPUTATION) / Number(start));
    const { sent, included } = run.simulation.tally(run.users);
    assert.equal(included, sent);
  });
}

test('graduates: no more than the pool mints, and their part of the rest', () => {
  const graduates = new Graduates(2, 1);
  const run = simulate([graduates]);
  const theirs = reputationOf(run, graduates.addresses);
  const { fuelUsed } = run.simulation.tally(graduates);
  const earnable = (R_BLOCK * fuelUsed) / FUEL_LIMIT;
  const part = Number(theirs) / Number(run.simulation.books.total);
  console.log(
    `${graduates.addresses.length} graduates: ${percent(part)} of all reputation after ${BLOCKS} blocks`,
  );
  assert.ok(theirs <= earnable, 'rounding gives nothing');
  // Pool, and on top of it their part of the shared fuel, which was at most what it is at the end.
  const most = Number(R_BLOCK) * BLOCKS * (1 / 8 + (7 / 8) * part);
  assert.ok(Number(theirs) <= most);
  assert.ok(part < 0.04);
});

test('patience: what is used is what counts, but nobody outgrows what blocks mint', () => {
  const blocks = 5_000;
  const patient = new Spammers(2, 60, 0n, 'success');
  const run = simulate([patient], blocks);
  const kept = compare(`${blocks} blocks of useless successes`, run, simulate([], blocks));
  assert.ok(leastPart(run) >= floorOf(run, HONEST_TOTAL));
  assert.ok(kept > 0.6);
  const { sent, included } = run.simulation.tally(run.users);
  assert.equal(included, sent);
});

test('users whose shares hold no call get one every so many blocks, whatever newcomers do', () => {
  const blocks = 600;
  const count = 400;
  const users = new HonestUsers(count, REPUTATION);
  const drainer = new PoolDrainer(2, 25, 'halt');
  const options = { fuelLimit: FUEL_LIMIT, parameters: DEFAULTS, agents: [users, drainer] };
  const { included, sent, bySender } = new Simulation(options).run(blocks).tally(users);
  // Each has a chance of 1,750 / 400 / 16 in every block in which it sends; the pool comes on top.
  const byLots =
    (sent * (Number(FUEL_LIMIT - DEFAULTS.newcomerFuel) / count)) / Number(DEFAULTS.allowanceMin);
  const least = Math.min(...bySender.values());
  const average = included / count;
  const calls = `${average.toFixed(1)} calls each, at least ${least}`;
  console.log(`${count} users beside a drainer: ${calls}, in ${blocks} blocks`);
  assert.equal(bySender.size, count);
  assert.ok(included > byLots, `${included}, ${byLots} by lots`);
  assert.ok(least > 0.6 * average);
});

test('splitting a reputation over a hundred addresses gives no more fuel', () => {
  const parameters = { ...DEFAULTS, reputationPerBlock: 0n };
  const used = [1, 100].map((count) => {
    const agent = new Spammers(2, count, REPUTATION / BigInt(count), 'success');
    // Without the pool, which is open to every address alike.
    const alone = { ...parameters, newcomerFuel: 0n };
    return Number(simulate([agent], 1_000, alone).simulation.tally(agent).fuelUsed);
  });
  const ratio = used[1] / used[0];
  console.log(`split over 100 addresses: ${percent(ratio)} of the fuel of one`);
  assert.ok(Math.abs(ratio - 1) < 0.05);
});

test('a bare transfer keeps nobody active', () => {
  const idlers = new Idlers(2, 10, REPUTATION);
  const parameters = { ...DEFAULTS, activeBlocks: 50n };
  const addresses = idlers.initial.map(([address]) => address);
  assert.equal(reputationOf(simulate([idlers], 49, parameters), addresses), 10n * REPUTATION);
  assert.equal(reputationOf(simulate([idlers], 50, parameters), addresses), 0n);
});

test('a proposer that leaves everybody else out earns by its own part and the pool, no more', () => {
  const proposer = new Spammers(2, 2, REPUTATION, 'success');
  const users = new HonestUsers(USERS, REPUTATION);
  const options = { fuelLimit: FUEL_LIMIT, parameters: DEFAULTS, agents: [users, proposer] };
  const fair = new Simulation(options).run(BLOCKS);
  const selfish = new Simulation({
    ...options,
    agents: [new HonestUsers(USERS, REPUTATION), proposer],
    selfishProposer: { agent: proposer, everyBlocks: 10n },
  }).run(BLOCKS);
  const partIn = (simulation: Simulation): number =>
    Number(proposer.addresses.reduce((sum, address) => sum + simulation.reputationOf(address), 0n)) /
    Number(simulation.books.total);
  console.log(
    `selfish proposer: ${percent(partIn(selfish))} of all reputation, ${percent(partIn(fair))} if fair`,
  );
  assert.ok(partIn(selfish) < 1.01 * partIn(fair));
});
