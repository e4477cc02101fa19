/**
 * The profile: how often each edge of the interpreter's code was taken on the training scripts (train.ts).
 * It is committed as text, profile.txt; clang reads LLVM's indexed format, which this makes of it, since the
 * pinned toolchain has no llvm-profdata. Clang drops what is said of a function whose hash is another by now.
 *
 * The format: LLVM's InstrProf.h, InstrProfWriter.cpp and OnDiskHashTable.h. Version 4 is the first with a
 * summary, without which clang finds nothing hot; every later clang reads it.
 */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BuildFailure } from './errors.js';
import { PYTHON_WASM } from './files.js';

/** Counts of one function. */
export interface FunctionProfile {
  /** As the linker has it; a static function is `file;name`. */
  readonly name: string;
  /** Of its flow graph. */
  readonly hash: bigint;
  readonly counts: readonly number[];
}

export const PROFILE_PATH = join(PYTHON_WASM, 'profile.txt');

/** Text of profile.txt. */
export function profileText(): string {
  return readFileSync(PROFILE_PATH, 'utf8');
}

/* ---- text: a line a function, `name hash counts`; `0*12` are twelve zeros ---- */

export function formatProfile(functions: readonly FunctionProfile[]): string {
  const lines = functions.map(
    ({ name, hash, counts }) => `${name} ${hash.toString(16)} ${formatCounts(counts)}\n`,
  );
  return lines.sort().join('');
}

function formatCounts(counts: readonly number[]): string {
  const words: string[] = [];
  for (let at = 0; at < counts.length; ) {
    let end = at + 1;
    while (end < counts.length && counts[end] === counts[at]) end++;
    words.push(end - at === 1 ? String(counts[at]) : `${counts[at]}*${end - at}`);
    at = end;
  }
  return words.join(' ');
}

const LINE = /^(\S+) ([0-9a-f]{1,16})((?: \d+(?:\*\d+)?)+)$/;
/** A function has far fewer counters. */
const COUNTERS_MAX = 100_000;

/** @throws BuildFailure with the number of the line that is none. */
export function parseProfile(text: string): FunctionProfile[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, i) => {
      const [, name, hash, counts] = LINE.exec(line) ?? [];
      if (counts === undefined) throw new BuildFailure(`profile.txt:${i + 1}: not \`name hash counts\``);
      return { name, hash: BigInt(`0x${hash}`), counts: parseCounts(counts, i + 1) };
    });
}

function parseCounts(text: string, line: number): number[] {
  const runs = text
    .trim()
    .split(' ')
    .map((word) => word.split('*').map(Number));
  const total = runs.reduce((sum, [, times = 1]) => sum + times, 0);
  if (total > COUNTERS_MAX || runs.some(([count]) => !Number.isSafeInteger(count)))
    throw new BuildFailure(`profile.txt:${line}: more than a function has`);
  return runs.flatMap(([count, times = 1]) => new Array<number>(times).fill(count));
}

/* ---- LLVM's indexed format ---- */

const MAGIC = 0x8169_666f_7270_6cffn;
const VERSION = 4n;
/** Counted on LLVM's intermediate code (-fprofile-generate), not by the frontend. */
const VARIANT_IR = 1n << 56n;
const HASH_IS_MD5 = 0n;
const HEADER_BYTES = 5 * 8;

/** The profile as clang's -fprofile-use reads it. Deterministic, whatever order the functions come in. */
export function indexedProfile(functions: readonly FunctionProfile[]): Uint8Array {
  const summary = summaryWords(functions);
  const start = HEADER_BYTES + summary.length * 8;
  const table = hashTable(functions, start);
  const header = [MAGIC, VERSION | VARIANT_IR, 0n, HASH_IS_MD5, BigInt(start + table.bucketsAt)];
  return Buffer.concat([words([...header, ...summary]), table.bytes]);
}

function words(values: readonly bigint[]): Buffer {
  const buffer = Buffer.alloc(values.length * 8);
  values.forEach((value, i) => {
    buffer.writeBigUInt64LE(value, i * 8);
  });
  return buffer;
}

/** First eight bytes of the MD5 of a function's name: its key. */
export function nameHash(name: string): bigint {
  return createHash('md5').update(name, 'latin1').digest().readBigUInt64LE();
}

/* Parts per million of all counts; what LLVM's own tools write (ProfileSummaryBuilder::DefaultCutoffs). */
const CUTOFFS = [
  10_000, 100_000, 200_000, 300_000, 400_000, 500_000, 600_000, 700_000, 800_000, 900_000, 950_000, 990_000,
  999_000, 999_900, 999_990, 999_999,
];

/** How counts are spread, which tells clang what is hot: sums, then for each cutoff the least count in it. */
function summaryWords(functions: readonly FunctionProfile[]): bigint[] {
  const entries = functions.map(({ counts }) => counts[0]);
  const inner = functions.flatMap(({ counts }) => counts.slice(1));
  const all = [...entries, ...inner].sort((a, b) => b - a);
  const total = all.reduce((sum, count) => sum + count, 0);
  const greatest = (counts: readonly number[]): number => counts.reduce((max, n) => Math.max(max, n), 0);
  const sums = [functions.length, all.length, greatest(entries), all[0] ?? 0, greatest(inner), total];
  let [seen, sum] = [0, 0];
  const rows = CUTOFFS.flatMap((cutoff) => {
    const wanted = Number((BigInt(total) * BigInt(cutoff)) / 1_000_000n);
    while (seen < all.length && sum < wanted) sum += all[seen++];
    while (seen > 0 && seen < all.length && all[seen] === all[seen - 1]) sum += all[seen++];
    return [cutoff, seen === 0 ? 0 : all[seen - 1], seen];
  });
  return [sums.length, CUTOFFS.length, ...sums, ...rows].map(BigInt);
}

/** LLVM's chained hash table, from `start` in the file: buckets of items, then the place of each bucket. */
function hashTable(
  functions: readonly FunctionProfile[],
  start: number,
): { readonly bytes: Buffer; readonly bucketsAt: number } {
  const byName = new Map<string, FunctionProfile[]>();
  for (const profile of [...functions].sort((a, b) => (a.hash < b.hash ? -1 : 1)))
    byName.set(profile.name, [...(byName.get(profile.name) ?? []), profile]);
  const names = [...byName.keys()].sort();
  const bucketCount = names.length <= 2 ? 1 : 2 ** Math.ceil(Math.log2((names.length * 4) / 3));
  const buckets: Buffer[][] = Array.from({ length: bucketCount }, () => []);
  for (const name of names) {
    const hash = nameHash(name);
    const data = Buffer.concat((byName.get(name) as FunctionProfile[]).map(functionRecord));
    const key = Buffer.from(name, 'latin1');
    const item = Buffer.concat([words([hash, BigInt(key.length), BigInt(data.length)]), key, data]);
    buckets[Number(hash & BigInt(bucketCount - 1))].push(item);
  }
  return layOut(buckets, names.length, start);
}

function layOut(
  buckets: readonly Buffer[][],
  count: number,
  start: number,
): { bytes: Buffer; bucketsAt: number } {
  const parts: Buffer[] = [];
  let length = 0;
  const places = buckets.map((items) => {
    if (items.length === 0) return 0n;
    const place = BigInt(start + length);
    const head = Buffer.alloc(2);
    head.writeUInt16LE(items.length);
    for (const part of [head, ...items]) {
      parts.push(part);
      length += part.length;
    }
    return place;
  });
  const padding = Buffer.alloc(-(start + length) & 7);
  const bytes = [...parts, padding, words([BigInt(buckets.length), BigInt(count), ...places])];
  return { bytes: Buffer.concat(bytes), bucketsAt: length + padding.length };
}

/** Bytes of an empty list of value profiles: its own length and no kind. */
const NO_VALUES = [8, 0, 0, 0, 0, 0, 0, 0];

function functionRecord({ hash, counts }: FunctionProfile): Buffer {
  return Buffer.concat([words([hash, BigInt(counts.length), ...counts.map(BigInt)]), Buffer.from(NO_VALUES)]);
}
