/** Runs one function of a module for `pbevm wasm run`. */

import { Worker } from 'node:worker_threads';
import { type ErrorCode, type HaltCode, HostFault, PbevmError } from '../../runtime/errors.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import type { ProfileName } from './wasm-module.js';

export interface RunRequest {
  /** Name of an exported function. */
  readonly invoke: string;
  /** One number for each parameter. */
  readonly args: readonly Value[];
  /** Fuel limit. */
  readonly fuel: bigint;
  readonly profile: ProfileName;
}

export interface ModuleResult {
  readonly status: 'success' | 'halt';
  readonly code?: HaltCode;
  /** Of a trap: what the engine says. */
  readonly detail?: string;
  /** Results of a success: integers as signed bigints, floats as numbers. */
  readonly results: readonly (bigint | number)[];
  readonly fuelUsed: bigint;
  readonly memoryPages: number;
}

/** What the thread is given, and what it answers. */
export interface RunJob extends Omit<RunRequest, 'args'> {
  readonly bytes: Uint8Array;
  /** CBOR of the list: 9.0 would lose its class between threads. */
  readonly args: Uint8Array;
}
export type RunReply =
  | { readonly result: ModuleResult }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } };

/**
 * Instruments a module and runs one of its functions, in a thread whose stack fits the deepest legal call.
 * @throws PbevmError BAD_MODULE; BAD_INPUT if there is no such function or the arguments do not fit it.
 */
export async function runModule(bytes: Uint8Array, request: RunRequest): Promise<ModuleResult> {
  const worker = new Worker(new URL('./wasm-worker.js', import.meta.url), {
    workerData: { bytes, ...request, args: encodeValue([...request.args], 'args') } satisfies RunJob,
    resourceLimits: { stackSizeMb: DEV_PROTOCOL.limits.stackMb },
  });
  const reply = await new Promise<RunReply>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', (cause) => reject(new HostFault('the execution thread failed', { cause })));
  });
  if ('error' in reply) {
    const { code, message } = reply.error;
    throw code === 'HOST_FAULT' ? new HostFault(message) : new PbevmError(code, message);
  }
  return reply.result;
}
