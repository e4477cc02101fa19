/** Samples by number: own modules and binaryen's in turn. */

import { PbevmError } from '../../runtime/errors.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { TranslateToFuzz, translatedSample } from './binaryen.js';
import { FUZZ_OPTIONS } from './check.js';
import type { Sample } from './execution.js';
import { generateSample } from './generate.js';

/** Modules that tests execute. */
export const SAMPLES_IN_TESTS = 1_000;

/** From the seed of a refused module to the seed that is taken in its place. */
const REFUSED_SEED_STEP = 2 ** 24;

export class SampleSource {
  readonly #translator = new TranslateToFuzz();

  /** Sample 0, 1, ...: of each generator every other one. */
  async sample(number: number): Promise<Sample> {
    const seed = 1 + (number >> 1);
    return number % 2 === 0 ? generateSample(seed) : this.#translated(seed);
  }

  /**
   * binaryen 130 sometimes emits an opcode that no enabled feature has, and may exceed our profile; then the
   * next seed in line is taken.
   */
  async #translated(seed: number): Promise<Sample> {
    try {
      const sample = await translatedSample(this.#translator, seed);
      instrument(sample.bytes, FUZZ_OPTIONS);
      return sample;
    } catch (error) {
      if (!(error instanceof PbevmError)) throw error;
      return this.#translated(seed + REFUSED_SEED_STEP);
    }
  }

  async samples(first: number, count: number): Promise<Sample[]> {
    const samples: Sample[] = [];
    for (let i = 0; i < count; i++) samples.push(await this.sample(first + i));
    return samples;
  }

  close(): void {
    this.#translator.close();
  }
}

/** The sample of a name that was printed, such as `own 17` or `ttf 4`. */
export async function sampleByName(source: SampleSource, name: string): Promise<Sample> {
  const [, generator, seed] = /^(own|ttf) (\d+)$/.exec(name) ?? [];
  if (generator === undefined) throw new Error(`a sample has a name like "own 17" or "ttf 4", not "${name}"`);
  return source.sample(2 * (Number(seed) - 1) + (generator === 'own' ? 0 : 1));
}
