/** The defects, by suite: data of seeds.test.ts. */

import type { SeededBug } from './mutant.js';

export const SEEDED_BUGS: readonly SeededBug[] = [
  {
    suite: 'attacks/python-attacks',
    what: 'a failed first run leaves its contract behind',
    file: 'host/execution/transaction.js',
    change: ['world.revert();', 'world.commit();'],
    fails: ['import-banned', 'finish-function'],
    passes: ['chain-shadowed'],
  },
  {
    suite: 'examples',
    what: 'a token that lets one more be spent than there is',
    file: 'examples/token.py',
    change: ['balances.get(sender, 0) < amount', 'balances.get(sender, 0) + 1 < amount'],
    fails: ['token: transfers, allowances, and what it refuses'],
  },
  {
    suite: 'host/cli/cli',
    what: 'two fields of the output are swapped',
    file: 'host/cli/json-output.js',
    change: ['fuelUsed: result.fuelUsed', 'fuelUsed: result.memoryPages'],
    fails: ['run leaves nothing behind'],
    passes: ['help and errors do not start an engine'],
  },
  {
    suite: 'host/execution/calls',
    what: 'a failed call does not undo what the callee did',
    file: 'host/execution/frame.js',
    change: ['world.revert();', 'world.commit();'],
    fails: [
      "a revert of the callee can be caught; the callee's changes and events are undone",
      'a reverted frame unmarks its self_destruct',
    ],
  },
  {
    suite: 'host/execution/frame',
    what: 'a balance that is too small is refused with another code',
    file: 'host/execution/frame.js',
    change: ["return 'BALANCE'", "return 'REENTRANCY'"],
    fails: ['the first reason of the list is given', 'a bad address comes after what comes before NO_CODE'],
  },
  {
    suite: 'host/host',
    what: 'limits given to createHost are forgotten',
    file: 'host/host.js',
    change: ['{ ...this.#limits, ...options.limits }', '{ ...DEFAULT_LIMITS, ...options.limits }'],
    fails: ['limits of the host hold where a call sets none'],
  },
  {
    suite: 'host/state/level-store',
    what: 'any later database passes for the successor of HEAD',
    file: 'host/state/store-head.js',
    change: ['database.height === file.height + 1 &&', 'database.height > file.height ||'],
    fails: ['an older database under a newer HEAD is damage, and so is a newer one by two'],
  },
];
