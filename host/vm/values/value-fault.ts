/**
 * How errors learn their path, at no cost where there is no error: each level that one passes on its way out
 * puts its own segment in front.
 */

import { PbevmError } from '../../../runtime/errors.js';

/** Internal to this folder; leaves it as PbevmError BAD_VALUE. */
class ValueFault {
  readonly what: string;
  path = '';

  constructor(what: string) {
    this.what = what;
  }
}

/** Ends the coding of a value. */
export function fail(what: string): never {
  throw new ValueFault(what);
}

/** In a catch clause: rethrows, with a segment such as `[3]` or `['a']` in front of the path. */
export function failWithin(error: unknown, segment: () => string): never {
  if (error instanceof ValueFault) error.path = segment() + error.path;
  throw error;
}

/**
 * Runs body; its faults become errors for the embedder.
 * @throws PbevmError BAD_VALUE, message `root[3]['a']: what`.
 */
export function withRoot<Result>(root: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    if (error instanceof ValueFault) throw new PbevmError('BAD_VALUE', `${root}${error.path}: ${error.what}`);
    throw error;
  }
}
