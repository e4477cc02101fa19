/**
 * The NaN corpus: every operation of the opcode table that gives a float, applied to 64 pairs of operands,
 * its result seen on every route. One module an operation, one export a route: `()`, which leaves what was
 * seen at `SEEN_FROM`.
 */

import { OPCODES, type Opcode } from '../../runtime/wasm/opcodes.js';
import { PLENTY } from '../runtime/instrument/guest.js';
import { type EngineJob, engineJob } from './engine-job.js';
import { type CallRecord, type ImportSpec, withoutCounters } from './execution.js';
import { OPERAND_BASE, operandBytes, PAIRS } from './nan-operands.js';
import { type FloatType, ROUTES, type RouteContext, routeHelpers } from './nan-routes.js';

/** Memory that an export fills: 16 bytes a pair. */
export const SEEN_FROM = 4096;
export const SEEN_BYTES = PAIRS * 16;

export interface CorpusOperation {
  readonly name: string;
  /** Whether a NaN that it gives is made canonical. */
  readonly canonicalNan: boolean;
  readonly wat: string;
}

const FLOAT_OF_LETTER: Readonly<Record<string, FloatType>> = { f: 'f32', d: 'f64' };
/** Type of an operand by letter of its signature, and of the operand table it is loaded from. */
const OPERAND_OF_LETTER: Readonly<Record<string, readonly [type: string, table: FloatType]>> = {
  i: ['i32', 'f32'],
  l: ['i64', 'f64'],
  f: ['f32', 'f32'],
  d: ['f64', 'f64'],
};

/** Loads the operand of pair `$i`. */
function operand(letter: string, side: 'left' | 'right'): string {
  const [type, table] = OPERAND_OF_LETTER[letter];
  const shift = table === 'f32' ? 2 : 3;
  const address = `(i32.shl (local.get $i) (i32.const ${shift}))`;
  return `(${type}.load offset=${OPERAND_BASE[side][table]} ${address})`;
}

function isFloatOperation({ signature, immediate }: Opcode): boolean {
  return signature !== undefined && immediate === 'none' && signature.results in FLOAT_OF_LETTER;
}

function moduleOf(t: FloatType, value: string): string {
  const letter = t === 'f32' ? 'f' : 'd';
  const context: RouteContext = {
    t,
    int: t === 'f32' ? 'i32' : 'i64',
    e: value,
    x: operand(letter, 'left'),
    y: operand(letter, 'right'),
  };
  const routes = [...ROUTES].map(([name, route], at) => {
    return `(func $r${at} (param $i i32) (param $o i32) (local $v ${t}) (local $w ${t}) (local $n i32)
        ${route(context)})
      (func (export "${name}") (local $i i32)
        (memory.fill (i32.const ${SEEN_FROM}) (i32.const 0) (i32.const ${SEEN_BYTES}))
        (loop $next
          (call $r${at} (local.get $i)
            (i32.add (i32.const ${SEEN_FROM}) (i32.shl (local.get $i) (i32.const 4))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br_if $next (i32.lt_u (local.get $i) (i32.const ${PAIRS})))))`;
  });
  const data = [...operandBytes()].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return `(module ${routeHelpers(context)} (memory (export "memory") 1) (data (i32.const 0) "${data}")
    ${routes.join('\n')})`;
}

function ofOpcode({ name, signature, canonicalNan }: Opcode): CorpusOperation {
  const { operands, results } = signature ?? { operands: '', results: '' };
  const sides = ['left', 'right'] as const;
  const values = [...operands].map((letter, at) => operand(letter, sides[at]));
  return {
    name,
    canonicalNan,
    wat: moduleOf(FLOAT_OF_LETTER[results], `(${name} ${values.join(' ')})`),
  };
}

/** Every opcode with a float result, and a load, whose bits are the guest's own. */
export function nanCorpus(): CorpusOperation[] {
  const loads = (['f32', 'f64'] as const).map((type) => ({
    name: `${type}.load`,
    canonicalNan: false,
    wat: moduleOf(type, operand(type === 'f32' ? 'f' : 'd', 'left')),
  }));
  return [...OPCODES.filter(isFloatOperation).map(ofOpcode), ...loads];
}

const IMPORTS: readonly ImportSpec[] = [
  { module: 'env', name: 'look_f32', params: 'if', results: '' },
  { module: 'env', name: 'look_f64', params: 'id', results: '' },
];

/**
 * Runs every route of an operation once. The host looks at NaN bits only where they must be canonical: an
 * engine may change others on their way to JavaScript (JavaScriptCore does).
 */
export function corpusJob(
  { canonicalNan }: Pick<CorpusOperation, 'canonicalNan'>,
  bytes: Uint8Array,
  isInstrumented: boolean,
): EngineJob {
  const call = { params: '', results: '', args: [], fuel: String(PLENTY), height: 0 };
  const calls = [...ROUTES.keys()].map((name) => ({ ...call, name }));
  return engineJob({ imports: IMPORTS, calls }, bytes, isInstrumented, {
    show: [SEEN_FROM, SEEN_FROM + SEEN_BYTES],
    seesNanBits: canonicalNan,
  });
}

/** What each route showed: memory, and the arguments of imports without the counters. */
export function seenOf(records: readonly CallRecord[]): string[] {
  return records.map(({ end, memory, log }) => {
    const looked = log.map(withoutCounters);
    return `${end} ${memory} ${looked.join(' ')}`;
  });
}

/** The first route on which two executions differ, and the pair, if they do. */
export function firstDifference(expected: readonly string[], actual: readonly string[]): string | undefined {
  const routes = [...ROUTES.keys()];
  const at = routes.findIndex((_, route) => expected[route] !== actual[route]);
  if (at < 0) return undefined;
  const [left, right] = [expected[at], actual[at]];
  let position = 0;
  while (left[position] === right[position]) position++;
  const pair = Math.floor((position - left.indexOf(' ') - 1) / 32);
  const shown = (text: string) => text.slice(position - (position % 16), position + 32);
  return `route ${routes[at]}, about pair ${pair}: expected ..${shown(left)}.., found ..${shown(right)}..`;
}
