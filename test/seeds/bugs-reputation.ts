/** Defects in reputation policies, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const REPUTATION_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/block/reputation-shares-block',
    what: 'the fuel that a newcomer uses is not taken off the pool',
    file: 'host/block/reputation-shares-block.js',
    change: ['this.#newcomerFuelUsed += fuelUsed;', ''],
    fails: ['newcomers share a pool, once each, in the order of their turns'],
  },
];
