/** What a frame of an execution environment asks for and cannot have: it can be caught. */

import { PbevmError } from '../../../runtime/errors.js';

export class BadAsk extends Error {
  /** Runs a body in which BAD_VALUE is the frame's own fault. */
  static ifBadValue<Result>(body: () => Result): Result {
    try {
      return body();
    } catch (thrown) {
      if (thrown instanceof PbevmError && thrown.code === 'BAD_VALUE') throw new BadAsk(thrown.message);
      throw thrown;
    }
  }
}
