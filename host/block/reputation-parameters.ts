/** The numbers of the policy `shares` (SEMANTICS 29), which a genesis fixes; docs/reputation.md says why. */

import { PbevmError } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';

export interface SharesParameters {
  /** R_BLOCK: what successes that fill a block earn together. */
  readonly reputationPerBlock: bigint;
  /** What one address can have. */
  readonly reputationMax: bigint;
  /** Fuel that one address can be allowed in a block, whatever its reputation. */
  readonly allowanceMax: bigint;
  /** Fuel below which a share is of no use: it becomes a chance to get this. */
  readonly allowanceMin: bigint;
  /** NEWCOMER_FUEL: what all without an allowance share in a block. */
  readonly newcomerFuel: bigint;
  /** ACTIVE_BLOCKS: blocks after its last activity in which a reputation counts. */
  readonly activeBlocks: bigint;
  /** Fuel that an address's successes in a block must use to earn and to count as activity. */
  readonly activityFuel: bigint;
  /** How many times what a success of the same fuel earns a revert, and a halt, cost. */
  readonly revertFactor: bigint;
  readonly haltFactor: bigint;
}

type Name = keyof SharesParameters;

const U32_END = 2n ** 32n;
const U48_END = 2n ** 48n;
const U64_END = 2n ** 64n;

/** What each may be, both included. With these, no record of the books overflows before block 2^64. */
const RANGES: Readonly<Record<Name, readonly [from: bigint, to: bigint]>> = {
  reputationPerBlock: [0n, U48_END - 1n],
  reputationMax: [1n, U64_END - 1n],
  allowanceMax: [1n, FUEL_MAX],
  allowanceMin: [1n, FUEL_MAX],
  newcomerFuel: [0n, FUEL_MAX],
  activeBlocks: [1n, U32_END - 1n],
  activityFuel: [1n, FUEL_MAX],
  revertFactor: [2n, U32_END - 1n],
  haltFactor: [2n, U32_END - 1n],
};

/**
 * What a genesis gets that says nothing else.
 * @param blockFuel fuel limit of its blocks.
 */
export function defaultParameters(blockFuel: bigint): SharesParameters {
  const eighth = blockFuel / 8n > 0n ? blockFuel / 8n : 1n;
  return {
    reputationPerBlock: 1_000_000n,
    // A thousand full blocks.
    reputationMax: 1_000_000_000n,
    allowanceMax: eighth,
    // A call of a small Python contract takes 9 to 11 million (docs/reputation.md).
    allowanceMin: eighth < 16_000_000n ? eighth : 16_000_000n,
    newcomerFuel: blockFuel / 8n,
    // A week of blocks of 12 seconds.
    activeBlocks: 50_400n,
    // The load price of row 0: nothing that runs code costs less, a bare transfer does.
    activityFuel: 8_000_000n,
    revertFactor: 2n,
    haltFactor: 4n,
  };
}

/**
 * The parameters that a genesis names, defaults for the others.
 * @throws PbevmError BAD_INPUT on a name that is none, or a number that is no integer or out of range.
 */
export function readParameters(
  given: Readonly<Record<string, unknown>>,
  blockFuel: bigint,
): SharesParameters {
  const parameters: Record<Name, bigint> = { ...defaultParameters(blockFuel) };
  for (const [name, value] of Object.entries(given)) {
    if (!isName(name))
      throw new PbevmError('BAD_INPUT', `reputation has no parameter ${JSON.stringify(name)}`);
    const [from, to] = RANGES[name];
    const integer = toInteger(value);
    if (integer === undefined || integer < from || integer > to) {
      throw new PbevmError('BAD_INPUT', `reputation.${name} must be an integer from ${from} to ${to}`);
    }
    parameters[name] = integer;
  }
  checkTogether(parameters, blockFuel);
  return parameters;
}

function isName(name: string): name is Name {
  return Object.hasOwn(RANGES, name);
}

function toInteger(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined;
}

function checkTogether(
  { allowanceMin, allowanceMax, newcomerFuel }: SharesParameters,
  blockFuel: bigint,
): void {
  if (allowanceMin > allowanceMax) {
    throw new PbevmError('BAD_INPUT', 'reputation.allowanceMin is above reputation.allowanceMax');
  }
  if (newcomerFuel > blockFuel) {
    throw new PbevmError('BAD_INPUT', "reputation.newcomerFuel is above the block's fuel limit");
  }
}
