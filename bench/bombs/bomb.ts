/** What a compile bomb is. */

import type { LimitName } from '../../runtime/wasm/profile.js';

export interface Bomb {
  readonly name: string;
  /** Fields of the module before the functions: memory, types, imports, what is called. */
  readonly head: string;
  /** The rest of the module, of a size; more is never smaller in any respect. */
  readonly functions: (size: number) => string;
  /** A size that the `contract` profile refuses. */
  readonly size: number;
  /** The limit that refuses it. */
  readonly refusedBy: LimitName;
}

/** Text of a module; `copies` makes a module of several equal functions. */
export function bombText({ head, functions }: Bomb, size: number, copies = 1): string {
  return `(module ${head} ${`${functions(size)} `.repeat(copies)})`;
}
