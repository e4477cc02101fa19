/** After a fault nothing runs any more: what it left behind cannot be trusted. */

import { HostFault, PbevmError } from '../../runtime/errors.js';

export class FaultGuard {
  #fault: HostFault | undefined;

  /**
   * Runs a body, unless one before it ended in a fault. What is thrown is one, but for refusals of input.
   * @throws what the body throws; HostFault.
   */
  async run<Result>(body: () => Promise<Result>): Promise<Result> {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      return await body();
    } catch (thrown) {
      if (thrown instanceof PbevmError && !(thrown instanceof HostFault)) throw thrown;
      const isFault = thrown instanceof HostFault;
      this.#fault = isFault ? thrown : new HostFault(`internal error: ${thrown}`, { cause: thrown });
      throw this.#fault;
    }
  }
}
