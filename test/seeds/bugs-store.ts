/** Defects of stores and of the state database, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const STORE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/state/level/level-store',
    what: 'any database is the successor of any file HEAD',
    file: 'host/state/level/store-head.js',
    change: [
      'return equalBytes(database.digest, file.digest)',
      'return true || equalBytes(database.digest, file.digest)',
    ],
    fails: ['the database of another store is damage, also at the same height'],
    passes: ['a leftover of a crashed HEAD write does no harm'],
  },
  {
    suite: 'host/state/level/slow-level-crash',
    what: 'the file HEAD is written before the batch',
    file: 'host/state/level/level-store.js',
    change: [
      'await batch.write({ sync: true });',
      'writeHeadFile(this.#folder, head); await 0; await batch.write({ sync: true });',
    ],
    fails: ['kill -9 while committing'],
  },
  {
    suite: 'host/state/level/table-checksums',
    what: 'blocks of data are not checked',
    file: 'host/state/level/table-checksums.js',
    change: ['readBlock(file, handle);', 'void handle;'],
    fails: ['a table of LevelDB is intact, and no byte of it can change but padding'],
    passes: ['what is no finished table is not intact, nor is nonsense with a magic'],
  },
  {
    suite: 'host/state/level/crc32c',
    what: 'a table of the wrong place',
    file: 'host/state/level/crc32c.js',
    change: ['T3[bytes[i + 4]]', 'T2[bytes[i + 4]]'],
    fails: ['CRC-32C of the vectors, of a range, and masked as LevelDB does'],
  },
  {
    suite: 'host/state/database/state-database',
    what: 'what a block changed twice is undone to the middle',
    file: 'host/state/database/history.js',
    change: ['if (!this.#overlay.has(text))', 'if (true)'],
    fails: ['memory: roots, earlier states and rollbacks of blocks agree with a model'],
    passes: ['a record of the caller that was asked for before it was written is there afterwards'],
  },
  {
    suite: 'host/state/database/export-state',
    what: 'sizes of storage are not compared',
    file: 'host/state/database/export-state.js',
    change: ['if (size !== account.storageSize)', 'if (false)'],
    fails: ['a record that is missing or changed is not exported, or not imported'],
    passes: ['the text of a small state'],
  },
  {
    suite: 'host/state/database/import-state',
    what: 'the root is not compared',
    file: 'host/state/database/import-state.js',
    change: ['if (!equalBytes(this.#trees.root, root))', 'if (false)'],
    fails: ['lines that are wrong in themselves are named, though the checksum fits'],
    passes: ['no byte can be changed, cut or added'],
  },
  {
    suite: 'host/cli/state',
    what: 'an export that ends before its last line',
    file: 'host/state/database/export-state.js',
    change: ['yield* writer.finish();', ''],
    fails: ['an exported state is imported, answers the same, and is exported to the same bytes'],
  },
  {
    suite: 'crash/slow-kills',
    what: 'the file HEAD is written before the batch',
    file: 'host/state/level/level-store.js',
    change: [
      'await batch.write({ sync: true });',
      'writeHeadFile(this.#folder, head); await batch.write({ sync: true });',
    ],
    fails: ['200 kills -9, at named points and at random'],
  },
  {
    suite: 'crash/lost-parts',
    what: 'any database is the successor of any file HEAD',
    file: 'host/state/level/store-head.js',
    change: [
      'return equalBytes(database.digest, file.digest)',
      'return true || equalBytes(database.digest, file.digest)',
    ],
    fails: ['each file missing, empty or cut in half'],
    passes: ['a batch lost from the middle of the log, whose checksums are right'],
  },
  {
    suite: 'crash/damaged-records',
    what: 'seals are not compared',
    file: 'host/state/level/sealed-record.js',
    change: ['if (sealed[i] !== hash.charCodeAt(i))', 'if (false)'],
    fails: ['a flipped bit of the seal: found when it is read, and named'],
    passes: ['no record: found when it is read, and named'],
  },
  {
    suite: 'crash/full-disk',
    what: 'a write that failed is forgotten',
    file: 'host/state/level/level-store.js',
    change: ["throw this.#fail('a batch could not be written', error);", 'return;'],
    fails: ['files that may not grow'],
  },
];
