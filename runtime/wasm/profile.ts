/**
 * The profile: which valid modules are accepted (DESIGN 3, SEMANTICS 4 and 10). Every limit is a row with its
 * reason; a violation is `BAD_MODULE` and names limit, value and place. Single limits bound what this code
 * allocates; the products bound what an optimising compiler may have to do with a function.
 */

import type { ExternKind } from './module.js';
import { badModule } from './reader.js';

/** name, limit for contracts, limit for the interpreter image, reason. */
const LIMIT_ROWS = [
  ['module bytes', 1_048_576, 8_388_608, 'every other cost grows with it'],
  ['types', 1_024, 1_024, 'signature checks; LLVM emits tens'],
  ['parameters', 32, 32, 'NEAR has 32; bounds what a call moves'],
  ['results', 32, 32, 'as parameters'],
  ['imports', 1_000, 1_000, 'the host has fewer than 100 functions'],
  ['functions', 10_000, 10_000, 'NEAR has 10,000; imports included'],
  ['tables', 10, 10, 'compilers emit one'],
  [
    'table entries',
    10_000,
    20_000,
    'per table, also the cap of table.grow; a table is filled at every start',
  ],
  ['initial memory pages', 1_024, 1_024, 'SEMANTICS 9: a native frame has at most 1,024 pages'],
  ['globals', 1_000, 1_000, 'each mutable one is restored before every call'],
  ['exports', 1_000, 1_000, 'each becomes an object in the host'],
  ['name bytes', 1_024, 1_024, 'names reach messages'],
  ['element segments', 1_000, 1_000, 'each is run at every start'],
  ['elements', 20_000, 20_000, 'in all segments together'],
  ['data segments', 10_000, 10_000, 'each is run at every start'],
  ['parameters and locals', 4_096, 4_096, 'SEMANTICS 4: bounds the weight of a function'],
  ['instructions', 2 ** 17, 2 ** 17, 'SEMANTICS 4: reachable ones of a function, of which each weighs'],
  ['block nesting', 4_096, 4_096, 'LLVM nests a block for each case of a switch'],
  ['operand stack', 1_024, 1_024, 'SEMANTICS 10; bounds the weight of a function'],
  ['edges x locals', 2 ** 18, 2 ** 19, 'SEMANTICS 10, per function'],
  ['edges x locals, sum', 2 ** 22, 2 ** 23, 'SEMANTICS 10, per module'],
] as const;

export type LimitName = (typeof LIMIT_ROWS)[number][0];

export interface Profile {
  readonly name: string;
  readonly limits: Readonly<Record<LimitName, number>>;
  /**
   * Kinds that may be imported and exported; both forms of a boundary that the host does not offer are
   * refused.
   */
  readonly importKinds: readonly ExternKind[];
  readonly exportKinds: readonly ExternKind[];
  /** Whether funcref and externref may cross the boundary: host objects would enter the guest. */
  readonly referencesAtBoundary: boolean;
  /** Whether a start function is accepted: it would run outside any call. */
  readonly startFunction: boolean;
  /**
   * Whether active segments may reach beyond the initial size of their memory or table: the module could then
   * not be instantiated, and there is no call whose trap that would be.
   */
  readonly segmentsOutOfBounds: boolean;
  /**
   * Frame limit of a memory without declared maximum: the larger of its initial size and this (SEMANTICS 9).
   */
  readonly pagesWithoutMaximum: number;
  /** Reachable instructions that weigh as much as one height unit (SEMANTICS 4). */
  readonly instructionsPerUnit: number;
}

function limitsOfColumn(column: 1 | 2): Record<LimitName, number> {
  return Object.fromEntries(LIMIT_ROWS.map((row) => [row[0], row[column]])) as Record<LimitName, number>;
}

const BOUNDARY = {
  importKinds: ['function'],
  exportKinds: ['function', 'memory', 'global'],
  referencesAtBoundary: false,
  startFunction: false,
  segmentsOutOfBounds: false,
} as const;

export const PROFILES = {
  /** Native contracts: EEI, `shard`, execution environments. */
  contract: {
    name: 'contract',
    limits: limitsOfColumn(1),
    ...BOUNDARY,
    pagesWithoutMaximum: 32,
    instructionsPerUnit: 256,
  },
  /**
   * The interpreter image, whose build is pinned: at least twice what CPython 3.13 was measured to have (3.0
   * MB, 5,144 functions, 88 locals, stack 26, nesting 272, product 82,179, sum 1.83 million). No guest
   * chooses its instructions: they weigh nothing.
   */
  interpreter: {
    name: 'interpreter',
    limits: limitsOfColumn(2),
    ...BOUNDARY,
    pagesWithoutMaximum: 65_536,
    instructionsPerUnit: Number.POSITIVE_INFINITY,
  },
} as const satisfies Readonly<Record<string, Profile>>;

/**
 * Checks one value against its limit.
 * @param place what the value belongs to, such as `function 7`.
 * @throws PbevmError BAD_MODULE
 */
export function checkLimit(profile: Profile, name: LimitName, value: number, place: string): void {
  const limit = profile.limits[name];
  if (value > limit) badModule(`${place}: ${name}: ${value}, limit ${limit} (profile ${profile.name})`);
}
