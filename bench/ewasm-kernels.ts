/**
 * Cryptographic kernels as native contracts, from AssemblyScript: metered against the same module without
 * metering, and against node:crypto where that has the same. Every side must give the same output first.
 */

import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { instrument } from '../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../runtime/protocol.js';
import { PROFILES } from '../runtime/wasm/profile.js';
import { assemblyScriptText } from '../test/support/compilers.js';
import { packageRoot } from './package-root.js';
import { type BenchRow, type BenchSuite, geometricMean, median } from './row.js';

const NAME = 'ewasm/kernels';
/** Interleaved pairs: A B A B, so that both see the same noise. */
const PAIRS = 101;
const WARMUP_PAIRS = 100;
/** Milliseconds after half of the warm-up in which V8 optimises what it has seen, beside this thread. */
const COMPILE_MS = 500;
const INPUT_BYTES = 30_000;

interface Kernel {
  readonly name: string;
  readonly input: Uint8Array;
  readonly expected: Uint8Array;
  /** The same work in node:crypto; absent if it has none. */
  readonly native?: () => unknown;
}

const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 167 + seed * 31) % 256);

const toNumber = (little: Uint8Array): bigint =>
  little.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
const fromNumber = (value: bigint): Uint8Array =>
  Uint8Array.from({ length: 32 }, (_, at) => Number((value >> BigInt(8 * at)) & 255n));

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = (result * result) % modulus;
    if ((exponent >> bit) & 1n) result = (result * base) % modulus;
  }
  return result;
}

function hashKernel(name: string, algorithm: string, expected?: (input: Uint8Array) => Uint8Array): Kernel {
  const input = bytes(INPUT_BYTES, 1);
  const native = () => createHash(algorithm).update(input).digest();
  return { name, input, expected: expected?.(input) ?? native(), native };
}

function modexpKernel(): Kernel {
  const [base, exponent, modulus] = [1, 2, 3].map((seed) => bytes(32, seed));
  modulus[0] |= 1;
  const input = Buffer.concat([base, exponent, modulus]);
  return {
    name: 'modexp',
    input,
    expected: fromNumber(power(toNumber(base), toNumber(exponent), toNumber(modulus))),
  };
}

/** DER head of the seed of an ed25519 key (RFC 8410). */
const SEED_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_BYTES = 32;

function curveKernel(): Kernel {
  const seed = bytes(32, 4);
  const key = Buffer.concat([SEED_HEAD, seed]);
  const native = () => createPublicKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }));
  return {
    name: 'ed25519',
    input: createHash('sha512').update(seed).digest().subarray(0, 32),
    expected: native().export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES),
    native,
  };
}

const KERNELS: readonly Kernel[] = [
  hashKernel('sha256', 'sha256'),
  hashKernel('blake2b', 'blake2b512'),
  // Node has the same permutation with another padding.
  hashKernel('keccak256', 'sha3-256', keccak_256),
  modexpKernel(),
  curveKernel(),
];

const ENDED = Symbol('the guest finished');
const FUEL = 2n ** 45n;

/** A module at work, metered or not: the same imports, a fresh memory for each run. */
class Side {
  output = new Uint8Array(0);
  readonly #exports: WebAssembly.Exports;
  readonly #memory: WebAssembly.Memory;
  readonly #start: Uint8Array;

  constructor(module: Uint8Array, input: Uint8Array) {
    const ethereum = {
      getCallDataSize: () => input.length,
      callDataCopy: (to: number, from: number, length: number) =>
        new Uint8Array(this.#memory.buffer).set(input.subarray(from, from + length), to),
      finish: (from: number, length: number) => {
        this.output = new Uint8Array(this.#memory.buffer).slice(from, from + length);
        throw ENDED;
      },
    };
    const compiled = new WebAssembly.Module(module as Uint8Array<ArrayBuffer>);
    this.#exports = new WebAssembly.Instance(compiled, { ethereum }).exports;
    this.#memory = this.#exports['memory'] as WebAssembly.Memory;
    this.#start = new Uint8Array(this.#memory.buffer).slice();
  }

  /** Milliseconds of a run, without the restore. */
  time(): number {
    new Uint8Array(this.#memory.buffer).set(this.#start);
    const fuel = this.#exports['pbevm:fuel'] as WebAssembly.Global<'i64'> | undefined;
    if (fuel !== undefined) fuel.value = FUEL;
    const start = performance.now();
    try {
      (this.#exports['main'] as () => void)();
    } catch (thrown) {
      if (thrown !== ENDED) throw thrown;
    }
    return performance.now() - start;
  }
}

function timeOf(body: () => unknown): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

async function rowsOf(kernel: Kernel): Promise<BenchRow[]> {
  const read = (file: string): string => readFileSync(`${packageRoot()}/bench/ewasm/${file}.as`, 'utf8');
  const options = ['--runtime', 'stub', '-O3', '--noAssert', '--use', 'abort=', '--initialMemory', '2'];
  const plain = await assemblyScriptText(kernel.name, read('eei') + read(kernel.name), options);
  const { schedule, limits } = DEV_PROTOCOL;
  const profile = PROFILES.contract;
  const { heightMax, nativePagesMax: pagesMax } = limits;
  const metered = instrument(plain, { schedule, heightMax, pagesMax, profile }).bytes;
  const [a, b] = [new Side(metered, kernel.input), new Side(plain, kernel.input)];
  const metering: number[] = [];
  const native: number[] = [];
  const times: number[] = [];
  for (let pair = -WARMUP_PAIRS; pair < PAIRS; pair++) {
    const [time, unmetered] = [a.time(), b.time()];
    const peer = kernel.native === undefined ? undefined : timeOf(kernel.native);
    for (const { output } of [a, b]) {
      if (!Buffer.from(output).equals(kernel.expected))
        throw new Error(`${kernel.name} computes something else`);
    }
    if (pair === -WARMUP_PAIRS / 2) await setTimeout(COMPILE_MS);
    if (pair < 0) continue;
    times.push(time);
    metering.push(time / unmetered);
    if (peer !== undefined) native.push(time / peer);
  }
  const name = `${NAME}/${kernel.name}`;
  const row = { name, value: median(times), unit: 'ms', versus: 'un-metered', ratio: median(metering) };
  if (native.length === 0) return [row];
  return [
    row,
    {
      name: `${name}/native`,
      value: median(native),
      unit: 'x',
      versus: 'node:crypto',
      ratio: median(native),
    },
  ];
}

export const ewasmKernels: BenchSuite = {
  names: [NAME],

  async run(): Promise<readonly BenchRow[]> {
    const rows: BenchRow[] = [];
    for (const kernel of KERNELS) rows.push(...(await rowsOf(kernel)));
    const ratio = geometricMean(rows.filter(({ unit }) => unit === 'ms').map((row) => row.ratio as number));
    return [...rows, { name: NAME, value: ratio, unit: 'x', versus: 'un-metered', ratio }];
  },
};
