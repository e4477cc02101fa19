/**
 * Runs samples in every way and compares, until time is up or something differs: instrumented, oracle and
 * plain in this engine, then the instrumented ones in the other engines, a batch at a time.
 */

import {
  type Checked,
  checkFuelLimit,
  checkHeightLimit,
  checkSample,
  type Disagreement,
  FUZZ_OPTIONS,
  limitedCall,
  type Sides,
} from './check.js';
import { type EngineJob, engineJob, runJob } from './engine-job.js';
import type { Sample } from './execution.js';
import { Reducer } from './reduce.js';
import { checkRestore } from './restore.js';
import { firstLineDifference } from './variant-lines.js';
import type { Variant, VariantLines } from './variants.js';

export interface FuzzerOptions {
  readonly sides: Sides;
  readonly variants: readonly Variant[];
  readonly runVariant: (variant: Variant, jobs: readonly EngineJob[]) => VariantLines;
}

export interface Failure {
  /** As it was generated: its name tells the seed. */
  readonly sample: Sample;
  readonly small: Sample;
  /** What the small sample shows. */
  readonly disagreement: Disagreement;
}

/** What was done, to see that it was something. */
export interface Counts {
  readonly modules: Map<string, number>;
  readonly ends: Map<string, number>;
  readonly variants: Map<string, number>;
  calls: number;
  limits: number;
  restored: number;
  moduleBytes: number;
}

/** Samples that are executed to make one small: in this process, and in another. */
const ATTEMPTS_MAX = 3_000;
const VARIANT_ATTEMPTS_MAX = 300;

function add(counts: Map<string, number>, key: string, count = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}

const linesOf = (job: EngineJob): string[] => runJob(job).map((record) => JSON.stringify(record));

/** An exception is a difference as well. */
function caught<T extends object | undefined>(between: string, run: () => T): T | Disagreement {
  try {
    return run();
  } catch (error) {
    const { name, message } = error as Error;
    // Places in messages change while a module is made smaller.
    const what = `${name}: ${message.replace(/[#@+]?\d+/g, '_')}`;
    return { between, call: 0, what, expected: 'an end', found: message };
  }
}

export class Fuzzer {
  readonly counts: Counts = {
    modules: new Map(),
    ends: new Map(),
    variants: new Map(),
    calls: 0,
    limits: 0,
    restored: 0,
    moduleBytes: 0,
  };
  readonly #options: FuzzerOptions;

  constructor(options: FuzzerOptions) {
    this.#options = options;
  }

  /** The first failure among the samples, made small. */
  runBatch(samples: readonly Sample[]): Failure | undefined {
    const jobs: EngineJob[] = [];
    for (const sample of samples) {
      const outcome = this.#check(sample);
      if ('between' in outcome) {
        return this.#failure(sample, outcome, (one) => this.#check(one), ATTEMPTS_MAX);
      }
      this.#count(sample, outcome);
      jobs.push(engineJob(sample, outcome.metered, true));
    }
    const expected = this.#options.variants.length > 0 ? jobs.flatMap(linesOf) : [];
    for (const variant of this.#options.variants) {
      const sample = this.#differing(samples, jobs, expected, variant);
      if (sample === undefined) continue;
      const check = (one: Sample) => this.#checkVariant(one, variant) ?? {};
      return this.#failure(sample, check(sample), check, VARIANT_ATTEMPTS_MAX);
    }
    return undefined;
  }

  /** The first sample that a variant executes in another way. */
  #differing(
    samples: readonly Sample[],
    jobs: readonly EngineJob[],
    expected: readonly string[],
    variant: Variant,
  ): Sample | undefined {
    const result = caught(variant.name, () => this.#options.runVariant(variant, jobs));
    if ('between' in result) {
      // The process did not end well; mostly one of them alone shows it.
      const sample = samples.find((one) => this.#checkVariant(one, variant) !== undefined);
      if (sample === undefined) throw new Error(`only all of a batch together show it: ${result.found}`);
      return sample;
    }
    if ('missing' in result) {
      add(this.counts.variants, `${variant.name} (${result.missing})`, 0);
      return undefined;
    }
    add(this.counts.variants, variant.name, result.lines.length);
    return firstLineDifference(samples, expected, result.lines)?.sample;
  }

  /** Everything that one sample can show in this engine. */
  #check(sample: Sample): Checked | Disagreement {
    return caught('an exception and none', () => {
      const checked = checkSample(sample, this.#options.sides);
      const call = limitedCall(checked);
      return (
        checked.disagreement ??
        (call < 0 ? undefined : checkFuelLimit(sample, checked, call)) ??
        (call < 0 ? undefined : checkHeightLimit(sample, checked, call)) ??
        checkRestore(sample).found ??
        checked
      );
    });
  }

  #count({ name, bytes }: Sample, checked: Checked): void {
    const { counts } = this;
    add(counts.modules, name.split(' ', 1)[0]);
    counts.moduleBytes += bytes.length;
    counts.calls += checked.records.length;
    counts.limits += limitedCall(checked) < 0 ? 0 : 1;
    counts.restored++;
    for (const { end } of checked.records) add(counts.ends, end);
  }

  #checkVariant(sample: Sample, variant: Variant): Disagreement | undefined {
    const between = `this engine and ${variant.name}`;
    const found = caught(between, () => {
      const job = engineJob(sample, this.#options.sides.instrument(sample.bytes), true);
      const result = this.#options.runVariant(variant, [job]);
      const lines = 'lines' in result ? result.lines : [];
      return firstLineDifference([sample], linesOf(job), lines);
    });
    if (found === undefined || 'between' in found) return found;
    return { ...found, between, what: 'record' };
  }

  #failure(
    sample: Sample,
    first: Partial<Disagreement>,
    check: (sample: Sample) => Checked | Partial<Disagreement>,
    attemptsMax: number,
  ): Failure {
    const isSame = (found: Checked | Partial<Disagreement>): found is Disagreement =>
      'between' in found && found.between === first.between && found.what === first.what;
    const fails = (candidate: Sample) => isSame(check(candidate));
    const small = new Reducer(sample, fails, FUZZ_OPTIONS.profile, attemptsMax).reduce();
    const last = check(small);
    // A difference that comes and goes is shown as it was.
    return { sample, small, disagreement: isSame(last) ? last : { ...UNKNOWN, ...first } };
  }
}

const UNKNOWN: Disagreement = { between: 'two runs', call: 0, what: 'record', expected: '', found: '' };
