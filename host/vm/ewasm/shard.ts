/**
 * The `shard` interface as one table (SEMANTICS 37): what minimal state execution exposes to a contract. The
 * proposal's READ_STORAGE, SET_STORAGE, CALL, DELEGATECALL and YANK are readStorage, setStorage, call,
 * delegateCall and yank; the others are what goes with them. shard.wit says the same for tools.
 */

import type { CallKind } from '../vm.js';
import { checkCap, dataAt, resultOf } from './call-results.js';
import { type HostFunction, I32, I64 } from './host-function.js';
import {
  callData,
  copyOf,
  finish,
  getAddress,
  getCaller,
  getValue,
  keepLog,
  LOG_PARAMS,
  returnData,
  revert,
  sizeOf,
} from './message-functions.js';
import type { ShardRun } from './shard-run.js';

type ShardFunction = HostFunction<ShardRun>;

const module = 'shard';

function storageResize(run: ShardRun, size: number): void {
  run.refuseStatic();
  run.resize(size >>> 0);
}

function readStorage(run: ShardRun, offset: number, pointer: number, length: number): void {
  run.write(pointer, run.storage.read(offset, length));
}

function setStorage(run: ShardRun, offset: number, pointer: number, length: number): void {
  run.refuseStatic();
  run.storage.write(offset, run.read(pointer, length));
}

function makeCall(
  run: ShardRun,
  kind: CallKind,
  fuel: bigint,
  addressPointer: number,
  value: bigint,
  data: Uint8Array,
): number {
  checkCap(fuel);
  return resultOf(run.call({ kind, address: run.readAddress(addressPointer), value, data }, fuel));
}

function call(
  run: ShardRun,
  fuel: bigint,
  addressPointer: number,
  valuePointer: number,
  dataPointer: number,
  dataLength: number,
): number {
  const value = run.readU128(valuePointer);
  if (value > 0n) run.refuseStatic();
  return makeCall(run, 'call', fuel, addressPointer, value, dataAt(run, dataPointer, dataLength));
}

function delegateCall(
  run: ShardRun,
  fuel: bigint,
  addressPointer: number,
  dataPointer: number,
  dataLength: number,
): number {
  return makeCall(run, 'delegate', fuel, addressPointer, 0n, dataAt(run, dataPointer, dataLength));
}

function log(
  run: ShardRun,
  pointer: number,
  length: number,
  topicCount: number,
  ...topics: readonly number[]
): void {
  keepLog(run, pointer, length, topicCount, topics);
}

/** A shard's number is a u32 here. What the host refuses halts the frame. */
function yank(run: ShardRun, shard: number): void {
  run.refuseStatic();
  const refusal = run.host.yank(BigInt(shard >>> 0));
  if (refusal !== undefined) run.exit({ kind: 'halt', code: 'TRAP', detail: `yank: ${refusal}` });
}

const context = { module, fuel: 'context' } as const;
const copy = { module, fuel: 'copy', params: [I32, I32, I32], results: [], lengthAt: 2 } as const;
const ending = { module, fuel: 'end', params: [I32, I32], results: [], lengthAt: 1 } as const;
const calling = { module, fuel: 'call', results: [I32] } as const;

export const SHARD_FUNCTIONS: readonly ShardFunction[] = [
  { ...context, name: 'storageSize', params: [], results: [I32], run: (run: ShardRun) => run.storage.size },
  { ...context, name: 'storageResize', params: [I32], results: [], run: storageResize },
  { ...copy, name: 'readStorage', run: readStorage },
  { ...copy, name: 'setStorage', run: setStorage },

  { ...calling, name: 'call', params: [I64, I32, I32, I32, I32], lengthAt: 4, run: call },
  { ...calling, name: 'delegateCall', params: [I64, I32, I32, I32], lengthAt: 3, run: delegateCall },

  { ...context, name: 'callDataSize', params: [], results: [I32], run: sizeOf(callData) },
  { ...copy, name: 'callDataCopy', run: copyOf(callData) },
  { ...context, name: 'returnDataSize', params: [], results: [I32], run: sizeOf(returnData) },
  { ...copy, name: 'returnDataCopy', run: copyOf(returnData) },

  { ...context, name: 'getCaller', params: [I32], results: [], run: getCaller },
  { ...context, name: 'getAddress', params: [I32], results: [], run: getAddress },
  { ...context, name: 'getValue', params: [I32], results: [], run: getValue },

  { module, fuel: 'log', name: 'log', params: LOG_PARAMS, results: [], lengthAt: 1, run: log },
  { module, fuel: 'selfDestruct', name: 'yank', params: [I32], results: [], run: yank },
  { ...ending, name: 'finish', run: finish },
  { ...ending, name: 'revert', run: revert },
];
