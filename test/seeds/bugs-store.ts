/** Defects of stores and of the state database, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const STORE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/state/store',
    what: 'a key that is in two batches is taken from the later one',
    file: 'host/state/store.js',
    change: ['joined.size === count', 'joined.size <= count'],
    fails: ['batches become one, unless a key is in two of them'],
    passes: ['a key that is empty, reserved or given twice is refused'],
  },
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
    // Some milliseconds before it, as on a slow disk: a kill has to hit the time between them.
    change: [
      'const written = batch.write({ sync: true })',
      'writeHeadFile(this.#folder, head); await new Promise((wake) => setTimeout(wake, 5));' +
        'const written = batch.write({ sync: true })',
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
    passes: ['fewer bytes than a step takes'],
  },
  {
    suite: 'host/state/level/log-records',
    what: 'damage before other batches passes for a crash',
    file: 'host/state/level/log-records.js',
    change: ["? 'damaged' : 'torn'", "? 'torn' : 'torn'"],
    fails: ['a changed byte is damage if a record starts in a later block, else the file is torn there'],
    passes: ['a file that is cut is torn, wherever that is'],
  },
  {
    suite: 'host/state/database/dead-storage',
    what: 'living storage goes too',
    file: 'host/state/database/dead-storage.js',
    change: ['to: keyOf(address, to)', 'to: keyOf(address, to + 1n)'],
    fails: ['dead storage goes in steps, once no height that can be read needs it, with its tree'],
    passes: ['what a rollback brings back to life is not collected'],
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
    what: 'every account is said to have been a contract',
    file: 'host/state/database/export-state.js',
    change: ['statusOf(account, identity.wasCreated)', 'statusOf(account, true)'],
    fails: ['the text of a small state'],
    passes: ['a record that is missing or changed is not exported, or not imported'],
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
    change: ['const written = batch.write', 'writeHeadFile(this.#folder, head); const written = batch.write'],
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
    passes: ['files that may grow'],
  },
];
