/** Pieces of module text that the bombs are made of. Code is flat, never folded: no parser recurses on it. */

/** `count` pieces, each from its number. */
export function times(count: number, piece: (k: number) => string): string {
  return Array.from({ length: count }, (_, k) => piece(k)).join(' ');
}

/** The same word `count` times, such as a value type. */
export function words(word: string, count: number): string {
  return `${word} `.repeat(count);
}

export interface FunctionParts {
  readonly params?: string;
  readonly results?: string;
  readonly locals?: string;
}

/** A function without a name; value types as in `i32 i32`. */
export function func(code: string, { params = '', results = '', locals = '' }: FunctionParts = {}): string {
  return `(func (param ${params}) (result ${results}) (local ${locals}) ${code})`;
}

/** Sets locals from..from + count - 1 of type i32 to values that no compiler can know. */
export function fillLocals(from: number, count: number): string {
  return times(count, (k) => `i32.const ${k * 4} i32.load local.set ${from + k}`);
}

/** Uses locals from..from + count - 1 of type i32, so that all of them live until here. */
export function useLocals(from: number, count: number): string {
  return times(count, (k) => `i32.const ${k * 4} local.get ${from + k} i32.store`);
}

/** Moves the value of each of these locals to the next one: nothing can stay in its register. */
export function rotateLocals(from: number, count: number): string {
  const all = (each: (k: number) => string): string => times(count, each);
  return `${all((k) => `local.get ${from + k}`)} ${all((k) => `local.set ${from + ((k + 1) % count)}`)}`;
}

/** A condition that no compiler can know: a byte of the memory. */
export function unknown(k: number): string {
  return `i32.const ${k % 65_536} i32.load8_u`;
}

export const MEMORY = '(memory 1)';
