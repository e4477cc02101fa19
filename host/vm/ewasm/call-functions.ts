/**
 * EEI calls and creations. In an Ethereum-shaped block the gas rules of EIP-150 and EIP-161 hold, in the
 * order in which hera applies them, which published state roots show; in a PBEVM block the host's own rules
 * do (SEMANTICS 19, 24). A refused call is result 1.
 */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import type { CallKind } from '../vm.js';
import { checkCap, dataAt, RESULT, resultOf } from './call-results.js';
import { GAS, NEW_ACCOUNT_GAS, VALUE_STIPEND_GAS, VALUE_TRANSFER_GAS } from './gas.js';
import { type EeiFunction, I32, I64 } from './host-function.js';
import type { EeiRun } from './run.js';

const module = 'ethereum';

/** Whether Ethereum's limit of depth is reached; a PBEVM block's is the host's to test. */
const isTooDeep = (run: EeiRun): boolean => run.hasGas && run.message.depth >= run.protocol.limits.depthMax;

/** Whether the frame's account has a value. It is compared as 128 bits: a larger balance is a failure. */
const hasValue = (run: EeiRun, value: bigint): boolean =>
  run.checkU128(run.host.getBalance(run.message.target)) >= value;

/** `call` and `callCode`. */
const callWithValue =
  (kind: 'call' | 'callCode') =>
  (
    run: EeiRun,
    gas: bigint,
    addressPointer: number,
    valuePointer: number,
    dataPointer: number,
    dataLength: number,
  ): number => {
    checkCap(gas);
    const address = run.readAddress(addressPointer);
    const value = run.readU128(valuePointer);
    if (kind === 'call' && value > 0n) run.refuseStatic();
    const data = dataAt(run, dataPointer, dataLength);
    if (isTooDeep(run)) return RESULT.failure;
    if (value > 0n) {
      run.useEthereumGas(VALUE_TRANSFER_GAS);
      if (!hasValue(run, value)) return RESULT.failure;
      if (run.hasGas && kind === 'call' && !run.host.hasAccount(address)) run.useGas(NEW_ACCOUNT_GAS);
    }
    return resultOf(run.call({ kind, address, value, data }, gas, stipendOf(value)));
  };

/** `callDelegate` and `callStatic`: no value moves, but a delegate call has its caller's. */
const callWithoutValue =
  (kind: 'delegate' | 'static') =>
  (run: EeiRun, gas: bigint, addressPointer: number, dataPointer: number, dataLength: number): number => {
    checkCap(gas);
    const address = run.readAddress(addressPointer);
    const data = dataAt(run, dataPointer, dataLength);
    if (isTooDeep(run)) return RESULT.failure;
    const stipend = kind === 'delegate' ? stipendOf(run.message.value) : 0n;
    return resultOf(run.call({ kind, address, value: 0n, data }, gas, stipend));
  };

const stipendOf = (value: bigint): bigint => (value > 0n ? VALUE_STIPEND_GAS : 0n);

/** On success writes the new address and clears the buffer of returned data. */
function create(
  run: EeiRun,
  valuePointer: number,
  dataPointer: number,
  dataLength: number,
  resultPointer: number,
): number {
  run.refuseStatic();
  const value = run.readU128(valuePointer);
  if (isTooDeep(run) || !hasValue(run, value)) return RESULT.failure;
  const result = run.create(dataAt(run, dataPointer, dataLength), value);
  if (result.kind === 'success' && result.created !== undefined) {
    run.write(resultPointer, result.created);
    run.returnData = EMPTY_BYTES;
  }
  return resultOf(result);
}

const FUNCTIONS: readonly (readonly [name: string, kind: CallKind, run: EeiFunction['run']])[] = [
  ['call', 'call', callWithValue('call')],
  ['callCode', 'callCode', callWithValue('callCode')],
  ['callDelegate', 'delegate', callWithoutValue('delegate')],
  ['callStatic', 'static', callWithoutValue('static')],
];

export const CALL_FUNCTIONS: readonly EeiFunction[] = [
  ...FUNCTIONS.map(([name, kind, run]): EeiFunction => {
    const params = kind === 'call' || kind === 'callCode' ? [I64, I32, I32, I32, I32] : [I64, I32, I32, I32];
    const lengthAt = params.length - 1;
    return { module, name, params, results: [I32], gas: GAS.call, fuel: 'call', lengthAt, run };
  }),
  {
    module,
    name: 'create',
    params: [I32, I32, I32, I32],
    results: [I32],
    gas: GAS.create,
    fuel: 'create',
    lengthAt: 2,
    run: create,
  },
];
