/**
 * Every difference that is meant, and every refusal, with its reason. What has no row here fails the suite.
 */

import type { Outcome } from './outcome.js';
import type { Verdict } from './run-script.js';

export interface Explanation {
  readonly category: string;
  readonly reason: string;
}

interface DifferenceRow extends Explanation {
  /** `script:line` of the commands; a suite of another version has others, which must be looked at. */
  readonly places: readonly string[];
  /** How both worlds end there. */
  readonly raw: string;
  readonly instrumented: string;
}

const DIFFERENCES: readonly DifferenceRow[] = [
  {
    category: 'growth beyond the frame limit',
    reason: 'SEMANTICS 9, note l: a memory without declared maximum has no -1; beyond the limit is MEMORY',
    places: ['memory_grow:46', 'memory_grow:47', 'memory_trap:33'],
    raw: 'returned 0xffffffff',
    instrumented: 'halt memory',
  },
  {
    category: 'growth of an imported memory',
    reason:
      'no profile imports a memory; its real maximum is the exporter’s, and not reaching it a host fault',
    places: ['imports:572', 'linking:381'],
    raw: 'returned 0xffffffff',
    instrumented: 'halt hostFault',
  },
];

function key(outcome: Outcome): string {
  if (outcome.end === 'halt') return `halt ${outcome.code}`;
  if (outcome.end !== 'returned') return outcome.end;
  const bits = outcome.values.map((value) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : '?'));
  return `returned ${bits.join(' ')}`;
}

/**
 * What V8 accepts of later versions of the language, by the message that the script expects (Node 22 and
 * later).
 */
const LATER_LANGUAGE: readonly (Explanation & { readonly texts: readonly string[] })[] = [
  {
    category: 'this V8 accepts multiple memories',
    reason: 'a later language; the same bytes are malformed in wasm 2.0, and refused by us on every engine',
    texts: ['multiple memories', 'zero byte expected', 'integer representation too long'],
  },
  {
    category: 'this V8 accepts globals as initial values',
    reason: 'a later language: of any earlier global, not only of imported ones',
    texts: ['unknown global'],
  },
];

/** Why a verdict is as it should be although something in it differs; `undefined`: it should not. */
export function explainDifference(verdict: Verdict): Explanation | undefined {
  if (verdict.instrumentedPasses && verdict.instrumented.end === 'refused' && verdict.raw.end === 'loaded') {
    return LATER_LANGUAGE.find(({ texts }) => texts.includes(verdict.subject));
  }
  if (!verdict.rawPasses) return undefined;
  return DIFFERENCES.find(
    ({ places, raw, instrumented }) =>
      places.includes(`${verdict.script}:${verdict.line}`) &&
      key(verdict.raw) === raw &&
      key(verdict.instrumented) === instrumented,
  );
}

/** Why the contract profile refuses modules that are valid. */
const REFUSALS: readonly (Explanation & { readonly message: RegExp })[] = [
  ...['memory', 'table', 'global'].map((kind) => ({
    category: `imports a ${kind}`,
    reason: 'DESIGN 3: the host offers functions only',
    message: new RegExp(`^import .*: kind ${kind} `, 's'),
  })),
  {
    category: 'exports a table',
    reason: 'DESIGN 3: function references must not leave the guest',
    message: /^export .*: kind table /s,
  },
  {
    category: 'reference at the boundary',
    reason: 'DESIGN 3: host objects would enter the guest',
    message: /: reference at the boundary /,
  },
  {
    category: 'start function',
    reason: 'it would run outside any call',
    message: /^module: start function /,
  },
  {
    category: 'limit: parameters',
    reason: 'a limit of the profile; one module of the suite has a function of 100 parameters',
    message: /: parameters: \d+, limit/,
  },
];

/** @param message of the BAD_MODULE. */
export function explainRefusal(message: string): Explanation | undefined {
  return REFUSALS.find((row) => row.message.test(message));
}
