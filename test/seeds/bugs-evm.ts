/** Defects of the EVM's side, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const EVM_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/evm/beside-evm',
    what: 'the root does not go into the EVM',
    file: 'host/evm/parallel-vm.js',
    change: ['await writeRoot(stateManager, GATEWAY_ADDRESS, section.block.header);', ''],
    fails: ['the storage of the EVM holds the root of every block of PBEVM'],
    passes: ['somebody else than the shop cannot order: the alias is of who asks'],
  },
  {
    suite: 'host/evm/call-queue',
    what: 'the fuel of queued calls is not summed',
    file: 'host/evm/call-queue.js',
    change: ['const fuel = head.fuel + call.fuelLimit;', 'const fuel = call.fuelLimit;'],
    fails: ['no more calls, bytes or fuel than a block may queue'],
    passes: ['a revert of the EVM takes a call back'],
  },
  {
    suite: 'host/evm/gateway-abi',
    what: 'padding is not looked at',
    file: 'host/evm/gateway-abi.js',
    change: ['return equalBytes(padded(bytes), rest) ? bytes : undefined;', 'return bytes;'],
    fails: ['refused: padding that is not zero', 'refused: a word too many'],
    passes: ['refused: nothing'],
  },
  {
    suite: 'host/evm/gateway',
    what: 'code that runs as another contract may ask',
    file: 'host/evm/gateway.js',
    change: ['message.to?.equals(GATEWAY_ADDRESS) === true', 'true'],
    fails: ['reads by code that runs as another contract are refused too'],
    passes: ['a failed read is an error with its status and data'],
  },
  {
    suite: 'host/evm/parallel-vm',
    what: 'a section is not dropped with its EVM block',
    file: 'host/evm/parallel-vm.js',
    change: ['await section?.abort();', ';'],
    fails: ['a block of the EVM that is not valid takes its section with it'],
    passes: ["the EVM's header proves the root of PBEVM"],
  },
  {
    suite: 'host/evm/root-ring',
    what: 'slots of heights and roots overlap',
    file: 'host/evm/root-ring.js',
    change: ['(height % ROOTS_KEPT) + ROOTS_KEPT', '(height % ROOTS_KEPT) + ROOTS_KEPT - 1n'],
    fails: ['slots of heights and roots do not meet'],
  },
];
