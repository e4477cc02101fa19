/**
 * Random blocks under the policy `shares`, against a reference that keeps no books but computes everything
 * from all that ever happened: the same verdicts, reputations and answers, and books that balance.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyBlock, TransactionOutcome } from '../../host/block/reputation.js';
import { answerReputationCall } from '../../host/block/reputation-contract.js';
import type { SharesParameters } from '../../host/block/reputation-parameters.js';
import { SharesPolicy } from '../../host/block/reputation-shares.js';
import { addressOf, assertBooksBalance, MapState, randaoOf, recount } from '../host/block/policy-state.js';
import { type Placed, SharesReference, type Verdict } from '../host/block/shares-reference.js';
import { createRandom } from '../host/vm/values/random-values.js';

const SEQUENCES = 24;
const BLOCKS = 40;
const CANDIDATES = 14;
const ADDRESSES = 9;
const OUTCOMES: readonly TransactionOutcome[] = [
  'success',
  'success',
  'success',
  'revert',
  'halt',
  'refused',
];

const digits = (address: Uint8Array): string => Buffer.from(address).toString('hex');

class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = createRandom(seed);
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  bigBelow(bound: bigint): bigint {
    return BigInt(this.below(Number(bound)));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }
}

function randomParameters(dice: Dice): SharesParameters {
  const allowanceMin = 1n + dice.bigBelow(dice.pick([60n, 900n]));
  return {
    reputationPerBlock: dice.bigBelow(3_000n),
    reputationMax: 1n + dice.bigBelow(4_000n),
    allowanceMin,
    allowanceMax: allowanceMin + dice.bigBelow(400n),
    newcomerFuel: dice.bigBelow(400n),
    activeBlocks: 1n + dice.bigBelow(6n),
    activityFuel: 1n + dice.bigBelow(40n),
    revertFactor: 2n + dice.bigBelow(2n),
    haltFactor: 2n + dice.bigBelow(4n),
  };
}

function randomBlock(dice: Dice, height: bigint, seed: number): PolicyBlock {
  const fuelLimit = dice.below(20) === 0 ? 0n : dice.pick([997n, 1_000n]);
  const queueFuel = dice.below(3) > 0 ? 0n : dice.bigBelow(fuelLimit + 1n);
  return { height, prevRandao: randaoOf(height, seed), fuelLimit, queueFuel };
}

/** Runs random candidates, most of them small enough for somebody; both sides must say the same of each. */
function runBlock(
  policy: SharesPolicy,
  state: MapState,
  reference: SharesReference,
  block: PolicyBlock,
  dice: Dice,
) {
  const run = policy.begin(state, block);
  const transactions: Placed[] = [];
  const verdicts: Verdict[] = [];
  for (let i = 0; i < CANDIDATES; i++) {
    const sender = addressOf(dice.below(ADDRESSES));
    const fuelLimit = dice.bigBelow(dice.pick([20n, 100n, 500n]));
    const verdict = reference.verdict(block, transactions, digits(sender), fuelLimit);
    const refusal = run.admit(sender, fuelLimit);
    assert.equal(refusal ?? 'admitted', /^[a-z]/.test(verdict) ? 'admitted' : verdict);
    verdicts.push(verdict);
    if (refusal !== undefined || dice.below(8) === 0) continue;
    const outcome = dice.pick(OUTCOMES);
    const fuelUsed = outcome === 'halt' ? fuelLimit : dice.bigBelow(fuelLimit + 1n);
    run.record(sender, outcome, fuelUsed);
    transactions.push({ sender: digits(sender), outcome, fuelUsed, verdict });
  }
  run.finish();
  reference.history.push({ environment: block, transactions });
  return verdicts;
}

function assertAnswers(
  policy: SharesPolicy,
  state: MapState,
  reference: SharesReference,
  block: PolicyBlock,
): void {
  const ask = (...args: string[]): bigint => {
    const answer = answerReputationCall(policy, state, block, args);
    assert.ok(answer !== 'BAD_ARGS');
    return BigInt(answer.value as number);
  };
  const all = reference.reputations(block.height);
  for (let index = 0; index < ADDRESSES; index++) {
    const address = digits(addressOf(index));
    assert.equal(ask('reputation', `0x${address}`), all.get(address) ?? 0n);
    assert.equal(ask('allowance', `0x${address}`), reference.allowance(block, address).fuel);
  }
  assert.equal(ask('newcomerFuel'), reference.newcomerFuel(block));
}

test('random blocks: verdicts, reputations, answers and books are those of all history', () => {
  const seen = new Set<Verdict>();
  let expired = 0;
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const dice = new Dice(seed);
    const parameters = randomParameters(dice);
    const initial = new Map([0, 1].map((index) => [digits(addressOf(index)), parameters.reputationMax]));
    const reference = new SharesReference(parameters, initial);
    const policy = new SharesPolicy(parameters);
    const state = new MapState();
    policy.initialize(
      state,
      [0, 1].map((index) => [addressOf(index), parameters.reputationMax]),
    );
    let before = 2;
    for (let height = 1n; height <= BLOCKS; height++) {
      const block = randomBlock(dice, height, seed);
      assertAnswers(policy, state, reference, block);
      for (const verdict of runBlock(policy, state, reference, block, dice)) seen.add(verdict);
      const books = recount(state, parameters.activeBlocks);
      assertBooksBalance(books);
      const expected = reference.reputations(height + 1n);
      assert.deepEqual(new Map([...books.reputations].sort()), new Map([...expected].sort()));
      if (expected.size < before) expired++;
      before = expected.size;
    }
  }
  assert.equal(seen.size, 7, `verdicts that were met: ${[...seen].join()}`);
  assert.ok(expired > SEQUENCES, `${expired} blocks after which somebody had nothing any more`);
});
