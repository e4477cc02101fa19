/**
 * SEMANTICS 27: the scripted session on a host whose calls are ended at random moments (by signal and by
 * deadline, while they wait, run, ask for records or are being stored). A call that was ended has left
 * nothing; ended or not, results, fuel and stored bytes are those of a session executed inline without any.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../host/api.js';
import { EngineClient } from '../../host/engine-client.js';
import { Host } from '../../host/host.js';
import { type CallOptions, PbevmError } from '../../host/index.js';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import type { Change, Store } from '../../host/state/store.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import type { SessionOptions } from '../differential/session.js';
import { firstDifference, hashStore, lineOf, runStep } from '../differential/session-run.js';
import { SEED, type Step, sessionSteps } from '../differential/session-steps.js';
import { temporaryFolder } from '../host/state/temporary-folder.js';
import { createRandom } from '../host/vm/values/random-values.js';

const KILLS_SEED = 27;
/** Of the calls, about. */
const KILLED = 0.3;

/** What the session gives inline, in a thread with the stack it takes; the lines end with what is stored. */
async function inlineSession(folder: string): Promise<string[]> {
  const options: SessionOptions = { folder, cold: true, seededBug: false, seed: SEED };
  const worker = new Worker(new URL('../differential/session.js', import.meta.url), {
    workerData: options,
    argv: [],
    resourceLimits: { stackSizeMb: DEV_PROTOCOL.limits.stackMb },
  });
  const [lines] = (await once(worker, 'message')) as [string[]];
  return lines;
}

/** A store that tells when it is read and when a batch comes. */
class WatchedStore implements Store {
  readonly #store: Store;
  onRead: () => void = () => undefined;
  onCommit: () => void = () => undefined;
  commits = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.onRead();
    return this.#store.get(key);
  }

  async commit(changes: readonly Change[]): Promise<void> {
    this.commits++;
    const done = this.#store.commit(changes);
    this.onCommit();
    return done;
  }

  entries: Store['entries'] = (range) => this.#store.entries(range);
  close = () => this.#store.close();
}

/** A way to end a call: what it is given, and what happens once it was made. */
interface Kill {
  readonly name: string;
  readonly control: Pick<CallOptions, 'signal' | 'deadlineMs'>;
  readonly code: 'ABORTED' | 'DEADLINE';
  start(): void;
}

type KillMaker = (store: WatchedStore, random: () => number) => Kill;

function bySignal(name: string, arm: (abort: () => void) => void): Kill {
  const controller = new AbortController();
  return {
    name,
    control: { signal: controller.signal },
    code: 'ABORTED',
    start: () => arm(() => controller.abort()),
  };
}

const KILLS: readonly KillMaker[] = [
  () => bySignal('before it starts', (abort) => abort()),
  () => bySignal('as it starts', (abort) => void setImmediate(abort)),
  (_, random) => {
    const milliseconds = random() * 6;
    return bySignal(`after ${milliseconds} ms`, (abort) => void setTimeout(abort, milliseconds));
  },
  (store, random) => {
    let reads = Math.floor(random() * 8);
    return bySignal(`at read ${reads}`, (abort) => {
      store.onRead = () => {
        if (reads-- === 0) abort();
      };
    });
  },
  (store) =>
    bySignal('as it is stored', (abort) => {
      store.onCommit = abort;
    }),
  (_, random) => ({
    name: 'deadline',
    control: { deadlineMs: 0.01 + random() * 5 },
    code: 'DEADLINE',
    start: () => undefined,
  }),
];

interface Tally {
  ended: number;
  completed: number;
}

/** Runs a step that is to be ended. Undefined if it was: the store is then what it was. */
async function runKilled(
  host: Host,
  step: Step,
  addresses: Map<string, string>,
  store: WatchedStore,
  kill: Kill,
): Promise<Awaited<ReturnType<typeof runStep>> | undefined> {
  const before = await hashStore(store);
  const { commits } = store;
  const running = runStep(host, step, addresses, kill.control);
  kill.start();
  try {
    return await running;
  } catch (error) {
    assert.ok(error instanceof PbevmError, String(error));
    assert.equal(error.code, kill.code, error.message);
    assert.equal(store.commits, commits, `${kill.name}: a call that was ended has been stored`);
    assert.equal(await hashStore(store), before, kill.name);
    return undefined;
  } finally {
    store.onRead = () => undefined;
    store.onCommit = () => undefined;
  }
}

/** Arguments come from a generator, which gives others when asked again. */
function withArgsOnce(step: Step): Step {
  let made: ReturnType<Step['args']> | undefined;
  return {
    ...step,
    args: (addressOf) => {
      made ??= step.args(addressOf);
      return made;
    },
  };
}

async function killedSession(folder: string, tallies: Map<string, Tally>): Promise<string[]> {
  const database = await StateDatabase.open(await LevelStore.open(folder), { keepBlocks: 0 });
  const store = new WatchedStore(database);
  const client = await EngineClient.start(Promise.resolve(store), undefined, {
    stackSizeMb: DEV_PROTOCOL.limits.stackMb,
    // Small, so that records are forgotten and values come in pieces.
    workingSetBytesMax: 20_000,
    mailboxBytes: 512,
  });
  const host = new Host(client, DEFAULT_LIMITS);
  const random = createRandom(KILLS_SEED);
  const addresses = new Map<string, string>();
  const lines: string[] = [];
  for (const [index, step] of sessionSteps(SEED).map(withArgsOnce).entries()) {
    let result: Awaited<ReturnType<typeof runKilled>>;
    if (random() < KILLED) {
      const kind = Math.floor(random() * KILLS.length);
      result = await runKilled(host, step, addresses, store, KILLS[kind](store, random));
      const tally = tallies.get(`${kind}`) ?? { ended: 0, completed: 0 };
      if (result === undefined) tally.ended++;
      else tally.completed++;
      tallies.set(`${kind}`, tally);
    }
    lines.push(lineOf(index, step, result ?? (await runStep(host, step, addresses))));
  }
  const stored = `${await hashStore(store)} of ${database.height + 1} batches`;
  await host.close();
  return [...lines, JSON.stringify({ stored })];
}

test('a session with calls that are ended at random is the session without', async (context) => {
  const tallies = new Map<string, Tally>();
  const expected = (await inlineSession(temporaryFolder(context))).slice(0, -1);
  const actual = await killedSession(temporaryFolder(context), tallies);
  assert.equal(firstDifference(expected, actual), undefined);
  const ended = [...tallies.values()].reduce((sum, tally) => sum + tally.ended, 0);
  context.diagnostic(`${ended} calls ended: ${JSON.stringify([...tallies])}`);
  assert.ok(ended >= 20, `only ${ended} calls were ended`);
  assert.equal(tallies.get('4')?.ended ?? 0, 0, 'a call that is being stored is not ended');
});
