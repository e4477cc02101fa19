/** Defects around the interpreter image: data of seeds.test.ts. */

import type { SeededBug } from './mutant.js';

export const IMAGE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/python/sha2',
    what: 'sha384 is the beginning of sha512',
    file: 'host/vm/python/sha2.js',
    change: ["48: 'sha384'", "48: 'sha512'"],
    fails: [
      'digests of 48 bytes: known answers',
      'sha384: messages of every interesting length, at once and in parts',
    ],
    passes: ['digests of 32 bytes: known answers'],
  },
  {
    suite: 'host/vm/python/sha2',
    what: 'the last byte of a message is left out',
    file: 'host/vm/python/host-functions.js',
    change: ['run.view(pointer, length)', 'run.view(pointer, length - 1)'],
    fails: ['the digest of a range is written, for the price of its length; a static frame may hash'],
    passes: ['digests of 32 bytes: known answers'],
  },
];
