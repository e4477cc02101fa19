/**
 * A network of agents under the policy `shares`, without contracts: each block every agent sends what it
 * likes, an honest builder makes a block of it, and the bounds that hold in every block are asserted.
 */

import assert from 'node:assert/strict';
import {
  orderCandidates,
  type PolicyBlock,
  type TransactionOutcome,
} from '../../../host/block/reputation.js';
import { allowanceOf, divideFuel, shareOf } from '../../../host/block/reputation-allowance.js';
import { ReputationLedger } from '../../../host/block/reputation-ledger.js';
import type { SharesParameters } from '../../../host/block/reputation-parameters.js';
import { SharesPolicy } from '../../../host/block/reputation-shares.js';
import { createRandom } from '../vm/values/random-values.js';
import { assertBooksBalance, type Books, MapState, randaoOf, recount } from './policy-state.js';

/** A transaction, and how it will end. */
export interface Intent {
  readonly agent: Agent;
  readonly sender: Uint8Array;
  readonly fuelLimit: bigint;
  readonly outcome: TransactionOutcome;
  readonly fuelUsed: bigint;
}

/** What agents can see before a block: what anybody can. */
export interface View {
  readonly block: PolicyBlock;
  readonly newcomerFuel: bigint;
  reputation(address: Uint8Array): bigint;
  allowance(address: Uint8Array): bigint;
}

export interface Agent {
  readonly name: string;
  /** Addresses that a genesis gives reputation, with how much. */
  readonly initial: readonly (readonly [Uint8Array, bigint])[];
  send(view: View): Intent[];
}

/** What became of an agent's transactions. */
export interface Tally {
  sent: number;
  included: number;
  fuelUsed: bigint;
  /** How many of each sender were included. */
  readonly bySender: Map<string, number>;
}

export interface SimulationOptions {
  readonly fuelLimit: bigint;
  readonly parameters: SharesParameters;
  readonly agents: readonly Agent[];
  /** Blocks in which one agent proposes and leaves the others out. */
  readonly selfishProposer?: { readonly agent: Agent; readonly everyBlocks: bigint };
}

export class Simulation {
  readonly tallies = new Map<Agent, Tally>();
  /** The largest part of the newcomers' fuel, and of R_BLOCK, that a block used up: at most 1. */
  worstNewcomerPart = 0;
  worstMintedPart = 0;
  height = 0n;
  readonly #options: SimulationOptions;
  readonly #policy: SharesPolicy;
  readonly #state = new MapState();
  readonly #random = createRandom(29);
  #books: Books;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.#policy = new SharesPolicy(options.parameters);
    this.#policy.initialize(
      this.#state,
      options.agents.flatMap(({ initial }) => [...initial]),
    );
    this.#books = this.#recount();
    for (const agent of options.agents)
      this.tallies.set(agent, { sent: 0, included: 0, fuelUsed: 0n, bySender: new Map() });
  }

  /** The books at the start of the next block. */
  get books(): Books {
    return this.#books;
  }

  reputationOf(address: Uint8Array): bigint {
    return this.#books.reputations.get(Buffer.from(address).toString('hex')) ?? 0n;
  }

  tally(agent: Agent): Tally {
    const tally = this.tallies.get(agent);
    assert.ok(tally !== undefined);
    return tally;
  }

  run(blocks: number): this {
    for (let i = 0; i < blocks; i++) this.#runBlock();
    return this;
  }

  #runBlock(): void {
    this.height++;
    const { fuelLimit, agents, selfishProposer } = this.#options;
    const block = { height: this.height, prevRandao: randaoOf(this.height), fuelLimit, queueFuel: 0n };
    const intents = agents.flatMap((agent) => agent.send(this.#view(block)));
    for (const { agent } of intents) this.tally(agent).sent++;
    const isSelfish = selfishProposer !== undefined && this.height % selfishProposer.everyBlocks === 0n;
    this.#execute(
      block,
      isSelfish ? intents.filter(({ agent }) => agent === selfishProposer.agent) : intents,
    );
  }

  #view(block: PolicyBlock): View {
    const { parameters } = this.#options;
    const ledger = new ReputationLedger(this.#state, parameters.activeBlocks);
    const { newcomerFuel, sharedFuel } = divideFuel(parameters, block);
    return {
      block,
      newcomerFuel,
      reputation: (address) => ledger.standing(address).reputation,
      allowance: (address) => {
        const share = shareOf(sharedFuel, ledger.standing(address).reputation, ledger.total);
        return allowanceOf(parameters, block.prevRandao, address, share).fuel;
      },
    };
  }

  /** An honest builder: in the policy's order, among equals in the order in which they happen to arrive. */
  #execute(block: PolicyBlock, intents: Intent[]): void {
    const run = this.#policy.begin(this.#state, block);
    const arrived = intents
      .map((intent) => ({ intent, at: this.#random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ intent }) => intent);
    const { newcomerFuel } = divideFuel(this.#options.parameters, block);
    let fuelLeft = block.fuelLimit;
    let usedByNewcomers = 0n;
    for (const intent of orderCandidates(run, arrived)) {
      const { agent, sender, fuelLimit, outcome, fuelUsed } = intent;
      if (fuelLimit > fuelLeft || run.admit(sender, fuelLimit) !== undefined) continue;
      const isNewcomer = run.place(sender, fuelLimit).stage === 2;
      run.record(sender, outcome, fuelUsed);
      fuelLeft -= fuelUsed;
      if (isNewcomer) usedByNewcomers += fuelUsed;
      const tally = this.tally(agent);
      tally.included++;
      tally.fuelUsed += fuelUsed;
      const name = sender.join();
      tally.bySender.set(name, (tally.bySender.get(name) ?? 0) + 1);
    }
    run.finish();
    assert.ok(usedByNewcomers <= newcomerFuel, 'the bound of the newcomers holds');
    this.worstNewcomerPart = Math.max(this.worstNewcomerPart, Number(usedByNewcomers) / Number(newcomerFuel));
    this.#checkBooks();
  }

  /** The books balance, and what was minted is within R_BLOCK. */
  #checkBooks(): void {
    const before = this.#books;
    this.#books = this.#recount();
    assertBooksBalance(this.#books);
    let minted = 0n;
    for (const [address, reputation] of this.#books.reputations) {
      const gained = reputation - (before.reputations.get(address) ?? 0n);
      if (gained > 0n) minted += gained;
    }
    const { reputationPerBlock } = this.#options.parameters;
    assert.ok(minted <= reputationPerBlock, 'the bound of minting holds');
    this.worstMintedPart = Math.max(this.worstMintedPart, Number(minted) / Number(reputationPerBlock));
  }

  #recount(): Books {
    return recount(this.#state, this.#options.parameters.activeBlocks);
  }
}
