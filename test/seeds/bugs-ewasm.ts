/** The defects of native contracts, by suite: data of seeds.test.ts. */

import type { SeededBug } from './mutant.js';

export const EWASM_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/ewasm/contract-rules',
    what: 'a start section is accepted',
    file: 'host/vm/ewasm/contract-rules.js',
    change: ['module.start !== undefined', 'module.start === -1'],
    fails: ['a start section: no start section'],
    passes: ['what a contract exports: ^ready$'],
  },
  {
    suite: 'host/vm/ewasm/contract-rules',
    what: 'signatures are not compared',
    file: 'host/vm/ewasm/contract-rules.js',
    change: ['if (is !== must)', 'if (false)'],
    fails: ['main with a parameter: export main: \\(i32\\) -> \\(\\), not \\(\\)'],
    passes: ['what a contract exports: ^ready$'],
  },
  {
    suite: 'host/vm/ewasm/eei-functions',
    what: 'amounts are big-endian',
    file: 'host/vm/ewasm/run.js',
    change: [
      'view.setBigUint64(at, BigInt.asUintN(64, value >> BigInt(8 * at)), true)',
      'view.setBigUint64(at, BigInt.asUintN(64, value >> BigInt(8 * at)), false)',
    ],
    fails: ['getCallValue, little-endian: fuel', 'getBlockDifficulty, little-endian: gas'],
    passes: ['getAddress: fuel'],
  },
  {
    suite: 'host/vm/ewasm/eei-functions',
    what: 'a started word of a copy is not paid for',
    file: 'host/vm/ewasm/run.js',
    change: ['Math.ceil(bytes / WORD_BYTES)', 'Math.floor(bytes / WORD_BYTES)'],
    fails: ['a copy of one byte takes 6 gas'],
    passes: ['a copy of 32 bytes takes 6 gas'],
  },
  {
    suite: 'host/vm/ewasm/hostile-arguments',
    what: 'a copy from behind the end is cut',
    file: 'host/vm/ewasm/run.js',
    change: ['if (end > source.length)', 'if (false)'],
    fails: ['an offset behind the end of what is copied traps: nothing is filled with zeros'],
    passes: ['useGas: fuel'],
  },
  {
    suite: 'host/vm/ewasm/native-modules',
    what: 'an instance is used again as the run before left it',
    file: 'host/vm/ewasm/native-modules.js',
    change: ['instance.sandbox.restore(this.#image);', ''],
    fails: ['6: what ends a run changes nothing of the next'],
    passes: ['a message that allows fewer pages than a module starts with halts'],
  },
  {
    suite: 'host/execution/native-calls',
    what: 'a static call may change things',
    file: 'host/execution/frame.js',
    change: ["caller.isStatic || request.kind === 'static'", 'caller.isStatic'],
    fails: ['in a static frame storageStore fails, and below a Python frame in it too'],
    passes: ['13: call data reaches a native contract as it is, and its output comes back as bytes'],
  },
  {
    suite: 'host/execution/native-calls',
    what: 'what a beneficiary gets stays where it was',
    file: 'host/execution/frame.js',
    change: ['if (beneficiary !== undefined)', 'if (false)'],
    fails: [
      '22: selfDestruct in the middle ends the frame; the balance goes at once, the account at the end',
    ],
    passes: ['13: call data reaches a native contract as it is, and its output comes back as bytes'],
  },
  {
    suite: 'runtime/sandbox/memory-budget',
    what: 'idle instances of other pools are kept',
    file: 'runtime/sandbox/memory-budget.js',
    change: ['if (this.#live >= this.max)', 'if (false)'],
    fails: ['at the limit every pool gives up what is idle, before one more is made'],
    passes: ['live memories of all pools are counted, in use and idle'],
  },
  {
    suite: 'eei/ethereum-rules',
    what: 'the callee gets no stipend',
    file: 'host/vm/ewasm/call-functions.js',
    change: ['value > 0n ? VALUE_STIPEND_GAS : 0n', '0n'],
    fails: ['value: 9,000 for the transfer, 25,000 for a new account, a stipend of 2,300'],
    passes: ['at most half of the gas used is refunded'],
  },
  {
    suite: 'eei/slow-eei-state',
    what: 'a slot that gets its first value costs as much as another',
    file: 'host/vm/ewasm/gas.js',
    change: ['STORAGE_CREATE_GAS = 15000n', 'STORAGE_CREATE_GAS = 14999n'],
    fails: ['published cases reproduce state root and logs hash'],
    passes: ['an invalid transaction changes nothing: the root is that of no account'],
  },
  {
    suite: 'eei/slow-depth',
    what: 'Ethereum calls go one deeper',
    file: 'host/vm/ewasm/call-functions.js',
    change: [
      'run.message.depth >= run.protocol.limits.depthMax',
      'run.message.depth > run.protocol.limits.depthMax',
    ],
    fails: ['the deepest calls fit the stack, and end the same in every tier'],
  },
];
