/** Attack files: one or more contracts, and in the comment at the top what must come of them (README.md). */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseValue, type Value } from '../../host/index.js';
import { packageRoot } from '../support/package-root.js';

/** One message of an attack, and how it must end. */
export interface AttackStep {
  readonly verb: 'deploy' | 'send' | 'call';
  /** Name of a contract of the file; the first one is `attack`. */
  readonly contract: string;
  readonly args: readonly Value[];
  /** As `endOf` puts it; with `...` at its end only the beginning is given, and `*` is any. */
  readonly end: string;
}

export interface Attack {
  /** Path below the folder, without `.py`: `FAMILY/NAME`. */
  readonly name: string;
  /** What is tried, and what stops it. */
  readonly attack: string;
  readonly fence: string;
  /** Numbers of steps, from 1, that must end the same with the same fuel and pages. */
  readonly alike: readonly number[];
  /** Codes of the errors that screening finds, of all contracts of the file; empty: all are deployed. */
  readonly screened: readonly string[];
  /** What it does depends on its own address, which it finds in memory. */
  readonly dependsOnAddress: boolean;
  /** Limit of each step. */
  readonly fuel: number;
  /** Sources by name. */
  readonly contracts: ReadonlyMap<string, string>;
  readonly steps: readonly AttackStep[];
}

export const ATTACKS_FOLDER = join(packageRoot(), 'test/attacks/python');

/** Enough for most attacks to reach their point. */
export const FUEL_DEFAULT = 1_000_000_000;

const FIELDS: readonly string[] = 'attack fence fuel alike screened depends step pbevm'.split(' ');
const DIVIDER = /^#-+ contract (\w+)\n/m;
const STEP = /^(deploy|send|call) (\w+) (\[.*?\]) => (\S.*)$/;

/** All attacks, in order of their names. */
export function readAttacks(): Attack[] {
  return readdirSync(ATTACKS_FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.py'))
    .map((file) => file.replaceAll('\\', '/').slice(0, -'.py'.length))
    .sort()
    .map((name) => parseAttack(name, readFileSync(join(ATTACKS_FOLDER, `${name}.py`), 'utf8')));
}

/** @throws Error naming the file and what is wrong with it. */
export function parseAttack(name: string, text: string): Attack {
  const wrong = (what: string): Error => new Error(`${name}.py: ${what}`);
  const [first, ...parts] = text.split(DIVIDER);
  const contracts = new Map([['attack', first]]);
  for (let i = 0; i < parts.length; i += 2) contracts.set(parts[i], parts[i + 1]);
  const fields = headerOf(first, wrong);
  const has = (field: string): boolean => fields.some(([key]) => key === field);
  const one = (field: string): string => {
    const values = fields.filter(([key]) => key === field);
    if (values.length !== 1) throw wrong(`wants one line \`# ${field}:\``);
    return values[0][1];
  };
  const fuel = has('fuel') ? Number(one('fuel').replaceAll('_', '')) : FUEL_DEFAULT;
  if (!Number.isSafeInteger(fuel) || fuel <= 0) throw wrong('fuel is a number');
  const steps = fields.filter(([key]) => key === 'step').map(([, value]) => parseStep(value, wrong));
  if (steps.length === 0) throw wrong('wants a line `# step:`');
  const unknown = steps.find(({ contract }) => !contracts.has(contract));
  if (unknown !== undefined) throw wrong(`has no contract ${unknown.contract}`);
  const alike = has('alike') ? one('alike').split(' ').map(Number) : [];
  if (alike.some((step) => steps[step - 1] === undefined)) throw wrong('alike are numbers of steps');
  const screened = has('screened') ? one('screened').split(' ') : [];
  if (screened.some((code) => !/^S\d\d\d$/.test(code))) throw wrong('screened are codes of rules');
  const dependsOnAddress = has('depends') && one('depends') === 'address';
  const words = { attack: one('attack'), fence: one('fence') };
  return { name, ...words, alike, screened, dependsOnAddress, fuel, contracts, steps };
}

/** Fields of the comment at the top, a continued line put together with the one it continues. */
function headerOf(source: string, wrong: (what: string) => Error): [key: string, value: string][] {
  const fields: [string, string][] = [];
  for (const line of source.split('\n')) {
    if (!line.startsWith('#')) break;
    const [, key, value] = /^# ([a-z]+): (.*)$/.exec(line) ?? [];
    if (key === undefined) {
      const last = fields.at(-1);
      if (last === undefined || !line.startsWith('#   ')) throw wrong(`what is \`${line}\`?`);
      last[1] += ` ${line.slice(1).trim()}`;
    } else if (FIELDS.includes(key)) {
      fields.push([key, value]);
    } else {
      throw wrong(`what is \`${key}\`?`);
    }
  }
  return fields;
}

function parseStep(text: string, wrong: (what: string) => Error): AttackStep {
  const [, verb, contract, args, end] = STEP.exec(text) ?? [];
  if (end === undefined) throw wrong(`a step is \`VERB CONTRACT ARGS => END\`, not \`${text}\``);
  return { verb: verb as AttackStep['verb'], contract, args: parseValue(args) as Value[], end };
}
