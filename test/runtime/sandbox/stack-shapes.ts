/**
 * Recursion shapes that use as much native stack as a height unit allows, as WAT. Each module counts the
 * frames it entered in its one mutable global and recurses by its export `recurse`; those that go through the
 * host do so until the last message, which recurses by `deepen`.
 */

export interface StackShape {
  readonly name: string;
  readonly wat: string;
  /** Weight of the frames of one turn, and their number (SEMANTICS 4: 1 + floor(values / 64) each). */
  readonly weight: number;
  readonly frames: number;
  /** Weight of the export, where it is no frame of the recursion. */
  readonly entryWeight?: number;
  /** Goes through the host and back every this many frames, up to the depth limit of messages. */
  readonly framesPerMessage?: number;
}

type ValueType = 'i64' | 'f64';

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

const MODULE_HEAD = '(memory (export "memory") 1) (global $depth (mut i32) (i32.const 0))';
const COUNT = 'global.get $depth i32.const 1 i32.add global.set $depth';
const ONE: Readonly<Record<ValueType, string>> = { i64: 'i64.const 1', f64: 'f64.const 1' };

/** A value that no compiler can know. */
const unknown = (type: ValueType): string =>
  type === 'i64' ? 'global.get $depth i64.extend_i32_s' : 'global.get $depth f64.convert_i32_s';

/** A function whose locals are all different and all needed after the call in its middle. */
function withLocals(name: string, count: number, type: ValueType, call: string): string {
  const before = range(count).map((i) => `${unknown(type)} ${ONE[type]} ${type}.add local.set ${i}`);
  const after = range(count).map((i) => `local.get ${i} ${type}.add`);
  return `(func $${name} (export "${name}") (local ${`${type} `.repeat(count)})
    ${COUNT} ${before.join(' ')} ${call} ${unknown(type)} ${after.join(' ')} ${type}.const 7 ${type}.eq
    (if (then unreachable)))`;
}

/** A function that holds values on its operand stack across the call. */
function withOperands(count: number): string {
  const pushes = range(count).map(() => unknown('i64'));
  const adds = range(count).map(() => 'i64.xor');
  return `(func $recurse (export "recurse") ${COUNT} i64.const 3 ${pushes.join(' ')}
    call $recurse ${adds.join(' ')} drop)`;
}

/** As many parameters as the profile allows, most of them passed on the native stack, and as many results. */
function withParameters(results: number): string {
  const type = `(param ${'i64 '.repeat(30)}) (result ${'i64 '.repeat(results)})`;
  const passed = range(30).map((i) => `local.get ${(i + 1) % 30} i64.const 1 i64.add`);
  return `(type $wide (func ${type})) (table 1 funcref) (elem (i32.const 0) $wide)
    (func $wide (type $wide) ${COUNT} ${passed.join(' ')} i32.const 0 call_indirect (type $wide))
    (func (export "recurse") ${range(30).map(unknownI64).join(' ')} call $wide ${'drop '.repeat(results)})`;
}

const unknownI64 = (): string => unknown('i64');

/** Frames between one message and the next: the innermost asks the host for a message. */
function alternating(framesPerMessage: number): string {
  const goOn = `local.get 0 i32.eqz
    (if (then call $message) (else local.get 0 i32.const 1 i32.sub call $descend))`;
  const locals = range(55).map((i) => i + 1);
  return `(func $descend (param i32) (local ${'i64 '.repeat(55)}) ${COUNT}
      ${locals.map((i) => `${unknown('i64')} i64.const ${i} i64.add local.set ${i}`).join(' ')}
      ${goOn} i64.const 0 ${locals.map((i) => `local.get ${i} i64.xor`).join(' ')} i64.const 7 i64.eq
      (if (then unreachable)))
    (func (export "recurse") i32.const ${framesPerMessage - 1} call $descend)
    ${withLocals('deepen', 60, 'i64', 'call $deepen')}`;
}

const shape = (name: string, wat: string, weight: number, frames = 1): StackShape => ({
  name,
  wat: `(module ${MODULE_HEAD} ${wat})`,
  weight,
  frames,
});

const messages = (name: string, framesPerMessage: number): StackShape => ({
  name,
  wat: `(module (import "host" "message" (func $message)) ${MODULE_HEAD} ${alternating(framesPerMessage)})`,
  weight: 1,
  frames: 1,
  framesPerMessage,
});

const recurse = (count: number, type: ValueType): string =>
  withLocals('recurse', count, type, 'call $recurse');

export const STACK_SHAPES: readonly StackShape[] = [
  shape('few locals', recurse(2, 'i64'), 1),
  shape('60 locals', recurse(60, 'i64'), 1),
  shape('1,000 locals f64', recurse(1_000, 'f64'), 16),
  shape('4,000 locals i64', recurse(4_000, 'i64'), 63),
  shape('60 operands', withOperands(59), 1),
  shape('1,000 operands', withOperands(1_000), 16),
  { ...shape('call_indirect with 30 parameters', withParameters(1), 1), entryWeight: 1 },
  { ...shape('call_indirect with 30 parameters and 30 results', withParameters(30), 1), entryWeight: 1 },
  shape(
    'mutual',
    withLocals('recurse', 2, 'i64', 'call $other') + withLocals('other', 500, 'f64', 'call $recurse'),
    9,
    2,
  ),
  messages('guest and host in turn', 1),
  messages('guest and host in turn, 15 frames each', 15),
];
