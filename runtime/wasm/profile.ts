/**
 * The profile: which valid modules are accepted (DESIGN 3, SEMANTICS 4 and 10). Every limit is a row with its
 * reason; a violation is `BAD_MODULE` and names limit, value and place. Single limits bound what this code
 * allocates; the compile cost bounds what an optimising compiler may have to do.
 */

import type { ExternKind } from './module.js';
import { badModule } from './reader.js';

/**
 * Name, limit for contracts, limit for the interpreter image, reason. In brackets the most that solc 0.8.19,
 * AssemblyScript and LLVM were seen to use, and the image (`bench/main.js --only profile`); times are those
 * of compiling at the limit, all cores together (`--only compile/bombs`).
 */
const LIMIT_ROWS = [
  ['module bytes', 1_048_576, 8_388_608, 'what is read before code is priced [67 k, 2.9 M]'],
  ['types', 1_024, 1_024, '76 ms with a function and a call of each [41, 71]'],
  ['parameters', 128, 128, 'what a call moves; solc makes four of one uint256 [56, 18]'],
  ['results', 32, 32, 'as parameters, and phis where blocks end [1, 1]'],
  ['imports', 1_000, 1_000, 'a wrapper of each in a table: 68 ms [32, 14]'],
  ['functions', 5_000, 10_000, 'imports included; empty ones: 94 ms [395, 4,933]'],
  ['tables', 10, 10, 'restored before every call [1, 1]'],
  ['table entries', 10_000, 20_000, 'per table, also for table.grow; filled at every start [7, 2,053]'],
  ['initial memory pages', 1_024, 1_024, 'SEMANTICS 9: a native frame has at most 1,024 [2, 14]'],
  ['globals', 1_000, 1_000, 'each mutable one is restored before every call [34, 2]'],
  ['exports', 1_000, 1_000, 'each becomes an object in the host and a wrapper: 44 ms [7, 7]'],
  ['name bytes', 1_024, 1_024, 'names reach messages [19, 14]'],
  ['element segments', 1_000, 1_000, 'each is run at every start [1, 1]'],
  ['elements', 20_000, 20_000, 'in all segments together [6, 2,052]'],
  ['data segments', 10_000, 10_000, 'each is run at every start; LLVM -O0 makes many [185, 2]'],
  ['parameters and locals', 4_096, 4_096, 'SEMANTICS 4: bounds the weight of a function [549, 88]'],
  ['block nesting', 4_096, 4_096, 'LLVM nests a block for each case of a switch [196, 272]'],
  ['operand stack', 1_024, 1_024, 'SEMANTICS 10; bounds the weight of a function [28, 26]'],
  ['compile cost', 163_840, 8_388_608, 'SEMANTICS 10, per function [153 k: strtod, 3.3 M]'],
  ['compile cost, sum', 393_216, 67_108_864, 'SEMANTICS 10, per module; 331 ms, 92 MiB [338 k, 17 M]'],
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
   * The interpreter image, whose build is pinned: at least twice what CPython 3.13 was measured to have. No
   * guest chooses its instructions: they weigh nothing.
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
