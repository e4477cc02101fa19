/**
 * Contracts that others wrote: every module in `cases/eei-state` (code of accounts and of creating
 * transactions, and modules that those carry in their data) that is valid and that the EEI allows passes the
 * contract profile.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PbevmError } from '../../../runtime/errors.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import { casesFolder } from '../../support/cases.js';
import { OPTIONS } from '../instrument/harness.js';

/** Refusals that are meant: message, reason. */
const MEANT: readonly (readonly [RegExp, string])[] = [
  [/^module: start function /, 'the EEI forbids a start function too'],
];

/** Distinct modules in the folder, at least. */
const AT_LEAST = { accepted: 130, invalid: 1 };

const MAGIC = '0061736d';
/** Any hexadecimal string that starts like a module, also if the first byte is wrong. */
const CODE = /"(?:0x)?([0-9a-f]{2}61736d[0-9a-f]*)"/g;

/** Bytes by a name: the file that has them first, and a number. */
type Modules = Map<string, Uint8Array>;

function modulesIn(folder: string): Modules {
  const found = new Set<string>();
  const modules: Modules = new Map();
  const add = (name: string, hex: string) => {
    if (found.has(hex)) return;
    found.add(hex);
    const bytes = Buffer.from(hex, 'hex');
    modules.set(`${name} #${found.size}`, bytes);
    for (const carried of carriedBy(bytes)) add(`${name}, carried`, carried);
  };
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
    for (const [, hex] of readFileSync(join(folder, file), 'utf8').matchAll(CODE)) add(file, hex);
  }
  return modules;
}

/** Modules that a module carries in data; what follows one in the segment is cut off. */
function carriedBy(bytes: Uint8Array): string[] {
  if (!WebAssembly.validate(bytes)) return [];
  const { data } = decodeModule(bytes, PROFILES.contract);
  return data.flatMap((segment) => {
    const start = Buffer.from(segment.bytes).indexOf(MAGIC, 0, 'hex');
    if (start < 0) return [];
    let end = segment.bytes.length;
    while (end > start && !WebAssembly.validate(segment.bytes.slice(start, end))) end--;
    return [Buffer.from(segment.bytes.slice(start, end > start ? end : undefined)).toString('hex')];
  });
}

interface Verdicts {
  accepted: number;
  /** Counts by reason. */
  readonly meant: Record<string, number>;
  /** Malformed bytes, which both the engine and we refuse. */
  invalid: number;
  readonly wrong: string[];
}

function judge(modules: Modules, profile: Profile): Verdicts {
  const verdicts: Verdicts = { accepted: 0, meant: {}, invalid: 0, wrong: [] };
  for (const [name, bytes] of modules) {
    const message = refusal(bytes, profile);
    const reason = MEANT.find(([pattern]) => pattern.test(message ?? ''))?.[1];
    if (!WebAssembly.validate(bytes)) {
      if (message === undefined) verdicts.wrong.push(`${name}: invalid, and accepted`);
      else verdicts.invalid++;
    } else if (message === undefined) verdicts.accepted++;
    else if (reason === undefined) verdicts.wrong.push(`${name}: ${message}`);
    else verdicts.meant[reason] = (verdicts.meant[reason] ?? 0) + 1;
  }
  return verdicts;
}

/** Why the profile refuses a module; what it accepts, the engine must compile instrumented. */
function refusal(bytes: Uint8Array, profile: Profile): string | undefined {
  try {
    new WebAssembly.Module(instrument(bytes, { ...OPTIONS, profile }).bytes);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_MODULE') return thrown.message;
    throw thrown;
  }
}

test('contracts of the EEI state tests pass the contract profile', (context) => {
  const folder = casesFolder('eei-state');
  if ('missing' in folder) return context.skip(folder.missing);
  const modules = modulesIn(folder.path);
  const { accepted, meant, invalid, wrong } = judge(modules, PROFILES.contract);
  context.diagnostic(`${modules.size} modules: ${accepted} accepted, ${invalid} invalid`);
  for (const [reason, count] of Object.entries(meant)) context.diagnostic(`${count} refused: ${reason}`);
  assert.deepEqual(wrong, []);
  assert.ok(accepted >= AT_LEAST.accepted && invalid >= AT_LEAST.invalid);
  assert.deepEqual(
    Object.keys(meant),
    MEANT.map(([, reason]) => reason),
  );
});

test('seeded bug: a profile that is too narrow is seen', (context) => {
  const folder = casesFolder('eei-state');
  if ('missing' in folder) return context.skip(folder.missing);
  const { contract } = PROFILES;
  const modules = modulesIn(folder.path);
  const narrow = [
    { ...contract, exportKinds: ['function'] as const },
    { ...contract, limits: { ...contract.limits, imports: 2 } },
  ];
  for (const profile of narrow) assert.notEqual(judge(modules, profile).wrong.length, 0);
});
