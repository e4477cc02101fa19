/** Defects in the block processor and what stands around it, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const BLOCK_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/block/block-processor',
    what: 'no shard has a currency',
    file: 'host/block/execute-block.js',
    change: ['transaction.value > 0n && !hasCurrency', 'transaction.value > 0n'],
    fails: ['value moves where there is a currency'],
    passes: ['inline, in a thread whose stack is too small, is refused'],
  },
  {
    suite: 'host/block/block-refusals',
    what: 'a block of any height follows',
    file: 'host/block/header-checks.js',
    change: ['header.height === before.height + 1n', 'true'],
    fails: ['BAD_HEIGHT: another height'],
    passes: ['BAD_TIMESTAMP: another timestamp'],
  },
  {
    suite: 'host/block/open-processor',
    what: 'the chain of another genesis is opened',
    file: 'host/block/open-processor.js',
    change: ['equalBytes(stored, encodeGenesis(given))', 'true'],
    fails: ['a folder of another genesis, of a plain host, or of a chain for a plain host'],
    passes: ['heights that are kept, and others'],
  },
  {
    suite: 'host/block/mempool',
    what: 'anything replaces what has its nonce',
    file: 'host/block/mempool.js',
    change: ['8n * fuelLimit <= 7n * before.fuelLimit', 'true'],
    fails: ['a replacement asks for an eighth less fuel'],
    passes: ['bytes are bounded'],
  },
  {
    suite: 'host/block/witness',
    what: 'a code that no account has is taken',
    file: 'host/block/witness.js',
    change: ['!wantedCodes.has(keyText(hash))', 'false'],
    fails: ['codes that are missing, superfluous or doubled'],
    passes: ['a witness of another block is refused'],
  },
  {
    suite: 'host/cli/chain',
    what: 'a proof of another block passes for that of the one that was named',
    file: 'host/cli/commands/proof.js',
    change: ['!equalBytes(blockHash(header), options.hash)', 'false'],
    fails: ['proof and verify: what is there, what is not, at any height; a proof that is damaged'],
    passes: ['replay --verify: all blocks, some, none'],
  },
  {
    suite: 'host/execution/system-contracts',
    what: 'anybody calls what is the system’s',
    file: 'host/execution/system-contracts.js',
    change: ['method.isSystemOnly &&', 'false &&'],
    fails: ['what is no call of a function reverts with BAD_ARGS'],
    passes: ['a call costs its price, and halts without it'],
  },
];
