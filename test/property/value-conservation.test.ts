/**
 * Value is conserved: whatever contracts call, pay, revert, halt and delete, what all accounts hold and what
 * was burned is what there was at the start (SEMANTICS 19, 22).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../host/index.js';
import type { Value } from '../../host/vm/values/types.js';
import { createRandom } from '../host/vm/values/random-values.js';
import { ALICE, BOB, deploy } from '../support/host.js';

const SUPPLY = 1_000_000n;
const TRANSACTIONS = 250;
const CONTRACTS = 6;
const NOBODY = `0x${'0d'.repeat(20)}`;

/** Does what it is told, one step after another, and catches what can be caught. */
const AGENT = `
def step(kind, *rest):
    match kind:
        case "pay":
            target, amount, steps = rest
            try: call(target, [steps], value=amount, fuel=60_000_000)
            except CallError: pass
        case "delegate":
            target, steps = rest
            try: delegate_call(target, [steps], fuel=60_000_000)
            except CallError: pass
        case "share":
            target, steps = rest
            call(target, [steps], value=value // 2)
        case "destroy": self_destruct()
        case "revert": revert("told to")
        case "raise": raise ValueError("told to")
        case "spin":
            while True: pass
        case "forget": chain["f"] = step
        case "note": chain["n"] = chain.get("n", 0) + 1

if not new and args:
    for one in args[0]: step(*one)
`;

let host: Host;
before(async () => {
  host = await createHost({ balances: { [ALICE]: SUPPLY - 1_000n, [BOB]: 1_000n } });
});
after(() => host.close());

class Story {
  readonly #random: () => number;
  readonly addresses: string[];

  constructor(seed: number, addresses: string[]) {
    this.#random = createRandom(seed);
    this.addresses = addresses;
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  /** Amounts are mostly there. */
  amount(): number {
    return this.below(8) === 0 ? 10 ** 7 : this.below(40);
  }

  target(): string {
    return this.below(8) === 0 ? this.pick([BOB, NOBODY, 'nowhere']) : this.pick(this.addresses);
  }

  steps(depth: number): Value[] {
    return Array.from({ length: 1 + this.below(3) }, () => this.#step(depth));
  }

  #step(depth: number): Value {
    if (depth < 4 && this.below(3) > 0) {
      const nested = this.steps(depth + 1);
      const kind = this.pick(['pay', 'pay', 'pay', 'delegate', 'share']);
      return kind === 'pay' ? [kind, this.target(), this.amount(), nested] : [kind, this.target(), nested];
    }
    const kinds = ['destroy', 'revert', 'raise', 'forget', 'note', 'note', 'note', 'note'];
    return [this.below(40) === 0 ? 'spin' : this.pick(kinds)];
  }
}

async function total(addresses: readonly string[]): Promise<bigint> {
  let sum = 0n;
  for (const address of [...new Set([...addresses, ALICE, BOB, NOBODY])]) {
    sum += (await host.inspect(address))?.balance ?? 0n;
  }
  return sum;
}

async function agent(): Promise<string> {
  const line = agents++ % 2 === 0 ? '# pbevm: reentrant\n' : '';
  return deploy(host, `${line}${AGENT}`);
}
let agents = 0;

test(`${TRANSACTIONS} random transactions keep the sum of balances and what was burned`, async () => {
  const all: string[] = [];
  const story = new Story(5, []);
  const seen = new Map<string, number>();
  let burned = 0n;
  for (let i = 0; i < TRANSACTIONS; i++) {
    while (story.addresses.length < CONTRACTS) story.addresses.push(await agent());
    all.push(...story.addresses);
    const options = { from: story.pick([ALICE, BOB]), value: story.amount(), limits: { fuel: 400_000_000 } };
    const result = await host.send(story.pick(story.addresses), [story.steps(0)], options);
    burned += result.burned;
    seen.set(result.status, (seen.get(result.status) ?? 0) + 1);
    assert.equal((await total(all)) + burned, SUPPLY, `after transaction ${i}`);
    const states = await Promise.all(story.addresses.map((address) => host.inspect(address)));
    story.addresses.splice(
      0,
      Number.POSITIVE_INFINITY,
      ...story.addresses.filter((_, at) => states[at]?.vm === 'python'),
    );
  }
  assert.ok(burned > 0n, 'something was burned');
  for (const status of ['success', 'revert', 'refused'])
    assert.ok((seen.get(status) ?? 0) > 10, `${status}: ${seen.get(status)}`);
});
