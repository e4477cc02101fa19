/** Samples by number: own modules and binaryen's in turn. */

import { PbevmError } from '../../runtime/errors.js';
import { TranslateToFuzz, translatedSample } from './binaryen.js';
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

  /** binaryen 130 sometimes emits an opcode that no enabled feature has; then the next seed in line is taken. */
  async #translated(seed: number): Promise<Sample> {
    try {
      return await translatedSample(this.#translator, seed);
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
