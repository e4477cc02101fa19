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
];
