/**
 * The scripted session: 200 steps, the same on every run. First deployments, good and failing; then the kinds
 * of call below in turns, with values from a seeded generator. The contracts are examples/*.py, and those in
 * python/ beside this file.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallLimits } from '../../host/index.js';
import { PyFloat, type Value } from '../../host/vm/values/types.js';
import { createRandom } from '../host/vm/values/random-values.js';
import { packageRoot } from '../support/package-root.js';

export const STEP_COUNT = 200;
export const SEED = 20_601;

/** Enough for every call that is meant to end by itself. */
const FUEL = 120_000_000;

/** One transaction. `to` names the deployment that made the contract. */
export interface Step {
  readonly label: string;
  readonly kind: 'deploy' | 'send' | 'call';
  readonly from: string;
  /** deploy: the name that later steps use, and the source. */
  readonly name?: string;
  readonly source?: string;
  readonly salt?: string;
  readonly to?: string;
  /** Arguments, of which addresses are known when the step runs only. */
  readonly args: (addressOf: (name: string) => string) => Value[];
  readonly limits: Partial<CallLimits>;
}

const USERS = [0x11, 0x22, 0x33, 0x44].map((byte) => `0x${byte.toString(16).repeat(20)}`);
const [OWNER, BUYER, SELLER, ARBITER] = USERS;

/** Values of one step, from the session's generator. */
class Picker {
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  of<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)];
  }

  user(): string {
    return this.of(USERS);
  }

  /** Any bit pattern in half of the cases, a short decimal in the others. */
  float(): PyFloat {
    if (this.below(2) === 0) return new PyFloat((this.below(20_000) - 10_000) / this.of([1, 8, 10, 1000]));
    const view = new DataView(new ArrayBuffer(8));
    view.setUint32(0, this.below(2 ** 32));
    view.setUint32(4, this.below(2 ** 32));
    return new PyFloat(view.getFloat64(0));
  }

  salt(): string {
    return `0x${(2 ** 32 + this.below(2 ** 32)).toString(16).slice(1)}`;
  }

  floats(count: number): PyFloat[] {
    return Array.from({ length: count }, () => this.float());
  }

  integer(bits: number): bigint {
    let value = 1n;
    for (let have = 0; have < bits; have += 32) value = (value << 32n) | BigInt(this.below(2 ** 32));
    return this.below(2) === 0 ? value : -value;
  }

  words(count: number): string[] {
    const letters = 'aeioulnrstäß漢🐍';
    return Array.from(
      { length: count },
      (_, i) => Array.from({ length: 1 + this.below(9) }, () => this.of([...letters])).join('') + i,
    );
  }
}

/** A step without what most have in common. */
type Made = Partial<Step> & Pick<Step, 'args'>;
type Template = readonly [label: string, make: (picker: Picker) => Made];

const to = (name: string, ...args: Value[]): Made => ({ to: name, args: () => args });
const withFuel = (made: Made, fuel: number): Made => ({ ...made, limits: { fuel } });

const FAILURES =
  `revert own chained group zero name key attribute type assert exit interrupt stop generator unicode
surrogate value import index eval huge digits bare finally decorated`.split(/\s+/);

/** Kinds of calls, in the order in which the session takes its turns. */
const TEMPLATES: readonly Template[] = [
  [
    'token transfer',
    (p) => ({ ...to('token', 'transfer', p.user(), p.below(200)), from: p.of([OWNER, BUYER]) }),
  ],
  ['float functions', (p) => to('floats', 'functions', ...p.floats(3))],
  [
    'escrow',
    (p) => ({
      ...to('escrow', p.of(['fund', 'fund', 'release', 'refund', 'steal'])),
      from: p.of([BUYER, SELLER, ARBITER]),
    }),
  ],
  ['auction bid', (p) => ({ ...to('auction', 'bid', 10 + p.below(60)), from: p.of([OWNER, BUYER]) })],
  [
    'auction query',
    (p) => ({ ...to('auction', p.of(['leader', 'close', 'shut'])), kind: 'call', from: OWNER }),
  ],
  [
    'registry store',
    (p) =>
      to(
        'registry',
        'store',
        p
          .words(40)
          .join(' ')
          .repeat(1 + p.below(4)),
      ),
  ],
  ['registry load', (p) => to('registry', p.of(['load', 'count', 'lose']), '00'.repeat(32))],
  ['float binary', (p) => to('floats', 'binary', p.float(), p.float())],
  ['nans', () => to('floats', 'nans')],
  ['failure', (p) => to('failures', p.of(FAILURES), p.below(40))],
  ['sets', (p) => to('order', 'sets', p.below(60), ...p.words(12))],
  ['identity', (p) => ({ ...to('order', 'identity', 3 + p.below(60), ...p.words(3)), kind: 'call' })],
  [
    'logistic',
    (p) => to('floats', 'logistic', new PyFloat((1 + p.below(998)) / 1000), 2_000 + p.below(9_000)),
  ],
  ['out of fuel', (p) => withFuel(to('limits', 'spin'), 3_000_000 + p.below(9_000_000))],
  ['hashes', (p) => to('order', 'hashes', p.below(60), ...p.words(9))],
  ['depth', () => to('limits', 'depth')],
  ['failure', (p) => to('failures', p.of(FAILURES), p.below(40))],
  ['power', (p) => to('integers', 'power', p.integer(90), p.below(5_000), p.integer(300))],
  ['divide', (p) => to('integers', 'divide', p.integer(60 + p.below(900)), p.integer(30 + p.below(400)))],
  ['relay', (p) => ({ to: 'relay', args: (at) => ['steps', ...relayed(p, at)] })],
  ['dicts', (p) => to('order', 'dicts', 5 + p.below(90), ...p.words(3))],
  ['factorial', (p) => to('integers', 'factorial', 50 + p.below(900))],
  ['texts', (p) => to('floats', 'texts', ...p.floats(4))],
  ['stored order', (p) => to('order', 'keep', 2 + p.below(12), ...p.words(5))],
  [
    'memory',
    (p) => ({
      ...to('limits', 'bytes', 2_000_000 + p.below(6_000_000)),
      limits: { memoryPages: p.of([64, 150, 256]) },
    }),
  ],
  ['zlib', (p) => to('digests', 'zlib', p.below(1e9), 1 + p.below(9_000), p.below(10))],
  [
    'relay, one fails',
    (p) => ({ to: 'relay', args: (at) => ['uncaught', at('failures'), ['chained', p.below(9)]] }),
  ],
  ['own recursion', (p) => to('limits', p.of(['repr', 'compare', 'getattr', 'sort']))],
  ['hash', (p) => to('digests', 'hash', p.below(1e9), p.below(3_000))],
  ['ledger', (p) => to('order', 'ledger', 5 + p.below(40), ...p.words(4))],
  [
    'print',
    (p) => ({ ...to('limits', 'print', 10 + p.below(300)), limits: { debugBytes: p.of([0, 100, 65_536]) } }),
  ],
  ['deep', (p) => to('limits', 'down', p.of([50, 300, 900, 5_000]))],
  ['series', (p) => to('floats', 'series', ...p.floats(2 + p.below(20)))],
  ['mortal', (p) => to(p.of(['mortal', 'mortal 2']), p.of(['alive', 'alive', 'die', 'die and revert']))],
  ['karatsuba', (p) => to('integers', 'karatsuba', p.below(1e6), 3_000 + p.below(20_000))],
  ['re-entry', (p) => to('relay', 'again', p.below(3))],
  ['hoard', (p) => ({ ...to('limits', 'list', 12_000), limits: { memoryPages: p.of([40, 60, 90]) } })],
  ['stack', (p) => to('limits', p.of(['hash', 'maps', 'parse']), p.of([150, 5_000, 40_000]))],
  ['out of fuel, writing', (p) => withFuel(to('limits', 'count', 90_000), 2_000_000 + p.below(5_000_000))],
  ['text', (p) => to('limits', 'text', p.of([10, 600_000]))],
  ['damaged', (p) => to('digests', 'damaged', p.below(1e9), 500 + p.below(4_000))],
  ['number texts', (p) => to('integers', 'text', String(p.integer(40 + p.below(400))))],
  ['stored floats', (p) => to('floats', 'store', ...p.floats(4))],
  [
    'redeploy',
    (p) => deployment('mortal', [], { name: 'mortal again', salt: p.of(['0x01', '0x02', '0x03']) }),
  ],
  [
    'failing start',
    (p) => deployment('failures', [p.of(FAILURES), p.below(9)], { name: 'failing', salt: p.salt() }),
  ],
];

/** Steps for relay.py: calls of others that end in all ways. */
function relayed(pick: Picker, at: (name: string) => string): Value[] {
  const options = (): Value => new Map<Value, Value>(pick.below(3) === 0 ? [['fuel', 900_000]] : []);
  const kinds: readonly (() => Value)[] = [
    () => [at('floats'), ['logistic', new PyFloat(0.4), 50 + pick.below(200)], options()],
    () => [at('failures'), [pick.of(FAILURES), pick.below(9)], options()],
    () => [at('limits'), ['spin'], new Map([['fuel', 1_000_000]])],
    () => [at('relay 2'), ['steps', [at('relay'), ['again', 1], options()]], options()],
    () => [at('order'), ['ledger', 6, 'one', 'two'], options()],
    () => [pick.of([USERS[0], 'nowhere', '']), [], options()],
    () => [at('mortal 2'), ['alive'], pick.of([options(), new Map([['value', 1]])])],
    () => [at('token'), ['balance_of', pick.user()], options()],
  ];
  return Array.from({ length: 1 + pick.below(4) }, () => pick.of(kinds)());
}

function deployment(
  file: string,
  args: Value[],
  more: { name?: string; salt?: string; from?: string },
): Made {
  const isExample = ['token', 'escrow', 'auction', 'registry'].includes(file);
  const folder = isExample ? 'examples' : 'test/differential/python';
  const source = readFileSync(join(packageRoot(), folder, `${file}.py`), 'utf8');
  return { kind: 'deploy', name: file, source, args: () => args, ...more };
}

/** The contracts, and first runs that end badly. */
function deployments(): Made[] {
  const ofToken = (file: string, from: string, ...rest: Value[]): Made => ({
    ...deployment(file, [], { from }),
    args: (at) => [at('token'), ...rest],
  });
  return [
    deployment('token', ['Gold', 1_000n], { from: OWNER }),
    ofToken('escrow', BUYER, SELLER, ARBITER, 50),
    ofToken('auction', OWNER, 'a painting', 10),
    deployment('registry', [], {}),
    ...['floats', 'order', 'failures', 'integers', 'digests', 'limits', 'relay'].map((f) =>
      deployment(f, [], {}),
    ),
    deployment('relay', [], { name: 'relay 2', salt: '0x02' }),
    deployment('mortal', [], { salt: '0x01' }),
    deployment('mortal', [], { name: 'mortal 2', salt: '0x02' }),
    deployment('mortal', [], { name: 'taken', salt: '0x02' }),
    ...['loop', 'memory', 'revert'].map((how, i) =>
      deployment('failures', [how, 1], { name: 'failing', salt: `0x0${i + 1}` }),
    ),
    { kind: 'deploy', name: 'invalid', source: 'def f(:\n', args: () => [] },
    { kind: 'deploy', name: 'too long', source: '#'.repeat(70_000), args: () => [] },
    { kind: 'deploy', name: 'too complex', source: `${'('.repeat(300)}1${')'.repeat(300)}`, args: () => [] },
  ];
}

/** The examples as they are meant to be used, and where they say no; then ends that chance may miss. */
function openings(): [label: string, made: Made][] {
  const by = (from: string, made: Made): Made => ({ ...made, from });
  const approve = (from: string, spender: string, amount: number): Made =>
    by(from, { to: 'token', args: (at) => ['approve', at(spender), amount] });
  const text = 'To be, or not to be: '.repeat(9);
  return [
    ['pay the buyer', by(OWNER, to('token', 'transfer', BUYER, 300))],
    ['approve the escrow', approve(BUYER, 'escrow', 50)],
    ['fund', by(BUYER, to('escrow', 'fund'))],
    ['fund again', by(BUYER, to('escrow', 'fund'))],
    ['release', by(ARBITER, to('escrow', 'release'))],
    ['bid without approval', by(BUYER, to('auction', 'bid', 10))],
    ['approve the auction', approve(BUYER, 'auction', 120)],
    ['approve the auction', approve(OWNER, 'auction', 200)],
    ['first bid', by(BUYER, to('auction', 'bid', 12))],
    ['higher bid', by(OWNER, to('auction', 'bid', 20))],
    ['low bid', by(BUYER, to('auction', 'bid', 20))],
    ['store', by(SELLER, to('registry', 'store', text))],
    ['load', by(BUYER, to('registry', 'load', createHash('sha256').update(text).digest('hex')))],
    ['stack', by(OWNER, to('limits', 'hash', 20_000))],
    ['die', by(OWNER, to('mortal', 'die'))],
    ['dead', by(OWNER, to('mortal', 'alive'))],
    ['dead, called', by(OWNER, { to: 'relay', args: (at) => ['steps', [at('mortal'), [], new Map()]] })],
  ];
}

/** All steps. */
export function sessionSteps(seed = SEED): Step[] {
  const random = createRandom(seed);
  const steps: Step[] = deployments().map((made) => complete(`deploy ${made.name}`, made));
  steps.push(...openings().map(([label, made]) => complete(label, made)));
  for (let i = 0; steps.length < STEP_COUNT; i++) {
    const [label, make] = TEMPLATES[i % TEMPLATES.length];
    // A generator of its own for each step: its arguments may be made when it runs.
    steps.push(complete(label, make(new Picker(createRandom(Math.floor(random() * 2 ** 32))))));
  }
  return steps;
}

function complete(label: string, made: Made): Step {
  const { limits, ...rest } = made;
  return { kind: 'send', from: OWNER, ...rest, label, limits: { fuel: FUEL, ...limits } };
}
