/**
 * The training run: the interpreter is built with counters, runs the scripts of training/, and what it
 * counted becomes profile.txt. Deterministic: the scripts see no time and no entropy, counters are exact.
 *
 * Boot is not counted, since it happens once in an image's life.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCounters } from './counters.js';
import { listFiles, PROJECT, PYTHON_WASM, writeWhole } from './files.js';
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

/** Text of profile.txt, from an interpreter with counters. */
export function runTraining(wasm: Uint8Array, progress: Progress): string {
  const host = new TrainingHost(wasm);
  const folder = join(PYTHON_WASM, 'training');
  for (const name of listFiles(folder, (file) => file.endsWith('.py'))) {
    host.runScript(name, readFileSync(join(folder, name)));
    progress.note(`trained on ${name}  ${progress.elapsed()}`);
  }
  return formatProfile(readCounters(host.memory, host.sections));
}
