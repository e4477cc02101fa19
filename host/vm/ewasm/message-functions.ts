/** What host functions of both interfaces do: tell of the message, copy its bytes, log, end the frame. */

import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { I32 } from './host-function.js';
import type { NativeRun } from './native-run.js';

const TOPICS_MAX = 4;

/** Signature of a log: data, its length, the number of topics, four places of topics. */
export const LOG_PARAMS = [I32, I32, I32, I32, I32, I32, I32];

export const getAddress = (run: NativeRun, pointer: number): void => run.write(pointer, run.message.target);
export const getCaller = (run: NativeRun, pointer: number): void => run.write(pointer, run.message.caller);
export const getValue = (run: NativeRun, pointer: number): void => run.writeU128(pointer, run.message.value);
export const callData = (run: NativeRun): Uint8Array => run.message.data;
export const returnData = (run: NativeRun): Uint8Array => run.returnData;

/** A function that gives the length of some bytes. */
export const sizeOf =
  (bytes: (run: NativeRun) => Uint8Array) =>
  (run: NativeRun): number =>
    bytes(run).length;

/** A function (place i32, offset i32, length i32) that copies a part of some bytes into memory. */
export const copyOf =
  (bytes: (run: NativeRun) => Uint8Array) =>
  (run: NativeRun, pointer: number, offset: number, length: number): void =>
    run.copy(bytes(run), pointer, offset, length);

/** Logs data with up to four topics of 32 bytes. */
export function keepLog(
  run: NativeRun,
  pointer: number,
  length: number,
  topicCount: number,
  topicPointers: readonly number[],
): void {
  const count = topicCount >>> 0;
  run.refuseStatic();
  if (count > TOPICS_MAX) throw new GuestTrap('more than four topics');
  const topics = topicPointers.slice(0, count).map((topic) => run.readWord(topic));
  const data = run.readPayload(pointer, length);
  if (!run.host.log(data, topics)) run.exit({ kind: 'halt', code: 'MEMORY', detail: 'too many events' });
}

export const finish = (run: NativeRun, pointer: number, length: number): void =>
  run.exit({ kind: 'success', output: run.readPayload(pointer, length), format: 'raw' });

export const revert = (run: NativeRun, pointer: number, length: number): void =>
  run.exit({ kind: 'revert', code: 'REVERT', reason: run.readPayload(pointer, length), format: 'raw' });
