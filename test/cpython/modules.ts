/** CPython's test modules that run here, with the numbers of tests that pass and that skip themselves. */

interface Expected {
  readonly passed: number;
  readonly skipped: number;
  /** `test`: part of `npm test`; `command`: only of `npm run test:cpython`. */
  readonly suite: 'test' | 'command';
}

type Row = readonly [module: string, passed: number, skipped: number];

/** By value for contracts: the language, the builtin types, the three libraries. */
const TEST: readonly Row[] = [];

/** What else runs: library modules in Python, and those that take long for what they say. */
const COMMAND: readonly Row[] = [];

const table = (rows: readonly Row[], suite: Expected['suite']): [string, Expected][] =>
  rows.map(([module, passed, skipped]) => [module, { passed, skipped, suite }]);

export const EXPECTED: ReadonlyMap<string, Expected> = new Map([
  ...table(TEST, 'test'),
  ...table(COMMAND, 'command'),
]);

/** Names of the modules of a suite. */
export function modulesOf(suite: Expected['suite']): string[] {
  return [...EXPECTED].filter(([, expected]) => expected.suite === suite).map(([name]) => name);
}
