/** Defects in rent, receipts between shards and contracts that move, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const SHARD_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/execution/rent',
    what: 'an account counts for a byte more',
    file: 'host/execution/rent.js',
    change: ['ACCOUNT_RENT_BYTES = 100n', 'ACCOUNT_RENT_BYTES = 101n'],
    fails: ['a modification pays for the blocks since the last one, by the sizes before it, once'],
    passes: ['at most POKES pokes a block, none where no rent is paid'],
  },
  {
    suite: 'host/execution/rent',
    what: 'a revert takes the doom back',
    file: 'host/execution/transaction-context.js',
    change: [
      'this.marks.length = checkpoint.marks;',
      'this.marks.length = checkpoint.marks; this.doomed.clear();',
    ],
    fails: ['who cannot pay is deleted whatever is reverted, and is told RENT'],
    passes: ['accounts without code pay none and are never deleted for it'],
  },
  {
    suite: 'host/block/receipts-contract',
    what: 'the bit stays where the call fails',
    file: 'host/block/receipts-claim.js',
    change: ["isKept = outcome.text === 'success';", 'isKept = true;'],
    fails: ['38: a call that fails leaves the event, and the receipt claimable'],
    passes: ['33: a root is written once'],
  },
  {
    suite: 'host/block/receipts-contract',
    what: 'closed periods are not looked at',
    file: 'host/block/claim-periods.js',
    change: ['isTheBit && entry.value === undefined', 'isTheBit'],
    fails: ['33: after a period closed, a claim shows that it was not made in it'],
    passes: ['bad input: a receipt is claimed once'],
  },
  {
    suite: 'host/block/moved-contracts',
    what: 'a contract is whole as soon as it is claimed',
    file: 'host/block/receipts-records.js',
    change: ['const isIncomplete = moved.storageSize > 0n;', 'const isIncomplete = false;'],
    fails: ['36: until its storage is whole it cannot be called, poked or charged; value waits for it'],
    passes: ['22: marks: a revert unmarks, the last mark holds, self_destruct in the middle burns'],
  },
  {
    suite: 'host/block/moved-contracts',
    what: 'the first mark of an account holds',
    file: 'host/execution/transaction.js',
    change: ['new Map(context.marks.map(', 'new Map([...context.marks].reverse().map('],
    fails: ['22: marks: a revert unmarks, the last mark holds, self_destruct in the middle burns'],
    passes: ['20: every kind of contract yanks itself through 0x20'],
  },
  {
    suite: 'host/block/native-shards',
    what: 'every native contract gets messages',
    file: 'host/vm/ewasm/native-vm.js',
    change: ['return hasSection(source, SECTION.receives);', 'return true;'],
    fails: ['38: a native contract gets messages if it has the section'],
    passes: ['36: a native contract moves through 0x20, and its slot with it'],
  },
  {
    suite: 'host/block/shard-network',
    what: 'a root is known a block too early',
    file: 'host/block/shard-network.js',
    change: ['due: height + this.#delay', 'due: height'],
    fails: ['38: a token crosses between shards, in Python'],
    passes: ['bad input: geneses that make no network'],
  },
  {
    suite: 'property/slow-shards',
    what: 'a contract that sleeps leaves its balance behind and takes it with it',
    file: 'host/state/world-state.js',
    change: [
      'this.#setRecord(address, EMPTY_ACCOUNT);',
      'this.#setRecord(address, { ...EMPTY_ACCOUNT, balance: this.#account(address).balance });',
    ],
    fails: ['40 random sequences conserve value and claim nothing twice'],
    env: { PBEVM_SHARD_SEQUENCES: '40' },
  },
];
