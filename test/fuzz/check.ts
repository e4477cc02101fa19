/**
 * One sample, executed in three ways in this engine: instrumented, by the oracle, and as it is (with
 * canonical NaNs, see `nan-reference.ts`). What must be equal is compared.
 */

import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE, type FuelSchedule } from '../../runtime/schedule.js';
import type { Rules } from '../oracle/rules.js';
import { OPTIONS } from '../runtime/instrument/harness.js';
import { engineSide } from './engine-side.js';
import { type CallRecord, type ModuleCall, recordCalls, type Sample, withoutCounters } from './execution.js';
import { canonicalAtOnce } from './nan-reference.js';
import { oracleSide } from './oracle-side.js';

/** A height that the default stack of every engine carries: 1,024 bytes a unit (SEMANTICS 4). */
export const HEIGHT_MAX = 500;

/** Few pages, so that some module exceeds them within its fuel. */
const PAGES_MAX = 8;

/** Pages for which a sample's fuel suffices, and tiers of memory that a sample's memory can reach. */
const SCHEDULE: FuelSchedule = {
  ...DEV_SCHEDULE,
  growPerPage: 4_000,
  memoryTiers: [
    { abovePages: 2, load: 3, store: 5 },
    { abovePages: 5, load: 7, store: 11 },
  ],
};

export const FUZZ_OPTIONS: InstrumentOptions = {
  ...OPTIONS,
  schedule: SCHEDULE,
  heightMax: HEIGHT_MAX,
  pagesMax: PAGES_MAX,
};

/** What is compared; a test breaks one of them to see that it is noticed. */
export interface Sides {
  readonly instrument: (bytes: Uint8Array) => Uint8Array;
  /** Sentences of the semantics that the oracle keeps; all by default. */
  readonly rules?: Rules;
}

export const PRODUCT: Sides = { instrument: (bytes) => instrument(bytes, FUZZ_OPTIONS).bytes };

/** Where two ways to execute a sample disagree. */
export interface Disagreement {
  readonly between: string;
  readonly call: number;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** A record with what is comparable after its end only; the oracle's header says why. */
export function comparable(record: CallRecord): Partial<CallRecord> {
  const { heightPeak, ...seen } = record;
  if (record.end === 'RETURN' || record.height === undefined) return seen;
  const { height, used, ...rest } = seen;
  return record.end === 'TRAP' ? rest : { ...rest, ...(used === undefined ? {} : { used }) };
}

/** What the guest itself can tell: nothing of fuel and height. */
function unmetered({ end, value, log, memory, globals }: CallRecord): Partial<CallRecord> {
  return { end, value, log: log.map(withoutCounters), memory, globals };
}

export function firstDisagreement(
  between: string,
  expected: readonly Partial<CallRecord>[],
  found: readonly Partial<CallRecord>[],
): Disagreement | undefined {
  for (let call = 0; call < Math.max(expected.length, found.length); call++) {
    const left = (expected[call] ?? {}) as Readonly<Record<string, unknown>>;
    const right = (found[call] ?? {}) as Readonly<Record<string, unknown>>;
    for (const what of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const [before, after] = [JSON.stringify(left[what]), JSON.stringify(right[what])];
      if (before !== after) return { between, call, what, expected: `${before}`, found: `${after}` };
    }
  }
  return undefined;
}

export interface Checked {
  readonly disagreement: Disagreement | undefined;
  readonly records: readonly CallRecord[];
  /** What the oracle did. */
  readonly counted: readonly CallRecord[];
  readonly metered: Uint8Array;
}

/** Compares the instrumented module with the oracle and with itself. */
export function checkSample(sample: Sample, sides: Sides = PRODUCT): Checked {
  const metered = sides.instrument(sample.bytes);
  const records = recordCalls(sample, engineSide(metered, true));
  const counted = recordCalls(sample, oracleSide(sample.bytes, FUZZ_OPTIONS, sides.rules));
  const disagreement =
    firstDisagreement('oracle and instrumented', counted.map(comparable), records.map(comparable)) ??
    checkPlain(sample, records);
  return { disagreement, records, counted, metered };
}

const endsByItself = ({ end }: CallRecord): boolean => end === 'RETURN' || end === 'TRAP';

/**
 * The calls without metering.
 * @param bytes the module, as it is or with canonical NaNs.
 * @param metered records with metering: a call that it halted might never end, and is left out.
 */
export function recordPlain(sample: Sample, bytes: Uint8Array, metered: readonly CallRecord[]): CallRecord[] {
  return recordCalls(sample, engineSide(bytes, false), {}, (at) => !endsByItself(metered[at]));
}

function checkPlain(sample: Sample, records: readonly CallRecord[]): Disagreement | undefined {
  const bytes = canonicalAtOnce(sample.bytes, FUZZ_OPTIONS.profile);
  const plain = recordPlain(sample, bytes, records);
  const pairs = records.map((record, at) => [unmetered(plain[at]), unmetered(record)] as const);
  const compared = pairs.filter((_, at) => endsByItself(records[at]));
  const found = firstDisagreement(
    'plain and instrumented',
    compared.map(([expected]) => expected),
    compared.map(([, actual]) => actual),
  );
  if (found === undefined) return undefined;
  return { ...found, call: pairs.indexOf(compared[found.call]) };
}

/** The last call whose limits can be checked: it returned and used fuel. -1 if there is none. */
export function limitedCall({ records }: Checked): number {
  return records.findLastIndex(({ end, used }) => end === 'RETURN' && used !== '0');
}

/**
 * The same calls with exactly the fuel that one needed, and with one less: it succeeds, and halts.
 * @param call see `limitedCall`.
 */
export function checkFuelLimit(
  sample: Sample,
  { records, metered }: Checked,
  call: number,
): Disagreement | undefined {
  const { used = '0' } = records[call];
  const exact = recordWith(sample, metered, call, { fuel: used });
  const enough = sameButCounters('plenty of fuel and exactly enough', records[call], exact);
  if (enough !== undefined) return { ...enough, call };
  const { end } = recordWith(sample, metered, call, { fuel: String(BigInt(used) - 1n) });
  if (end === 'OUT_OF_FUEL') return undefined;
  return { between: 'one fuel less', call, what: 'end', expected: 'OUT_OF_FUEL', found: end };
}

/**
 * The same calls, one of them started as high as it can succeed, and one unit higher: it succeeds, and halts.
 * @param call see `limitedCall`.
 */
export function checkHeightLimit(
  sample: Sample,
  { records, counted, metered }: Checked,
  call: number,
): Disagreement | undefined {
  const { heightPeak = HEIGHT_MAX } = counted[call];
  const highest = sample.calls[call].height + HEIGHT_MAX - heightPeak;
  const exact = recordWith(sample, metered, call, { height: highest });
  const enough = sameButCounters('as high as it can start', records[call], exact);
  if (enough !== undefined) return { ...enough, call };
  const { end } = recordWith(sample, metered, call, { height: highest + 1 });
  if (end === 'STACK_LIMIT') return undefined;
  return { between: 'one unit higher', call, what: 'end', expected: 'STACK_LIMIT', found: end };
}

/** The record of one call with other limits, after those before it. */
function recordWith(
  sample: Sample,
  metered: Uint8Array,
  call: number,
  limits: Partial<Pick<ModuleCall, 'fuel' | 'height'>>,
): CallRecord {
  const calls = sample.calls.slice(0, call + 1);
  calls[call] = { ...calls[call], ...limits };
  return recordCalls({ ...sample, calls }, engineSide(metered, true))[call];
}

function sameButCounters(between: string, left: CallRecord, right: CallRecord): Disagreement | undefined {
  const [expected, found] = [left, right].map((record) => ({
    ...unmetered(record),
    used: record.used ?? '',
  }));
  return firstDisagreement(between, [expected], [found]);
}
