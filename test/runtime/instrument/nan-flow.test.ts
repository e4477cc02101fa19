/**
 * Results of arithmetic are made canonical only where their bits show, and the guest cannot tell: through
 * every route, the bits are those of a result that was canonical at once.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { assemble, Guest, OPTIONS } from './harness.js';

const CANONICAL = 0x7ff8000000000000n;
const NEGATED = 0xfff8000000000000n;
/** What a guest may have in its memory: a NaN with a payload, and a sign. */
const ODD = 0xfff8000012345678n;

interface Route {
  readonly name: string;
  /** Function body; $a is ODD, $x, $y and $n are locals, `$g` a global, `$id` a function; leaves bits. */
  readonly body: string;
  readonly bits: bigint;
  /** Results that are made canonical. */
  readonly canonicalised: number;
}

const ADD = '(f64.add (local.get $a) (f64.const 1))';
const BITS = (value: string) => `(i64.reinterpret_f64 ${value})`;

const ROUTES: readonly Route[] = [
  { name: 'reinterpret', body: BITS(ADD), bits: CANONICAL, canonicalised: 1 },
  {
    name: 'store',
    body: `(f64.store (i32.const 0) ${ADD}) (i64.load (i32.const 0))`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'global',
    body: `(global.set $g ${ADD}) ${BITS('(global.get $g)')}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  { name: 'argument', body: BITS(`(call $id ${ADD})`), bits: CANONICAL, canonicalised: 1 },
  {
    name: 'argument of an indirect call',
    body: BITS(`(call_indirect (type $f) ${ADD} (i32.const 0))`),
    bits: CANONICAL,
    canonicalised: 1,
  },
  { name: 'result', body: BITS('(call $sum (local.get $a))'), bits: CANONICAL, canonicalised: 1 },
  { name: 'early result', body: BITS('(call $return (local.get $a))'), bits: CANONICAL, canonicalised: 1 },
  { name: 'value of a block', body: BITS(`(block (result f64) ${ADD})`), bits: CANONICAL, canonicalised: 1 },
  {
    name: 'value of a branch',
    body: BITS(`(block (result f64) ${ADD} (br_if 0 (local.get $n)) drop (f64.const 2))`),
    bits: 0x4000000000000000n,
    canonicalised: 1,
  },
  {
    name: 'value of a branch that is taken',
    body: `(local.set $n (i32.const 1))
      ${BITS(`(block (result f64) ${ADD} (br_if 0 (local.get $n)) drop (f64.const 2))`)}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'value of a br_table',
    body: BITS(`(block (result f64) ${ADD} (br_table 0 0 (local.get $n)))`),
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'values of the arms of an if',
    body: BITS(
      `(if (result f64) (local.get $n) (then (f64.const 2))
        (else (f64.mul (local.get $a) (local.get $a))))`,
    ),
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'parameter of a loop',
    body: BITS(`${ADD} (loop (param f64) (result f64))`),
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'select',
    body: BITS(`(select ${ADD} (local.get $a) (i32.const 1))`),
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'select of what was loaded',
    body: BITS(`(select ${ADD} (local.get $a) (i32.const 0))`),
    bits: ODD,
    canonicalised: 1,
  },
  { name: 'neg', body: BITS(`(f64.neg ${ADD})`), bits: NEGATED, canonicalised: 1 },
  { name: 'abs', body: BITS(`(f64.abs ${ADD})`), bits: CANONICAL, canonicalised: 1 },
  {
    name: 'copysign, magnitude',
    body: BITS(`(f64.copysign ${ADD} (f64.const -1))`),
    bits: NEGATED,
    canonicalised: 1,
  },
  {
    name: 'copysign, sign',
    body: BITS(`(f64.copysign (f64.const 1) ${ADD})`),
    bits: 0x3ff0000000000000n,
    canonicalised: 1,
  },
  {
    name: 'arithmetic in a chain: only the last',
    body: BITS(`(f64.sqrt (f64.mul ${ADD} (f64.floor (f64.promote_f32 (f32.demote_f64 ${ADD})))))`),
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'comparison and conversion: none',
    body: `(i64.extend_i32_u (i32.add (f64.eq ${ADD} ${ADD}) (i32.trunc_sat_f64_s ${ADD})))`,
    bits: 0n,
    canonicalised: 0,
  },
  { name: 'dropped: none', body: `(drop ${ADD}) (i64.const 3)`, bits: 3n, canonicalised: 0 },
  {
    name: 'what was loaded',
    body: BITS('(f64.neg (local.get $a))'),
    bits: 0x7ff8000012345678n,
    canonicalised: 0,
  },
  {
    name: 'a raw local: where it shows',
    body: `(local.set $x ${ADD}) (local.set $x (f64.add (local.get $x) (f64.const 1)))
      ${BITS('(local.get $x)')}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'a raw local through a loop',
    body: `(loop (local.set $x (f64.div (f64.sub (local.get $x) (local.get $x)) (local.get $x)))
        (br_if 0 (i32.lt_s (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 5))))
      ${BITS('(local.get $x)')}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'a raw local that nothing shows',
    body: `(local.set $x ${ADD}) (i64.extend_i32_u (f64.lt (local.get $x) (f64.const 0)))`,
    bits: 0n,
    canonicalised: 0,
  },
  {
    name: 'a raw local copied into another',
    body: `(local.set $x ${ADD}) (local.set $y (local.get $x)) ${BITS('(local.get $y)')}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'a raw local, negated where it shows',
    body: `(local.set $x ${ADD}) ${BITS('(f64.neg (local.get $x))')}`,
    bits: NEGATED,
    canonicalised: 1,
  },
  {
    name: 'a local that gets a negated result',
    body: `(local.set $x (f64.neg ${ADD})) ${BITS('(local.get $x)')}`,
    bits: NEGATED,
    canonicalised: 1,
  },
  {
    name: 'a local that gets a raw local, negated',
    body: `(local.set $x ${ADD}) (local.set $y (f64.neg (local.get $x))) ${BITS('(local.get $y)')}`,
    bits: NEGATED,
    canonicalised: 1,
  },
  {
    name: 'a local that also gets what was loaded',
    body: `(local.set $x ${ADD}) (if (i32.eqz (local.get $n)) (then (local.set $x (local.get $a))))
      ${BITS('(local.get $x)')}`,
    bits: ODD,
    canonicalised: 1,
  },
  {
    name: 'a local that could get what was loaded, by way of another',
    body: `(local.set $y ${ADD}) (if (local.get $n) (then (local.set $x (local.get $a))))
      (local.set $x (local.get $y)) (local.set $y (local.get $x)) ${BITS('(local.get $y)')}`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'a local with a NaN constant',
    body: `(local.set $x (f64.const nan:0x8000012345678)) (local.set $y (local.get $x))
      (if (local.get $n) (then (local.set $y ${ADD}))) ${BITS('(local.get $y)')}`,
    bits: 0x7ff8000012345678n,
    canonicalised: 1,
  },
  {
    name: 'a tee shows its value, not the local',
    body: `(drop ${BITS(`(local.tee $x ${ADD})`)}) ${BITS('(f64.add (local.get $x) (f64.const 1))')}`,
    bits: CANONICAL,
    canonicalised: 2,
  },
  {
    name: 'a value below a block',
    body: `${ADD} (block (br_if 0 (local.get $n)) (drop ${ADD})) i64.reinterpret_f64`,
    bits: CANONICAL,
    canonicalised: 1,
  },
  {
    name: 'code that cannot be reached',
    body: `(block (br 0) (drop ${BITS(ADD)})) ${BITS('(local.get $a)')}`,
    bits: ODD,
    canonicalised: 0,
  },
  {
    name: 'a parameter that is assigned to',
    body: BITS('(call $assign (local.get $a))'),
    bits: CANONICAL,
    canonicalised: 1,
  },
];

/** Functions that routes call: one at a time is in a module, so that counts are the route's own. */
const HELPERS: Readonly<Record<string, string>> = {
  $id: '(func $id (type $f) local.get 0)',
  $sum: '(func $sum (type $f) (f64.add (local.get 0) (f64.const 1)))',
  $return: '(func $return (type $f) (return (f64.add (local.get 0) (f64.const 1))) unreachable)',
  $assign: '(func $assign (type $f) (local.set 0 (f64.add (local.get 0) (f64.const 1))) local.get 0)',
};

function moduleOf({ body }: Route): string {
  const called = Object.keys(HELPERS).filter((name) => body.includes(`call ${name} `));
  const inTable = body.includes('call_indirect');
  return `(module (type $f (func (param f64) (result f64))) (memory 1) (table 1 funcref)
    (global $g (mut f64) (f64.const 0))
    ${(inTable ? ['$id'] : called).map((name) => HELPERS[name]).join('\n')}
    ${inTable ? '(elem (i32.const 0) $id)' : ''}
    (func (export "f") (param $bits i64) (result i64)
      (local $a f64) (local $x f64) (local $y f64) (local $n i32)
      (local.set $a (f64.reinterpret_i64 (local.get $bits))) ${body}))`;
}

/** f64.const of the canonical NaN, which no route has. */
const CANONICAL_CONSTANT = Buffer.from('44000000000000f87f', 'hex');

function countCanonicalised(bytes: Uint8Array): number {
  const buffer = Buffer.from(bytes);
  let count = 0;
  for (
    let at = buffer.indexOf(CANONICAL_CONSTANT);
    at >= 0;
    at = buffer.indexOf(CANONICAL_CONSTANT, at + 1)
  ) {
    count++;
  }
  return count;
}

describe('routes', () => {
  for (const route of ROUTES) {
    test(route.name, async () => {
      const module = instrument(await assemble(moduleOf(route)), OPTIONS);
      const { value } = new Guest(module).call('f', [ODD]);
      assert.equal(BigInt.asUintN(64, value as bigint).toString(16), route.bits.toString(16));
      assert.equal(countCanonicalised(module.bytes), route.canonicalised);
    });
  }
});

test('seeded bug: without the pass, most routes that show a result show other bits', async () => {
  let wrong = 0;
  const showing = ROUTES.filter(({ bits }) => bits === CANONICAL || bits === NEGATED);
  for (const route of showing) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(await assemble(moduleOf(route))));
    const value = BigInt.asUintN(64, (exports['f'] as (bits: bigint) => bigint)(ODD));
    if (value !== route.bits) wrong++;
  }
  assert.ok(wrong > showing.length / 2, `${wrong} of ${showing.length}`);
});
