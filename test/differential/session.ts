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
import { Engine } from '../../host/engine.js';
import { type ContractResult, createHost, DEFAULT_LIMITS, Host } from '../../host/index.js';
import { LevelStore } from '../../host/state/level-store.js';
import { stringifyValue } from '../../host/vm/values/json.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { SEED, type Step, sessionSteps } from './session-steps.js';

interface SessionOptions {
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
        engine = await Engine.open({ store: 'level', path: folder });
      }
      engine?.dropCaches();
      return new Host(engine as Engine, DEFAULT_LIMITS);
    },
    close: async () => engine?.close(),
  };
}

/** Everything of a result that is no words for people. */
function lineOf(index: number, step: Step, result: ContractResult): string {
  const { status, fuelUsed, memoryPages, logs, logsTruncated, address } = result;
  return JSON.stringify({
    index,
    label: step.label,
    status,
    ...('code' in result ? { code: result.code } : {}),
    ...(result.status === 'revert' ? { reason: result.reason, trace: result.trace } : {}),
    ...(result.status === 'success' ? { value: stringifyValue(result.value) } : {}),
    fuelUsed,
    memoryPages,
    address,
    events: result.events.map((event) => [event.address, event.name, stringifyValue(new Map(event.fields))]),
    logs,
    logsTruncated,
  });
}

async function runStep(host: Host, step: Step, addresses: Map<string, string>): Promise<ContractResult> {
  const addressOf = (name: string): string => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`${step.label}: nothing was deployed as ${name}`);
    return address;
  };
  const args = step.args(addressOf);
  const options = { from: step.from, limits: step.limits };
  if (step.kind === 'deploy') {
    const salt = step.salt === undefined ? {} : { salt: step.salt };
    const result = await host.deploy(step.source ?? '', { ...options, ...salt, args });
    if (step.name !== undefined && result.address !== undefined) addresses.set(step.name, result.address);
    return result;
  }
  return host[step.kind](addressOf(step.to ?? ''), args, options);
}

/** SHA-256 over every record, lengths first; the store is closed by now. */
async function hashStore(folder: string): Promise<string> {
  const store = await LevelStore.open(folder);
  const hash = createHash('sha256');
  let records = 0;
  for await (const [key, value] of store.entries()) {
    hash.update(`${key.length} ${value.length}\n`).update(key).update(value);
    records++;
  }
  await store.close();
  return `${records} records of ${store.height} batches, sha256 ${hash.digest('hex')}`;
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
  lines.push(JSON.stringify({ stored: await hashStore(folder) }));
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
