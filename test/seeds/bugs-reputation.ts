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
  {
    suite: 'host/block/reputation',
    what: 'keys of newcomers are not looked at',
    file: 'host/block/reputation.js',
    change: [
      'return a.key === undefined || b.key === undefined ? 0 : compareBytes(a.key, b.key);',
      'return 0;',
    ],
    fails: ['by key where there are keys'],
  },
  {
    suite: 'host/block/reputation-allowance',
    what: 'a share is rounded up',
    file: 'host/block/reputation-allowance.js',
    change: ['(sharedFuel * reputation) / total', '(sharedFuel * reputation + total - 1n) / total'],
    fails: ['shares are rounded down; nobody has one of nothing'],
  },
  {
    suite: 'host/block/reputation-contract',
    what: 'surplus arguments are let through',
    file: 'host/block/reputation-contract.js',
    change: ['rest.length !== called.parameters', 'rest.length < called.parameters'],
    fails: ['bad arguments'],
  },
  {
    suite: 'host/block/reputation-ledger',
    what: 'reputation expires a block late',
    file: 'host/block/reputation-ledger.js',
    change: [
      'const expiring = height - this.#activeBlocks;',
      'const expiring = height - this.#activeBlocks - 1n;',
    ],
    fails: ['reputation counts in full for so many blocks after the last activity, then is nothing'],
  },
  {
    suite: 'host/block/reputation-parameters',
    what: 'a revert may cost what a success earns',
    file: 'host/block/reputation-parameters.js',
    change: ['revertFactor: [2n,', 'revertFactor: [1n,'],
    fails: ['revertFactor is from 2 to 4294967295'],
  },
  {
    suite: 'host/block/reputation-policies',
    what: 'a genesis can give an address reputation twice',
    file: 'host/block/reputation-shares.js',
    change: ['if (given.has(text))', 'if (false)'],
    fails: ['reputation that a genesis cannot give'],
  },
  {
    suite: 'host/block/reputation-records',
    what: 'the halves of a sum change places',
    file: 'host/block/reputation-records.js',
    change: [
      'concatBytes(u64be(sum / U64_END), u64be(sum % U64_END))',
      'concatBytes(u64be(sum % U64_END), u64be(sum / U64_END))',
    ],
    fails: ['values there and back'],
  },
  {
    suite: 'property/reputation-shares',
    what: 'who comes back after his reputation expired has it again',
    file: 'host/block/reputation-ledger.js',
    change: ['standing.lastActive + this.#activeBlocks < this.height ? NO_STANDING : standing', 'standing'],
    fails: ['random blocks: verdicts, reputations, answers and books are those of all history'],
  },
  {
    suite: 'host/block/slow-reputation-simulation',
    what: 'a halt costs nothing',
    file: 'host/block/reputation-shares-block.js',
    change: ['haltFactor * haltFuel', '0n'],
    fails: ['halt: they lose, honest users gain'],
    passes: ['revert: they lose, honest users gain'],
  },
];
