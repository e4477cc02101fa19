/** Defects in what runs execution environments, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const SCRIPT_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/script/scout',
    what: 'the third argument of blockDataCopy is an end, as Scout itself had it',
    file: 'host/vm/script/eth2-functions.js',
    change: ['subarray(start, start + count)', 'subarray(start, count)'],
    fails: ['roots, block data, deposits and prints, by names of env'],
    passes: ['a script that saves no root has the root of zeros'],
  },
  {
    suite: 'host/vm/script/ewasm-rt',
    what: 'every function of the root can be called',
    file: 'host/vm/script/ewasm-rt.js',
    change: ['!root.exposed.has(name)', 'false'],
    fails: ['traps: a root function that is not exposed'],
    passes: ['traps: a trap in a module'],
  },
  {
    suite: 'scout/scout',
    what: 'deposits are not looked for',
    file: 'test/scout/scout-file.js',
    change: ['!deposits.has(depositBytes(deposit))', 'false'],
    fails: ['each difference is named, and fails its file alone'],
    passes: ['files whose scripts do what they say pass'],
  },
  {
    suite: 'host/vm/script/context',
    what: 'a caller can say who called',
    file: 'host/vm/script/context.js',
    change: [
      "new Set(['es_caller', 'es_callee', 'from', 'ext', 'runtime'])",
      "new Set(['from', 'ext', 'runtime'])",
    ],
    fails: ['keys of the host are its own, whatever is pushed'],
    passes: ['a context is a dict with texts as keys'],
  },
  {
    suite: 'host/vm/script/script-vm',
    what: 'a child that fails leaves its runtime',
    file: 'host/vm/script/raw-eei.js',
    change: ["if (result.kind === 'success')\n        context.merge(child);", 'context.merge(child);'],
    fails: ['set_context replaces runtime alone, and a successful child leaves it to who asked'],
    passes: ['is entered at init, then at process_block, whose root is kept'],
  },
  {
    suite: 'host/vm/script/hostile-frames',
    what: 'a linked function may be called finish',
    file: 'host/vm/script/context.js',
    change: ['if (CHILD_NAMES.has(name))', 'if (false)'],
    fails: ['no linked function takes the name of what every contract has, and names are names'],
    passes: ['questions with arguments that are none'],
  },
  {
    suite: 'host/vm/script/hostile-frames',
    what: 'code is paid for at each use',
    file: 'host/vm/script/script-codes.js',
    change: ['host.isFirstUse(key) ? price : 0n', 'price'],
    fails: ['code is paid for on first use in a transaction, whatever is cached'],
    passes: ['execute_script reaches environments alone'],
  },
  {
    suite: 'host/execution/environments',
    what: 'an environment that is at work may be called again',
    file: 'host/execution/frame.js',
    change: ["return 'REENTRANCY';", "'REENTRANCY';"],
    fails: ['two environments that call each other: refused, or as deep as pages and fuel allow'],
    passes: ['an environment is an account of the VM `script`'],
  },
  {
    suite: 'property/slow-environments',
    what: 'the contracts that a transaction does not show are forgotten',
    file: 'host/environment/environment-trees.js',
    change: [
      'if (contracts.length === 0)',
      'if (contracts.length < 6) return rootOf(states);\n    if (contracts.length === 0)',
    ],
    fails: ['5000 random programs keep to their context, conserve tokens, and agree'],
    passes: [],
  },
  {
    suite: 'host/vm/script/environment-rent',
    what: 'the root is kept without a change of the account',
    file: 'host/execution/frame.js',
    change: [
      'storageSet(key, value) {\n        this.#modify(this.#message.target);',
      'storageSet(key, value) {',
    ],
    fails: ['an environment in python pays when its root is kept, and sleeps when it cannot'],
  },
];
