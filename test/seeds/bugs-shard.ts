/** The defects of `shard` contracts and of what people write them with, by suite: data of seeds.test.ts. */

import type { SeededBug } from './mutant.js';

export const SHARD_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/ewasm/shard-functions',
    what: 'what is beyond the size is read',
    file: 'host/vm/ewasm/byte-storage.js',
    change: ['if (end > this.size)', 'if (start > this.size)'],
    fails: ['37: beyond the size traps, beyond the limit halts with MEMORY'],
    passes: ['readStorage over two records'],
  },
  {
    suite: 'host/vm/ewasm/shard-functions',
    what: 'a caller can catch what nobody can',
    file: 'host/vm/uncatchable.js',
    change: ["result.code === 'DEPTH' || result.code === 'PAGES'", 'false'],
    fails: ['19: DEPTH, PAGES and STACK_LIMIT of a callee are the end of the caller'],
    passes: ['0, 1 and 2 are success, failure and revert; reasons are returned data'],
  },
  {
    suite: 'host/vm/ewasm/shard-rules',
    what: 'a section may be there twice',
    file: 'host/vm/ewasm/contract-rules.js',
    change: ['other.name === name) < at', 'other.name === name) < 0'],
    fails: ['a section twice: ^N008 .* twice'],
    passes: ['a contract: ready'],
  },
  {
    suite: 'host/vm/ewasm/shard-hostile',
    what: 'memory is written modulo its size',
    file: 'runtime/sandbox/guest-memory.js',
    change: ['if (start + (length >>> 0) > this.bytes.length)', 'if (start > this.bytes.length)'],
    fails: ['finish: usual arguments are fine, places and lengths out of range trap'],
    passes: ['every function that takes a place is in the list'],
  },
  {
    suite: 'host/vm/ewasm/mapped-storage',
    what: 'what a contract changed before a call is not written',
    file: 'host/vm/ewasm/shard-run.js',
    change: ['this.mapping?.flush();', ''],
    fails: ['what changed is written before a call; after one that may have changed it, it is there'],
    passes: ['the storage is in memory when main starts, over what the module has there'],
  },
  {
    suite: 'host/vm/ewasm/mapped-storage',
    what: 'the storage is put into memory for nothing',
    file: 'host/vm/ewasm/shard-vm.js',
    change: ['fuel: start.fuel - price', 'fuel: start.fuel'],
    fails: ['it is never cheaper than reading all and writing what changed by hand'],
    passes: ['the storage is in memory when main starts, over what the module has there'],
  },
  {
    suite: 'host/execution/shard-calls',
    what: 'every contract may be re-entered',
    file: 'host/vm/ewasm/shard-vm.js',
    change: ['return hasSection(source, SECTION.reentrant);', 'return true;'],
    fails: ['17: re-entrancy is refused unless the section opts in'],
    passes: ['the EEI and shard call each other'],
  },
  {
    suite: 'examples-native',
    what: 'a token that lets one more be spent than there is',
    file: 'examples/native/assembly/token.ts',
    change: ['balance >= amount', 'balance + 1 >= amount'],
    fails: ['token: transfers, tells of them, and refuses what is not there'],
    passes: ['escrow: given back by the seller'],
  },
  {
    suite: 'host/block/native-blocks',
    what: 'names of VMs are one off',
    file: 'host/block/genesis.js',
    change: ['VM_NAMES.map(([id, name]) => [name, id])', 'VM_NAMES.map(([id, name]) => [name, id - 1])'],
    fails: [
      '34: what a genesis and transactions make is there, counted by its bytes, with receipts like others',
    ],
  },
  {
    suite: 'host/rpc/parameters',
    what: 'a binary is taken for Python',
    file: 'host/rpc/parameters.js',
    change: ['vm === undefined ? vmOfCode(code) : readVm(vm)', 'vm === undefined ? 1 : readVm(vm)'],
    fails: ['a creation names its VM by name or number, or leaves it to the code'],
    passes: ['call data as arguments or as bytes, not both'],
  },
];
