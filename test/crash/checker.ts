/**
 * Opens damaged folders in a process of its own, one after another: LevelDB aborts the process when an
 * assertion of its fails, and that must be seen as the failure that it is.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { PbevmError } from '../../runtime/errors.js';
import { differencesFrom, type Moment, momentsTo } from './blocks.js';

/** What came of opening a folder and reading all of it. */
export type Outcome =
  | { readonly kind: 'state'; readonly height: number; readonly differences: readonly string[] }
  | { readonly kind: 'refused' | 'fault'; readonly code: string; readonly message: string };

const SELF = fileURLToPath(import.meta.url);

/** The process that checks, as seen from a test. */
export class Checker {
  readonly #child: ChildProcess;
  readonly #ended: Promise<never>;

  /** @param heightMax of the states that it can compare with. */
  constructor(heightMax: number) {
    this.#child = fork(SELF, [String(heightMax)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#ended = once(this.#child, 'exit').then(([code, signal]) => {
      throw new Error(`opening a folder ended the process: code ${code}, signal ${signal}`);
    });
    this.#ended.catch(() => undefined);
  }

  /** Rejects if the process ends: by an abort, for example. */
  async check(folder: string): Promise<Outcome> {
    const answer = new Promise<Outcome>((resolve) => {
      this.#child.once('message', (message) => resolve(message as Outcome));
    });
    this.#child.send(folder);
    return Promise.race([answer, this.#ended]);
  }

  close(): void {
    this.#child.disconnect();
  }
}

export async function outcomeOf(folder: string, moments: readonly Moment[]): Promise<Outcome> {
  let database: StateDatabase;
  try {
    database = await StateDatabase.open(await LevelStore.open(folder));
  } catch (error) {
    return describe('refused', error);
  }
  try {
    const { height } = database;
    if (height < 0) return { kind: 'state', height, differences: [] };
    return { kind: 'state', height, differences: await differencesFrom(moments[height], database) };
  } catch (error) {
    return describe('fault', error);
  } finally {
    await database.close();
  }
}

function describe(kind: 'refused' | 'fault', error: unknown): Outcome {
  if (!(error instanceof PbevmError)) throw error;
  return { kind, code: error.code, message: error.message };
}

if (process.send !== undefined && process.argv[1] === SELF) {
  const moments = await momentsTo(Number(process.argv[2]));
  process.on('message', async (folder: string) => process.send?.(await outcomeOf(folder, moments)));
}
