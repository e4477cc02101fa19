/**
 * The host functions as imports of an instance, and the fence around children of execution environments:
 * here, where no guest can go past it, whatever it did to its own memory (SEMANTICS 39).
 */

import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { HOST_FUNCTIONS, type HostFunction } from './host-functions.js';
import type { PythonRun } from './run.js';

export type HostFunctionName = keyof typeof HOST_FUNCTIONS;

/** All that a child may call. A function that is not here is closed to it. */
export const CHILD_FUNCTIONS: ReadonlySet<string> = new Set<HostFunctionName>([
  'finish',
  'revert',
  'bad_args',
  'print',
  'buffer_size',
  'buffer_copy',
  'sha2',
  'external_names',
  'external',
]);

/** Six arguments are the most; passing them by name spares an array on each of a call's host functions. */
export type BoundFunction = (
  a?: unknown,
  b?: unknown,
  c?: unknown,
  d?: unknown,
  e?: unknown,
  f?: unknown,
) => unknown;

/** @param instance its `run` is read at each call. */
export function bindHostFunctions(instance: {
  readonly run: PythonRun | undefined;
}): Record<HostFunctionName, BoundFunction> {
  const bind = ([name, implementation]: [string, HostFunction]): [string, BoundFunction] => {
    const call = implementation as (run: PythonRun, ...args: unknown[]) => unknown;
    const bound: BoundFunction = (a, b, c, d, e, f) => call(instance.run as PythonRun, a, b, c, d, e, f);
    const fenced: BoundFunction = (a, b, c, d, e, f) => {
      const run = instance.run as PythonRun;
      if (run.isChild) throw new GuestTrap(`${name} is closed to a child`);
      return call(run, a, b, c, d, e, f);
    };
    return [name, CHILD_FUNCTIONS.has(name) ? bound : fenced];
  };
  return Object.fromEntries(Object.entries(HOST_FUNCTIONS).map(bind)) as Record<
    HostFunctionName,
    BoundFunction
  >;
}
