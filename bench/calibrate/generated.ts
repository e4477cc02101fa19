/** Programs that are too long to write down. */

const FUNCTIONS = 1_000;
const STATEMENTS = 2_000;

/** A few statements whose constants differ, so that no two functions are the same. */
function statement(seed: number): string {
  return `(local.set $x (i32.xor (i32.rotl (i32.add (local.get $x) (i32.const ${seed})) (i32.const 7))
    (i32.load offset=${(seed * 8) % 4096} (i32.and (local.get $x) (i32.const 1020)))))`;
}

/** Each of many functions is called once. */
function manyFunctions(): string {
  const indices = Array.from({ length: FUNCTIONS }, (_, index) => index);
  const body = (index: number): string => [1, 2, 3, 4].map((k) => statement(index * 4 + k)).join('\n');
  return `(module (memory (export "memory") 1 1)
    ${indices.map((i) => `(func $f${i} (param $x i32) (result i32) ${body(i)} (local.get $x))`).join('\n')}
    (func (export "run") (local $x i32)
      ${indices.map((i) => `(local.set $x (call $f${i} (local.get $x)))`).join('\n')}
      (i32.store (i32.const 0) (local.get $x))))`;
}

/** One long function without a loop. */
function largeFunction(): string {
  const statements = Array.from({ length: STATEMENTS }, (_, index) => statement(index));
  return `(module (memory (export "memory") 1 1) (func (export "run") (local $x i32)
    ${statements.join('\n')}
    (i32.store (i32.const 0) (local.get $x))))`;
}

export const GENERATED: Readonly<Record<string, () => string>> = {
  'many-functions': manyFunctions,
  'large-function': largeFunction,
};
