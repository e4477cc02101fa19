/**
 * Nanoseconds of every opcode, not instrumented: loops over copies of it, less the same loops without it. In
 * the optimising tier here, in the baseline tier in a process of its own.
 */

import { parse } from '@bytecodealliance/jco';
import type { CostClass, FuelSchedule } from '../../runtime/schedule.js';
import { median } from '../row.js';
import { type Effort, measure, timeOf } from './measure.js';
import {
  COPIES,
  LOCALS,
  OPCODE_FORMS,
  type OpcodeForm,
  SUMS,
  TYPE_LETTERS,
  type TypeLetter,
  VALUE_TYPES,
} from './opcode-forms.js';

export interface OpcodeTime {
  readonly name: string;
  readonly cost: CostClass;
  readonly form: OpcodeForm['form'];
  readonly nanoseconds: number;
}

/** Iterations of a loop for one sample. */
const ITERATIONS = 500;

/** Runs after which the optimising tier has been asked for: it is given time after the first round. */
const WARMUP_RUNS = 100;

const EFFORT: Effort = { rounds: 4, milliseconds: 0.2, samples: 12 };

function locals(): string {
  return TYPE_LETTERS.flatMap((letter) => {
    const type = VALUE_TYPES[letter];
    const named = (prefix: string, count: number): string[] =>
      Array.from({ length: count }, (_, index) => `(local $${prefix}${letter}${index} ${type})`);
    return [...named('', LOCALS), ...named('s', SUMS)];
  }).join(' ');
}

/** Values that no operation traps on, and that division finds neither 0 nor 1; odd integers stay odd. */
const FIRST: Readonly<Record<TypeLetter, (index: number) => string>> = {
  i: (index) => `(i32.const ${1_000_003 * (index + 3) + (index % 2)})`,
  l: (index) => `(i64.const ${1_000_000_000_039n * BigInt(2 * index + 3)})`,
  f: (index) => `(f32.const ${index + 2.5})`,
  d: (index) => `(f64.const ${index + 3.25})`,
};

const NEXT: Readonly<Record<TypeLetter, string>> = {
  i: '(i32.const 2)',
  l: '(i64.const 2)',
  f: '(f32.const 1)',
  d: '(f64.const 1)',
};

/** Sets or moves on every local, so that nothing in the loop is constant. */
function each(make: (letter: TypeLetter, index: number) => string): string {
  return TYPE_LETTERS.flatMap((letter) =>
    Array.from({ length: LOCALS }, (_, index) => `(local.set $${letter}${index} ${make(letter, index)})`),
  ).join('\n');
}

function loop(name: string, body: (copy: number) => string): string {
  const copies = Array.from({ length: COPIES }, (_, copy) => body(copy)).join('\n');
  const step = (letter: TypeLetter, index: number): string =>
    `(${VALUE_TYPES[letter]}.add (local.get $${letter}${index}) ${NEXT[letter]})`;
  const results = TYPE_LETTERS.flatMap((letter) =>
    Array.from(
      { length: SUMS },
      (_, index) => `(${VALUE_TYPES[letter]}.store offset=${8192 + 8 * index} (i32.const 0)
        (local.get $s${letter}${index}))`,
    ),
  );
  return `(func (export "${name}") (param $n i32) (param $zero i32) ${locals()}
    ${each((letter, index) => FIRST[letter](index))}
    (block $out (loop $again ${copies} ${each(step)}
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    ${results.join('\n')})`;
}

/** The text of a module that exports every loop. */
export function opcodeLoops(): string {
  const functions = OPCODE_FORMS.map(({ code }, index) => loop(`with ${index}`, code));
  const others = [...new Set(OPCODE_FORMS.map(withoutText))];
  const loops = others.map((_, index) => {
    const first = OPCODE_FORMS.find((form) => withoutText(form) === others[index]) as OpcodeForm;
    return loop(`without ${index}`, first.without);
  });
  return `(module
    (type $unary (func (param i32) (result i32)))
    (memory (export "memory") 1)
    (table $t 16 funcref)
    (global $g (mut i32) (i32.const 0))
    (elem $active (i32.const 0) func $leaf $leaf)
    (elem $functions func $leaf)
    (elem $droppedFunctions func $leaf)
    (data $passive "12345678")
    (data $dropped "12345678")
    (func $leaf (type $unary) (i32.add (local.get 0) (i32.const 1)))
    (func $returns (type $unary) (return (i32.add (local.get 0) (i32.const 1))))
    ${functions.join('\n')} ${loops.join('\n')})`;
}

function withoutText(form: OpcodeForm): string {
  return Array.from({ length: COPIES }, (_, copy) => form.without(copy)).join('');
}

/** Times every form in the tier that this process runs. */
export async function measureOpcodes(): Promise<OpcodeTime[]> {
  const module = new WebAssembly.Module(await parse(opcodeLoops()));
  const exports = new WebAssembly.Instance(module).exports as Record<string, unknown>;
  const bodies = Object.keys(exports)
    .filter((name) => name !== 'memory')
    .map((name) => {
      const run = exports[name] as (iterations: number, zero: number) => void;
      return { name, body: () => run(ITERATIONS, 0) };
    });
  for (const { body } of bodies) for (let run = 0; run < WARMUP_RUNS; run++) body();
  const times = await measure(bodies, EFFORT);
  const others = [...new Set(OPCODE_FORMS.map(withoutText))];
  return OPCODE_FORMS.map((form, index) => {
    const without = timeOf(times, `without ${others.indexOf(withoutText(form))}`);
    const difference = timeOf(times, `with ${index}`) - without;
    const { name, cost } = form.opcode;
    return { name, cost, form: form.form, nanoseconds: Math.max(0, difference / ITERATIONS / COPIES) };
  });
}

/** What the opcodes of a class cost: the middle one and the dearest. */
export interface ClassRow {
  readonly cost: CostClass;
  readonly weight: number;
  readonly median: number;
  readonly worst: OpcodeTime;
}

export function classRows(times: readonly OpcodeTime[], schedule: FuelSchedule): ClassRow[] {
  const classes = Object.keys(schedule.opcode) as CostClass[];
  return classes.map((cost) => {
    const rows = times.filter((time) => time.cost === cost);
    if (rows.length === 0) throw new Error(`no opcode of class ${cost} was measured`);
    return {
      cost,
      weight: schedule.opcode[cost],
      median: median(rows.map(({ nanoseconds }) => nanoseconds)),
      worst: rows.reduce((a, b) => (b.nanoseconds > a.nanoseconds ? b : a)),
    };
  });
}
