/** Random programs for test/property/cache-state: contracts that do what a call tells them, and the calls. */

import type { Value } from '../../host/vm/values/types.js';
import { Random } from '../fuzz/random.js';

export const CONTRACTS = 3;

/** Of every contract, made different by its number: each has an image of its own. */
export function contractSource(number: number): string {
  return `
import math
NUMBER = ${number}
class Cell:
    def __init__(self, value): self.value = value

cells = {}
def perform(step):
    match step:
        case ['store', key, value]: chain[key] = value
        case ['count']: chain['count'] = chain.get('count', 0) + NUMBER
        case ['nest', key, value]: chain.setdefault('nested', {})[key] = value
        case ['forget', key]: chain.pop(key, None)
        case ['emit', value]: emit('Done', value=value, number=NUMBER)
        case ['work', n]: cells.update({i: Cell(i) for i in range(n)})
        case ['grow', n]: cells['large'] = bytearray(n)
        case ['leak', text]: setattr(math, text, text)
        case ['call', target, steps, fuel]:
            try: results.append(call(target, [steps], fuel=fuel))
            except CallError as error: results.append([type(error).__name__, str(error)])
        case ['trap']:
            chained = iter([1])
            for i in range(20_000): chained = map(int, chained)
            next(chained)
        case ['endless']:
            while True: pass
        case ['raise']: raise ValueError(NUMBER)
        case ['revert']: revert('as told')

results = []
if args:
    for step in args[0]: perform(step)
    seen = [name for name in dir(math) if name.startswith('leaked')]
    finish([results, len(cells), seen, chain.get('count', 0)])
`;
}

/** What a call does to contract `target`, and whether it is kept. */
export interface ProgramCall {
  readonly target: number;
  readonly steps: Value[];
  readonly isKept: boolean;
}

/** Ends of a frame that are not its last statement; a trap or an endless loop discards an instance or not. */
const ENDS: readonly Value[][] = [[], [], [], [['revert']], [['raise']], [['trap']], [['endless']]];

const FUEL_OF_CALLEE = 60_000_000;

/** Calls of one sequence. @param addresses of the contracts, which nested calls name. */
export function randomCalls(seed: number, count: number, addresses: readonly string[]): ProgramCall[] {
  const random = new Random(seed);
  const value = (): Value =>
    ['text', random.below(1_000), null, [1, 2.5], new Uint8Array(3)][random.below(5)];
  const step = (depth: number): Value => {
    const key = `k${random.below(4)}`;
    switch (random.below(depth < 2 ? 11 : 8)) {
      case 0:
        return ['store', key, value()];
      case 1:
        return ['count'];
      case 2:
        return ['nest', key, value()];
      case 3:
        return ['forget', key];
      case 4:
        return ['emit', value()];
      case 5:
        return ['work', random.below(300)];
      case 6:
        return ['leak', `leaked${random.below(3)}`];
      case 7:
        return ['grow', random.below(4) === 0 ? 400_000 : 1_000];
      default:
        return ['call', addresses[random.below(addresses.length)], steps(depth + 1), FUEL_OF_CALLEE];
    }
  };
  const steps = (depth: number): Value[] => [
    ...Array.from({ length: 1 + random.below(4) }, () => step(depth)),
    ...ENDS[random.below(ENDS.length)],
  ];
  return Array.from({ length: count }, () => ({
    target: random.below(addresses.length),
    steps: steps(0),
    isKept: random.below(4) > 0,
  }));
}
