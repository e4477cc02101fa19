/**
 * Code for the opcodes that have no signature, or whose operands must be chosen. `#` stands for a number that
 * goes round the locals of a type, `@` for the number of the copy.
 */

/** Code with the opcode, and the same without it. */
type OtherForm = readonly [code: string, without?: string];

const STEP = '(local.set $si0 (i32.add (local.get $si0) (i32.const 1)))';
const ODD = '(i32.and (local.get $n) (i32.const 1))';
const ZERO = '(i32.and (local.get $n) (i32.const 0x40000000))';

/** Adds a value to a sum, and what that alone is. */
const summed = (value: string): OtherForm => [
  `(local.set $si0 (i32.add (local.get $si0) ${value}))`,
  '(local.set $si0 (i32.add (local.get $si0) (local.get $i#)))',
];

export const OTHER_FORMS: Readonly<Record<string, OtherForm | undefined>> = {
  nop: ['(nop)'],
  block: ['(block $b (br_if $b (local.get $zero)))', '(br_if $out (local.get $zero))'],
  loop: [`(loop $b ${STEP})`, STEP],
  if: [`(if ${ODD} (then ${STEP}))`, STEP],
  else: [`(if ${ODD} (then ${STEP}) (else ${STEP}))`, `(if ${ODD} (then ${STEP}))`],
  end: [`(block ${STEP})`, STEP],
  br: [`(block $b ${STEP} (br $b))`, STEP],
  br_if: [`(block $b (br_if $b ${ZERO}) ${STEP})`, STEP],
  br_table: [`(block $o (block $b (br_table $b $o (i32.and (local.get $n) (i32.const @)))) ${STEP})`, STEP],
  return: [
    '(local.set $si0 (call $returns (local.get $si0)))',
    '(local.set $si0 (call $leaf (local.get $si0)))',
  ],
  call: ['(local.set $si0 (call $leaf (local.get $si0)))'],
  call_indirect: ['(local.set $si0 (call_indirect (type $unary) (local.get $si0) (i32.const 1)))'],
  drop: ['(drop (local.get $i#))'],
  select: [
    '(local.set $si0 (select (local.get $si0) (local.get $i#) (local.get $i3)))',
    '(local.set $si0 (i32.xor (local.get $si0) (local.get $i#)))',
  ],
  'select t': [
    '(local.set $si0 (select (result i32) (local.get $si0) (local.get $i#) (local.get $i3)))',
    '(local.set $si0 (i32.xor (local.get $si0) (local.get $i#)))',
  ],
  'local.get': summed('(local.get $i2)'),
  'local.set': ['(local.set $si1 (local.get $i#))'],
  'local.tee': ['(drop (local.tee $si1 (local.get $i#)))'],
  'global.get': summed('(global.get $g)'),
  'global.set': ['(global.set $g (local.get $i#))'],
  'table.get': summed('(ref.is_null (table.get $t (i32.const #)))'),
  'table.set': ['(table.set $t (i32.const 9) (ref.null func))'],
  'memory.size': summed('(memory.size)'),
  'memory.grow': summed('(memory.grow (i32.const 0))'),
  'i32.const': summed('(i32.const 1@)'),
  'i64.const': [
    '(local.set $sl0 (i64.add (local.get $sl0) (i64.const 123456789012@)))',
    '(local.set $sl0 (i64.add (local.get $sl0) (local.get $l#)))',
  ],
  'f32.const': [
    '(local.set $sf0 (f32.add (local.get $sf0) (f32.const 1.5@)))',
    '(local.set $sf0 (f32.add (local.get $sf0) (local.get $f#)))',
  ],
  'f64.const': [
    '(local.set $sd0 (f64.add (local.get $sd0) (f64.const 1.5@)))',
    '(local.set $sd0 (f64.add (local.get $sd0) (local.get $d#)))',
  ],
  'ref.null': summed('(ref.is_null (ref.null func))'),
  'ref.is_null': summed('(ref.is_null (table.get $t (i32.const #)))'),
  'ref.func': summed('(ref.is_null (ref.func $leaf))'),
  'memory.init': ['(memory.init $passive (i32.const 64) (i32.const 0) (i32.const 8))'],
  'data.drop': ['(data.drop $dropped)'],
  'memory.copy': ['(memory.copy (i32.const 512) (i32.const 1024) (i32.const 1@))'],
  'memory.fill': ['(memory.fill (i32.const 512) (i32.const 3) (i32.const 1@))'],
  'table.init': ['(table.init $t $functions (i32.const 4) (i32.const 0) (i32.const 1))'],
  'elem.drop': ['(elem.drop $droppedFunctions)'],
  'table.copy': ['(table.copy $t $t (i32.const 4) (i32.const 2) (i32.const 1))'],
  'table.grow': ['(drop (table.grow $t (ref.null func) (i32.const 0)))'],
  'table.size': summed('(table.size $t)'),
  'table.fill': ['(table.fill $t (i32.const 4) (ref.null func) (i32.const 1))'],
};

/** Opcodes that cannot be repeated: unreachable ends a run, and is paid once. */
export const NOT_MEASURED: ReadonlySet<string> = new Set(['unreachable']);
