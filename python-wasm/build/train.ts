/**
 * The training run: the interpreter is built with counters, runs the scripts of training/, and what it
 * counted becomes profile.txt. Deterministic: the scripts see no time and no entropy, counters are exact.
 *
 * Boot is not counted, since it happens once in an image's life.
 */

import { join } from 'node:path';
import { readCounters } from './counters.js';
import { PROJECT, readFolder, writeWhole } from './files.js';
import { buildForTraining } from './interpreter.js';
import { formatProfile, PROFILE_PATH } from './profile.js';
import { Progress } from './progress.js';
import { TrainingHost } from './training-host.js';

/** Makes profile.txt anew: builds, runs, counts. @throws BuildFailure if a script fails. */
export async function train(out: string = join(PROJECT, 'build')): Promise<void> {
  const progress = new Progress();
  const text = runTraining(await buildForTraining(out, progress), progress);
  writeWhole(PROFILE_PATH, text);
  progress.note(`${PROFILE_PATH}: ${text.split('\n').length - 1} functions, ${progress.elapsed()}`);
}

/** [name, source] of the scripts of training/. */
export function trainingScripts(): [string, Uint8Array][] {
  return readFolder('training', (name) => name.endsWith('.py'));
}

/** Text of profile.txt, from an interpreter with counters. */
export function runTraining(wasm: Uint8Array, progress: Progress): string {
  const host = new TrainingHost(wasm);
  for (const [name, source] of trainingScripts()) {
    host.runScript(name, source);
    progress.note(`trained on ${name}  ${progress.elapsed()}`);
  }
  return formatProfile(readCounters(host.memory, host.sections));
}
