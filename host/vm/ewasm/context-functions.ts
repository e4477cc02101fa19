/** EEI functions that tell what surrounds a message, or change nothing but the gas. */

import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { GAS } from './gas.js';
import { type EeiFunction, I32, I64 } from './host-function.js';
import {
  callData,
  copyOf,
  getAddress,
  getCaller,
  getValue,
  returnData,
  sizeOf,
} from './message-functions.js';
import type { NativeRun } from './native-run.js';
import type { EeiRun } from './run.js';

const module = 'ethereum';

/** (result i32): writes something that is there at once. */
function writer(name: string, run: (run: EeiRun, pointer: number) => void): EeiFunction {
  return { module, name, params: [I32], results: [], gas: GAS.context, fuel: 'context', run };
}

/** () -> i64 */
function counter(name: string, read: (run: EeiRun) => bigint): EeiFunction {
  return { module, name, params: [], results: [I64], gas: GAS.context, fuel: 'context', run: read };
}

/** () -> i32: the length of some bytes. */
function size(name: string, bytes: (run: NativeRun) => Uint8Array): EeiFunction {
  return { module, name, params: [], results: [I32], gas: GAS.context, fuel: 'context', run: sizeOf(bytes) };
}

/** (result i32, offset i32, length i32): copies a part of some bytes. */
function copier(name: string, bytes: (run: NativeRun) => Uint8Array): EeiFunction {
  const params = [I32, I32, I32];
  return { module, name, params, results: [], gas: GAS.copy, fuel: 'copy', lengthAt: 2, run: copyOf(bytes) };
}

/** The amount is an i64: a negative one is a failure. */
function useGas(run: EeiRun, amount: bigint): void {
  // Gas may cost nothing; asking for it does.
  if (run.hasGas) run.chargeFunction('context', 0);
  if (amount < 0n) throw new GuestTrap('a negative amount of gas');
  run.useGas(amount);
}

/** 0, or 1 and memory as it was. A place that is out of bounds traps in both cases. */
function getBlockHash(run: EeiRun, blockNumber: bigint, pointer: number): number {
  const before = run.readWord(pointer);
  const hash = run.host.block.hashOf(BigInt.asUintN(64, blockNumber));
  run.write(pointer, hash ?? before);
  return hash === undefined ? 1 : 0;
}

export const CONTEXT_FUNCTIONS: readonly EeiFunction[] = [
  { module, name: 'useGas', params: [I64], results: [], gas: GAS.free, fuel: 'context', run: useGas },
  counter('getGasLeft', (run) => run.gasLeft),

  writer('getAddress', getAddress),
  writer('getCaller', getCaller),
  writer('getTxOrigin', (run, pointer) => run.write(pointer, run.host.transaction.origin)),
  writer('getBlockCoinbase', (run, pointer) => run.write(pointer, run.host.block.coinbase)),
  writer('getCallValue', getValue),
  writer('getTxGasPrice', (run, pointer) => run.writeU128(pointer, run.host.transaction.gasPrice)),
  writer('getBlockDifficulty', (run, pointer) => run.writeU256(pointer, run.host.block.difficulty)),
  // Not of the specification: solc 0.8 declares it.
  writer('getBlockBaseFee', (run, pointer) => run.writeU256(pointer, run.host.block.baseFee)),

  counter('getBlockGasLimit', (run) => run.host.block.gasLimit),
  counter('getBlockNumber', (run) => run.host.block.number),
  counter('getBlockTimestamp', (run) => run.host.block.timestamp),
  {
    module,
    name: 'getBlockHash',
    params: [I64, I32],
    results: [I32],
    gas: GAS.blockHash,
    fuel: 'account',
    run: getBlockHash,
  },

  size('getCallDataSize', callData),
  copier('callDataCopy', callData),
  size('getCodeSize', (run) => run.code),
  copier('codeCopy', (run) => run.code),
  size('getReturnDataSize', returnData),
  copier('returnDataCopy', returnData),
];
