/**
 * Runs the calls of some seeds under each state that caches can be in, and posts where results differ from
 * those under warm caches. A Worker: engines run inline here, and need its stack.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { DEFAULT_LIMITS } from '../../host/api.js';
import { Engine, type EngineSettings } from '../../host/engine.js';
import { EngineClient } from '../../host/engine-client.js';
import { Host } from '../../host/host.js';
import { MemoryStore } from '../../host/state/memory-store.js';
import type { ContractImages } from '../../host/vm/python/contract-images.js';
import { loadImage } from '../../host/vm/python/image.js';
import { encodeValue } from '../../host/vm/values/cbor.js';
import { toHex } from '../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { MemoryImage } from '../../runtime/sandbox/memory-image.js';
import { Random } from '../fuzz/random.js';
import { ALICE, describe } from '../support/host.js';
import { CONTRACTS, contractSource, randomCalls } from './cache-programs.js';

export interface CacheStateJob {
  readonly seeds: readonly number[];
  /** Calls of each seed. */
  readonly calls: number;
  /** Restores leave what is there, now and then: a fault that must be seen. */
  readonly seededBug: boolean;
}

export interface CacheStateReport {
  readonly differences: readonly string[];
  /** Ends that were met, and how often. */
  readonly ends: Readonly<Record<string, number>>;
  /** Counters of the image cache at the end of the last seed, by state. */
  readonly images: Readonly<Record<string, ContractImages['statistics']>>;
}

/** A host on a store, with caches in some state. */
interface Session {
  host: Host;
  readonly store: MemoryStore;
  readonly addresses: readonly string[];
  readonly random: Random;
}

interface CacheState {
  open(store: MemoryStore): Promise<Host>;
  /** Done before each call. */
  before?(session: Session): Promise<void>;
}

const FUEL = 150_000_000;
const LIMITS = { from: ALICE, limits: { fuel: FUEL } };
const IMAGE = loadImage();
const engines = new WeakMap<Host, Engine>();

async function inlineHost(store: MemoryStore, settings: EngineSettings = {}): Promise<Host> {
  const engine = Engine.start(store, IMAGE, { isScreened: false, ...settings });
  const host = new Host(engine, DEFAULT_LIMITS);
  engines.set(host, engine);
  return host;
}

async function threadHost(store: MemoryStore): Promise<Host> {
  const settings = { isScreened: false, isWarmedUp: true };
  const options = { stackSizeMb: DEV_PROTOCOL.limits.stackMb, settings };
  const host = new Host(await EngineClient.start(Promise.resolve(store), undefined, options), DEFAULT_LIMITS);
  // Long enough for the training to begin.
  await new Promise((resolve) => setTimeout(resolve, 150));
  return host;
}

/** Calls that leave nothing behind but what caches and pooled instances hold. */
async function disturb({ host, addresses, random }: Session): Promise<void> {
  for (const { target, steps } of randomCalls(random.next(), 1 + random.below(2), addresses)) {
    await host.call(addresses[target], [steps], LIMITS);
  }
  await host.warm(random.pick(addresses));
}

/** The first one is what the others are compared with. */
const STATES: Readonly<Record<string, CacheState>> = {
  warm: { open: inlineHost },
  empty: { open: inlineHost, before: async ({ host }) => engines.get(host)?.dropCaches() },
  'no budget': { open: (store) => inlineHost(store, { imageCacheBytes: 0 }) },
  'budget for some': { open: (store) => inlineHost(store, { imageCacheBytes: 500_000 }) },
  'other order': { open: inlineHost, before: disturb },
  'fresh engine': {
    open: inlineHost,
    before: async (session) => {
      if (session.random.oneIn(4)) session.host = await inlineHost(session.store);
    },
  },
  'other thread': { open: threadHost },
};

/** Everything that calls show, and what they leave, as lines. */
async function linesOf(
  seed: number,
  calls: number,
  state: CacheState,
): Promise<[lines: string[], host: Host]> {
  const store = new MemoryStore();
  const host = await state.open(store);
  const lines: string[] = [];
  const addresses: string[] = [];
  for (let number = 0; number < CONTRACTS; number++) {
    const { address = '', ...result } = await host.deploy(contractSource(number), LIMITS);
    addresses.push(address);
    lines.push(`deploy ${address} ${result.fuelUsed} ${result.memoryPages} ${describe(result)}`);
  }
  const session: Session = { host, store, addresses, random: new Random(seed) };
  for (const { target, steps, isKept } of randomCalls(seed, calls, addresses)) {
    await state.before?.(session);
    const run = isKept ? session.host.send : session.host.call;
    const result = await run.call(session.host, addresses[target], [steps], LIMITS);
    const value = result.status === 'success' ? result.value : null;
    const events = result.events.map(({ address, name, fields }) => [address, name, fields]);
    const shown = toHex(encodeValue([value, events] as Parameters<typeof encodeValue>[0]));
    lines.push(`${describe(result)} ${result.fuelUsed} ${result.memoryPages} ${shown}`);
  }
  for (const address of addresses) {
    const { chain, storageSize } = (await session.host.inspect(address)) ?? {};
    lines.push(`stored ${storageSize} ${toHex(encodeValue(chain))}`);
  }
  return [lines, session.host];
}

async function run({ seeds, calls, seededBug }: CacheStateJob): Promise<CacheStateReport> {
  const differences: string[] = [];
  const ends: Record<string, number> = {};
  const images: Record<string, ContractImages['statistics']> = {};
  for (const seed of seeds) {
    let expected: string[] | undefined;
    for (const [name, state] of Object.entries(STATES)) {
      const [lines, host] = await linesOf(seed, calls, state);
      images[name] = (await host.statistics()).images;
      await host.close();
      expected ??= lines;
      const at = lines.findIndex((line, i) => line !== expected?.[i]);
      if (at >= 0) differences.push(`seed ${seed}, ${name}: ${lines[at]}, expected ${expected[at]}`);
      for (const line of lines) {
        const [end] = /^[a-z]+( [A-Z_]+)?/.exec(line) ?? [''];
        ends[end] = (ends[end] ?? 0) + 1;
      }
    }
    if (seededBug) break;
  }
  return { differences, ends, images };
}

/** Every eighth restore does nothing. */
function breakRestores(): void {
  const { copyTo } = MemoryImage.prototype;
  let restores = 0;
  MemoryImage.prototype.copyTo = function (memory) {
    if (++restores % 8 !== 0) copyTo.call(this, memory);
  };
}

const job = workerData as CacheStateJob;
if (job.seededBug) breakRestores();
parentPort?.postMessage(await run(job));
