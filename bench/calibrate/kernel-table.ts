/**
 * The programs that stand for what guests do. `bench/calibrate/kernels/NAME.wat` exports `memory`, `run`, and
 * perhaps `setup`, both () -> (); its first line says what it does. Unkind ones look for what is dearest for
 * the machine and cheapest in fuel.
 */

/**
 * How a sample is taken. `warm`: one instance, compiled by the optimising tier. `fresh`: an instance of its
 * own for every sample. `baseline`: a module of its own, so that its only run begins and ends in the baseline
 * tier (V8 does not replace a wasm function on the stack). `first`: from the module's bytes on, loading
 * included. `discarded`: from an instance on, loading included.
 */
export type KernelMode = 'warm' | 'fresh' | 'baseline' | 'first' | 'discarded';

export interface Kernel {
  readonly name: string;
  readonly isUnkind: boolean;
  readonly mode: KernelMode;
  /** Name of the file, or of a program that `generated.ts` makes. */
  readonly program: string;
}

const KIND = [
  'mix',
  'matmul',
  'sieve',
  'heap-sort',
  'fib',
  'crc32',
  'copy-bytes',
  'string-search',
  'big-multiply',
  'nbody',
  'mandelbrot',
  'collatz',
  'hash-table',
  'bubble-sort',
  'base64',
  'lcg',
  'divide',
  'gcd',
  'square-root',
  'convert',
  'count-bits',
  'branches',
  'calls',
  'calls-indirect',
  'calls-multi-value',
  'globals',
  'select',
  'widths',
  'float-limits',
  'float-arithmetic',
  'state-machine',
  'edit-distance',
] as const;

const UNKIND: readonly (readonly [program: string, KernelMode])[] = [
  ['chase', 'warm'],
  ['chase-1', 'warm'],
  ['chase-2', 'warm'],
  ['scatter', 'warm'],
  ['table-random', 'warm'],
  ['branch-random', 'warm'],
  ['indirect-random', 'warm'],
  ['denormals', 'warm'],
  ['misaligned', 'warm'],
  ['mix', 'baseline'],
  ['fib', 'baseline'],
  ['sieve', 'baseline'],
  ['nbody', 'baseline'],
  ['heap-sort', 'baseline'],
  ['grow-one', 'fresh'],
  ['grow-odd', 'fresh'],
  ['grow-large', 'fresh'],
  ['bulk-tiny', 'warm'],
  ['bulk-odd', 'warm'],
  ['bulk-large', 'warm'],
  ['bulk-init', 'warm'],
  ['tables', 'fresh'],
  ['tables-large', 'fresh'],
  ['ping-pong', 'warm'],
  ['dirty', 'discarded'],
  ['many-functions', 'first'],
  ['large-function', 'first'],
];

export const KERNELS: readonly Kernel[] = [
  ...KIND.map((program) => ({ name: program, isUnkind: false, mode: 'warm', program }) as const),
  ...UNKIND.map(([program, mode]) => {
    const name = mode === 'baseline' || mode === 'first' ? `${program} (${mode})` : program;
    return { name, isUnkind: true, mode, program };
  }),
];
