/**
 * What a recursion shape is: functions in text form, the order in which they enter each other, and by that
 * the frame at which the stack limit must end them (SEMANTICS 4). Every frame counts itself: it takes one off
 * a global and returns where nothing is left, so that a shape can also be run shallowly, to be optimised.
 */

import type { Limits } from '../../runtime/limits.js';

export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'funcref' | 'externref';

export interface ShapeFunction {
  readonly name: string;
  readonly params?: readonly ValueType[];
  readonly results?: readonly ValueType[];
  /** Without the parameters. */
  readonly locals?: readonly ValueType[];
  /** Largest number of values on the operand stack, by hand. */
  readonly operands: number;
  /** Instructions, one each; all are reachable. The final `end` is left out. */
  readonly code: readonly string[];
}

/** A function is entered and stays, or is left again; or a message goes through the host. */
export type Step =
  | { readonly kind: 'frame'; readonly name: string }
  | { readonly kind: 'leaf'; readonly name: string }
  | { readonly kind: 'message' };

export interface StackShape {
  readonly name: string;
  readonly functions: readonly ShapeFunction[];
  /** Other fields of the module: types, tables, imports. */
  readonly fields?: string;
  /** Once, from the export `recurse`; then `turn` again and again. A message begins with the turn. */
  readonly entry?: readonly Step[];
  readonly turn: readonly Step[];
  /** After the last message that is allowed: `turn` of the export `deepen`. */
  readonly last?: readonly Step[];
}

export const frame = (name: string): Step => ({ kind: 'frame', name });
export const leaf = (name: string): Step => ({ kind: 'leaf', name });
export const MESSAGE: Step = { kind: 'message' };

/** Functions that the host calls. */
const EXPORTS: readonly string[] = ['recurse', 'deepen', 'helper'];
/** What `$left` starts with: more frames than the limit allows. */
const NO_LIMIT = 1_000_000;

const MODULE_HEAD = `(memory (export "memory") 1) (global $left (mut i32) (i32.const ${NO_LIMIT}))
  (global $sink (mut i64) (i64.const 0))
  (func (export "limit") (param i32) (result i32) local.get 0 global.set $left i32.const 0)`;

/** Text of the module. Imports, if there are any, come first. */
export function shapeText({ functions, fields = '' }: StackShape): string {
  const imports = fields.match(/\(import .*\)$/gm)?.join('\n') ?? '';
  const rest = fields.replace(/\(import .*\)$/gm, '');
  return `(module ${imports} ${MODULE_HEAD} ${rest} ${functions.map(functionText).join('\n')})`;
}

function functionText({ name, params = [], results = [], locals = [], code }: ShapeFunction): string {
  const exported = EXPORTS.includes(name) ? `(export "${name}")` : '';
  const types = `(param ${params.join(' ')}) (result ${results.join(' ')}) (local ${locals.join(' ')})`;
  return `(func $${name} ${exported} ${types} ${code.join(' ')})`;
}

/** SEMANTICS 4 in whole numbers: a unit is 64 values or 256 instructions, `else` and `end` left out. */
export function weightOf({ params = [], locals = [], operands, code }: ShapeFunction): number {
  const instructions = code.filter((each) => each !== 'else' && each !== 'end').length;
  return 1 + Math.floor((4 * (params.length + locals.length + operands) + instructions) / 256);
}

/** State of a run after one of its steps. */
export interface Progress {
  readonly height: number;
  readonly frames: number;
  readonly messages: number;
}

/** How a shape goes on until the limit ends it: what it has done after each step, the weights alone asked. */
export function* progressOf(shape: StackShape, limits: Limits): Generator<Progress> {
  const weights = new Map(shape.functions.map((each) => [each.name, weightOf(each)]));
  let [height, frames, messages] = [0, 0, 0];
  const steps = function* (): Generator<Step> {
    yield* shape.entry ?? [];
    for (;;) yield* (messages === limits.depthMax - 1 ? shape.last : undefined) ?? shape.turn;
  };
  for (const step of steps()) {
    if (step.kind === 'message') {
      messages++;
      height += limits.messageHeight;
    } else {
      const weight = weights.get(step.name) ?? Number.NaN;
      if (!(height + weight <= limits.heightMax)) return;
      if (step.kind === 'frame') {
        height += weight;
        frames++;
      }
    }
    yield { height, frames, messages };
  }
}

/** The last state before the limit. */
export function endOf(shape: StackShape, limits: Limits): Progress {
  let end: Progress = { height: 0, frames: 0, messages: 0 };
  for (const progress of progressOf(shape, limits)) end = progress;
  return end;
}

/** Frames that a run entered, by what is left in `$left`. */
export const framesOf = (left: number): number => NO_LIMIT - left;
