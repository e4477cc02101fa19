/**
 * For every opcode a piece of code to repeat, and one to compare it with. Numeric opcodes and accesses to
 * memory get theirs from their signature; the others are rows of a table.
 */

import { OPCODES, type Opcode } from '../../runtime/wasm/opcodes.js';
import { NOT_MEASURED, OTHER_FORMS } from './opcode-table.js';

/** Code that is repeated in a loop; `without` is the same but for the opcode. */
export interface OpcodeForm {
  readonly opcode: Opcode;
  /** `chain`: every operation waits for the one before; `apart`: none does. */
  readonly form: 'chain' | 'apart';
  readonly code: (copy: number) => string;
  readonly without: (copy: number) => string;
}

/** Copies in a loop body. No two have the same pair of operands. */
export const COPIES = 16;
/** Locals of each value type, `$i0` to `$d7`, and as many again, `$si0` to `$sd3`, that sum up results. */
export const LOCALS = 8;
export const SUMS = 4;

export const VALUE_TYPES = { i: 'i32', l: 'i64', f: 'f32', d: 'f64' } as const;
export type TypeLetter = keyof typeof VALUE_TYPES;
export const TYPE_LETTERS = Object.keys(VALUE_TYPES) as TypeLetter[];

/** Bits of an address that are kept: what is accessed stays in the first-level cache. */
const ADDRESS_MASK = 0xff8;

/** Operand `position` of a copy. */
function operand(letter: string, position: number, copy: number): string {
  const half = Math.floor(copy / LOCALS);
  return `(local.get $${letter}${(copy + position * (3 + half)) % LOCALS})`;
}

function addOf(letter: string): string {
  return `${VALUE_TYPES[letter as TypeLetter]}.${letter === 'i' || letter === 'l' ? 'xor' : 'add'}`;
}

/** Adds a value to one of the sums of its type, so that it is not unused. */
function sumUp(letter: string, value: string, copy: number): string {
  const sum = `$s${letter}${copy % SUMS}`;
  return `(local.set ${sum} (${addOf(letter)} (local.get ${sum}) ${value}))`;
}

function masked(address: string): string {
  return `(i32.and ${address} (i32.const ${ADDRESS_MASK}))`;
}

function apart(opcode: Opcode, operands: string, result: string): OpcodeForm {
  const isAccess = opcode.immediate === 'memarg';
  const code = (copy: number): string => {
    const args = [...operands].map((letter, position) => operand(letter, position, copy));
    if (isAccess) args[0] = masked(args[0]);
    const value = `(${opcode.name} ${args.join(' ')})`;
    return result === '' ? value : sumUp(result, value, copy);
  };
  const without = (copy: number): string =>
    result === '' ? '' : sumUp(result, operand(result, 0, copy), copy);
  return { opcode, form: 'apart', code, without };
}

/** x = x op y, where x has the type of the result; something is added so that x does not settle at 0. */
function chain(opcode: Opcode, operands: string, result: string): OpcodeForm {
  const x = `$s${result}0`;
  const moved = (copy: number): string => `(${addOf(result)} (local.get ${x}) ${operand(result, 0, copy)})`;
  const code = (copy: number): string => {
    const others = [...operands].slice(1).map((letter, position) => operand(letter, position + 1, copy));
    const first = opcode.immediate === 'memarg' ? masked(`(local.get ${x})`) : moved(copy);
    return `(local.set ${x} (${opcode.name} ${[first, ...others].join(' ')}))`;
  };
  const isAccess = opcode.immediate === 'memarg';
  const without = (copy: number): string =>
    `(local.set ${x} ${isAccess ? masked(`(local.get ${x})`) : moved(copy)})`;
  return { opcode, form: 'chain', code, without };
}

function formsOf(opcode: Opcode): OpcodeForm[] {
  if (opcode.signature === undefined || OTHER_FORMS[opcode.name] !== undefined) {
    const other = OTHER_FORMS[opcode.name];
    if (other === undefined) return [];
    const [code, without = ''] = other;
    const of = (text: string) => (copy: number) =>
      text.replaceAll('#', String(copy % LOCALS)).replaceAll('@', String(copy));
    return [{ opcode, form: 'chain', code: of(code), without: of(without) }];
  }
  const { operands, results } = opcode.signature;
  const forms = [apart(opcode, operands, results)];
  return operands[0] === results && results !== '' ? [...forms, chain(opcode, operands, results)] : forms;
}

export const OPCODE_FORMS: readonly OpcodeForm[] = OPCODES.flatMap(formsOf);

/** Names of opcodes that no form measures, though they could be repeated. */
export function unmeasured(opcodes: readonly Opcode[]): string[] {
  const measured = new Set([...OPCODE_FORMS.map(({ opcode }) => opcode.name), ...NOT_MEASURED]);
  return opcodes.map(({ name }) => name).filter((name) => !measured.has(name));
}
