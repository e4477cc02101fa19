/** Defects in frames of execution environments, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const ENVIRONMENT_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/python/host-imports',
    what: 'children are not fenced',
    file: 'host/vm/python/host-imports.js',
    change: ['if (run.isChild)', 'if (false)'],
    fails: [
      'every host function but nine is closed to a child, before it reads, charges or does anything',
      'from Python each of them halts a child, which cannot catch it',
    ],
    passes: ['the nine are open to it, and all are to scripts, linked functions and contracts'],
  },
  {
    suite: 'host/vm/python/host-imports',
    what: 'children may send events',
    file: 'host/vm/python/host-imports.js',
    change: ["'sha2',", "'sha2', 'emit',"],
    fails: [
      'every host function but nine is closed to a child, before it reads, charges or does anything',
      'from Python each of them halts a child, which cannot catch it',
    ],
    passes: ['a child that leaves chain alone touches nothing of its account, however it ends'],
  },
  {
    suite: 'host/vm/python/host-imports',
    what: 'what a guest hands over as arguments is passed on as it is',
    file: 'host/vm/python/host-functions.js',
    change: ['checkList(data);', ''],
    fails: ['what is forged traps: no environment, no such name, arguments that are no canonical list'],
    passes: ['a child runs as a contract does: call data that is no list is refused'],
  },
  {
    suite: 'host/vm/python/external',
    what: 'what others wrote is not read anew',
    file: 'host/vm/python/host-functions.js',
    change: ["kind === 'child' ? 0 : CALL_OUTCOME.chainStale", '0'],
    fails: ['what others wrote meanwhile is read anew'],
    passes: ['chain is written before the environment is asked, unless the arguments have no form'],
  },
  {
    suite: 'host/vm/python/external',
    what: 'a halt of what was asked for can be caught',
    file: 'host/vm/python/host-functions.js',
    change: ["result.kind === 'halt' || result.kind === 'refused'", 'false'],
    fails: [
      'a halt cannot be caught: nothing runs after it, its code and detail are the ones of the frame',
      'what is too deep, or has too many pages, halts; another refusal is a fault of the host',
    ],
    passes: ['a revert is raised as CallReverted and can be caught; uncaught its trace is the cause'],
  },
  {
    suite: 'host/vm/python/external',
    what: 'what was asked for is free',
    file: 'host/vm/python/run.js',
    change: ['sandbox.fuel -= result.fuelUsed;', ''],
    fails: [
      'the price of an ask is that of its bytes, and what it used comes on top',
      'the environment is told where the frame stands, and may use all of the fuel, no more',
    ],
    passes: ['there may be no names, or a thousand, or names that are no identifiers'],
  },
  {
    suite: 'host/vm/python/entry',
    what: 'the name of the entry is left out of the message',
    file: 'host/vm/python/python-vm.js',
    change: ['if (entry === undefined)', 'if (true)'],
    fails: [
      'the code runs, then the function has the arguments; what it returns is the output',
      'without a function of that name the arguments are bad',
    ],
    passes: ['an exception of the code before the function keeps the function from running'],
  },
];
