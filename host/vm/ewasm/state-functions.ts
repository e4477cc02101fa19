/** EEI functions on accounts, storage and logs, and those that end a frame. */

import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { GAS, LOG_TOPIC_GAS, NEW_ACCOUNT_GAS, STORAGE_CREATE_GAS } from './gas.js';
import { type EeiFunction, I32 } from './host-function.js';
import { finish, keepLog, LOG_PARAMS, revert } from './message-functions.js';
import { WORD_BYTES } from './native-run.js';
import type { EeiRun } from './run.js';

const module = 'ethereum';

/** Of a slot that is not stored. */
const ZERO_WORD = new Uint8Array(WORD_BYTES);

const isZero = (word: Uint8Array): boolean => word.every((byte) => byte === 0);

function storageLoad(run: EeiRun, keyPointer: number, pointer: number): void {
  run.write(pointer, run.host.storageGet(run.readWord(keyPointer)) ?? ZERO_WORD);
}

/** A slot that holds zero is not stored. */
function storageStore(run: EeiRun, keyPointer: number, valuePointer: number): void {
  run.refuseStatic();
  const key = run.readWord(keyPointer);
  const value = run.readWord(valuePointer);
  if (isZero(value)) {
    run.host.storageDelete(key);
    return;
  }
  if (run.hasGas && run.host.storageGet(key) === undefined) run.useGas(STORAGE_CREATE_GAS);
  run.host.storageSet(key, value);
}

function log(
  run: EeiRun,
  pointer: number,
  length: number,
  topicCount: number,
  ...topicPointers: readonly number[]
): void {
  run.useEthereumGas(LOG_TOPIC_GAS * BigInt(topicCount >>> 0));
  keepLog(run, pointer, length, topicCount, topicPointers);
}

/** The balance goes to the beneficiary, the account is marked, and the frame ends. */
function selfDestruct(run: EeiRun, addressPointer: number): void {
  run.refuseStatic();
  const beneficiary = run.readAddress(addressPointer);
  if (run.hasGas && !run.host.hasAccount(beneficiary)) run.useGas(NEW_ACCOUNT_GAS);
  run.host.selfDestruct(beneficiary);
  run.exit({ kind: 'success', output: EMPTY_BYTES, format: 'raw' });
}

const address = { module, gas: GAS.codeSize, fuel: 'account' } as const;
const ending = { module, params: [I32, I32], results: [], gas: GAS.free, fuel: 'end', lengthAt: 1 } as const;

export const STATE_FUNCTIONS: readonly EeiFunction[] = [
  {
    ...address,
    name: 'getExternalBalance',
    params: [I32, I32],
    results: [],
    gas: GAS.balance,
    run: (run: EeiRun, addressPointer: number, pointer: number): void =>
      run.writeU128(pointer, run.host.getBalance(run.readAddress(addressPointer))),
  },
  {
    ...address,
    name: 'getExternalCodeSize',
    params: [I32],
    results: [I32],
    fuel: 'externalCode',
    run: (run: EeiRun, addressPointer: number): number =>
      run.externalCode(run.readAddress(addressPointer)).length,
  },
  {
    ...address,
    name: 'externalCodeCopy',
    params: [I32, I32, I32, I32],
    results: [],
    gas: GAS.codeCopy,
    fuel: 'externalCode',
    lengthAt: 3,
    run: (run: EeiRun, addressPointer: number, pointer: number, offset: number, length: number): void =>
      run.copy(run.externalCode(run.readAddress(addressPointer)), pointer, offset, length),
  },
  {
    module,
    name: 'storageLoad',
    params: [I32, I32],
    results: [],
    gas: GAS.storageLoad,
    fuel: 'storageLoad',
    run: storageLoad,
  },
  {
    module,
    name: 'storageStore',
    params: [I32, I32],
    results: [],
    gas: GAS.storageStore,
    fuel: 'storageStore',
    run: storageStore,
  },
  {
    module,
    name: 'log',
    params: LOG_PARAMS,
    results: [],
    gas: GAS.log,
    fuel: 'log',
    lengthAt: 1,
    run: log,
  },
  {
    module,
    name: 'selfDestruct',
    params: [I32],
    results: [],
    gas: GAS.selfDestruct,
    fuel: 'selfDestruct',
    run: selfDestruct,
  },
  {
    ...ending,
    name: 'finish',
    run: finish,
  },
  {
    ...ending,
    name: 'revert',
    run: revert,
  },
];
