/**
 * Runs the scripted session on a level store in a new folder, and prints a JSON line per call with all that
 * nodes must agree on, then the SHA-256 of all stored records and of all lines. The process of a variant of
 * slow-determinism.test.ts:
 *
 *     node [V8 flags] session.js [--cold] [--seeded-bug] [--seed N] DIR
 *
 * `--cold`: an engine in a Worker, whose cache of contract images is dropped before every call, and which is
 * opened anew now and then: other instances of the interpreter, nothing read from the store yet. Without it a
 * host as embedders have it. `--seeded-bug`: one fuel limit is higher by 1. `--seed`: another session, for a
 * search by hand.
 */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { Engine } from '../../host/engine.js';
import { createHost, DEFAULT_LIMITS, Host } from '../../host/index.js';
import { openInlineEngine } from '../../host/inline-engine.js';
import { StateDatabase } from '../../host/state/database/state-database.js';
import { LevelStore } from '../../host/state/level/level-store.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { hashStore, lineOf, runStep } from './session-run.js';
import { SEED, sessionSteps } from './session-steps.js';

export interface SessionOptions {
  readonly folder: string;
  readonly cold: boolean;
  readonly seededBug: boolean;
  readonly seed: number;
}

/** Calls between two openings of a cold engine. */
const CALLS_PER_ENGINE = 40;

/** Hands out the host of the next call. */
interface Hosts {
  next(): Promise<Host>;
  close(): Promise<void>;
}

async function warmHosts(folder: string): Promise<Hosts> {
  const host = await createHost({ store: 'level', path: folder });
  return { next: async () => host, close: () => host.close() };
}

function coldHosts(folder: string): Hosts {
  let engine: Engine | undefined;
  let calls = 0;
  return {
    async next() {
      if (calls++ % CALLS_PER_ENGINE === 0) {
        await engine?.close();
        engine = await openInlineEngine({ store: 'level', path: folder });
      }
      engine?.dropCaches();
      return new Host(engine as Engine, DEFAULT_LIMITS);
    },
    close: async () => engine?.close(),
  };
}

/** What is stored; the store is closed by now. */
async function hashFolder(folder: string): Promise<string> {
  const store = await StateDatabase.open(await LevelStore.open(folder), { keepBlocks: 0 });
  const hash = `${await hashStore(store)} of ${store.height + 1} batches`;
  await store.close();
  return hash;
}

async function runSession({ folder, cold, seededBug, seed }: SessionOptions): Promise<string[]> {
  const hosts = cold ? coldHosts(folder) : await warmHosts(folder);
  const addresses = new Map<string, string>();
  const lines: string[] = [];
  const steps = sessionSteps(seed);
  const bug = seededBug ? steps.findIndex((step) => step.label === 'out of fuel') : -1;
  for (const [index, step] of steps.entries()) {
    const fuel = (step.limits.fuel ?? DEFAULT_LIMITS.fuel) + (index === bug ? 1 : 0);
    const result = await runStep(
      await hosts.next(),
      { ...step, limits: { ...step.limits, fuel } },
      addresses,
    );
    lines.push(lineOf(index, step, result));
  }
  await hosts.close();
  lines.push(JSON.stringify({ stored: await hashFolder(folder) }));
  lines.push(JSON.stringify({ lines: createHash('sha256').update(lines.join('\n')).digest('hex') }));
  return lines;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      cold: { type: 'boolean', default: false },
      'seeded-bug': { type: 'boolean', default: false },
      seed: { type: 'string', default: String(SEED) },
    },
    allowPositionals: true,
  });
  const options: SessionOptions = {
    folder: positionals[0],
    cold: values.cold,
    seededBug: values['seeded-bug'],
    seed: Number(values.seed),
  };
  let lines: string[];
  if (options.cold) {
    const worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: options,
      argv: [],
      resourceLimits: { stackSizeMb: DEV_PROTOCOL.limits.stackMb },
    });
    [lines] = (await once(worker, 'message')) as [string[]];
  } else {
    lines = await runSession(options);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

if (isMainThread) await main();
else parentPort?.postMessage(await runSession(workerData as SessionOptions));
