/**
 * `npm run fuzz -- [--seconds N] [--seed S] [--engines a,b] [--sample NAME]`: generates modules and compares
 * ways to execute them until time is up. `--engines`: names as they are printed at the end, or parts of
 * them; `none` for this engine alone. `--sample`: one module by the name that a failure printed. Exit code 1
 * if something differs; the module, made small, is then in build/fuzz.
 */

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../support/package-root.js';
import { PRODUCT } from './check.js';
import { type Failure, Fuzzer } from './fuzzer.js';
import { countsText, saveFailure } from './report.js';
import { SampleSource, sampleByName } from './samples.js';
import { runVariant, VARIANTS, type Variant } from './variants.js';

const BATCH = 40;
/** Samples of neighbouring seeds of this command are this far apart. */
const SAMPLES_PER_SEED = 1_000_000;

/** Variants whose name contains one of the parts. */
function selectVariants(parts: string | undefined): Variant[] {
  if (parts === undefined) return [...VARIANTS];
  if (parts === 'none') return [];
  return parts.split(',').flatMap((part) => {
    const found = VARIANTS.filter(({ name }) => name.toLowerCase().includes(part.trim().toLowerCase()));
    if (found.length > 0) return found;
    throw new Error(`no engine "${part}"; there are: ${VARIANTS.map(({ name }) => name).join('; ')}`);
  });
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`--${name} ${text}: a whole number is needed`);
}

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    engines: { type: 'string' },
    sample: { type: 'string' },
  },
});
const seconds = positive('seconds', values.seconds);
const seed = positive('seed', values.seed);
const fuzzer = new Fuzzer({ sides: PRODUCT, variants: selectVariants(values.engines), runVariant });
const source = new SampleSource();
const start = performance.now();
let failure: Failure | undefined;
try {
  if (values.sample !== undefined) {
    failure = fuzzer.runBatch([await sampleByName(source, values.sample)]);
  } else {
    for (let first = seed * SAMPLES_PER_SEED; failure === undefined; first += BATCH) {
      failure = fuzzer.runBatch(await source.samples(first, BATCH));
      if (performance.now() - start > seconds * 1_000) break;
    }
  }
} finally {
  source.close();
}
console.log(countsText(fuzzer.counts, (performance.now() - start) / 1_000));
if (failure !== undefined) {
  console.log(await saveFailure(failure, join(packageRoot(), 'build', 'fuzz')));
  process.exitCode = 1;
}
