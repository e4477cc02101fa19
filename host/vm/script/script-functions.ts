/** What every wasm frame of an environment may import from `script`: its arguments, results, ends. */

import { type HostFunction, I32 } from '../ewasm/host-function.js';
import { callData, copyOf, finish, returnData, revert, sizeOf } from '../ewasm/message-functions.js';
import type { ScriptWasmRun } from './script-wasm-run.js';

export type ScriptFunctionRow = HostFunction<ScriptWasmRun>;

const module = 'script';
const size = { module, fuel: 'context', params: [], results: [I32] } as const;
const copy = { module, fuel: 'copy', params: [I32, I32, I32], results: [], lengthAt: 2 } as const;
const ending = { module, fuel: 'end', params: [I32, I32], results: [], lengthAt: 1 } as const;

function print(run: ScriptWasmRun, pointer: number, length: number): void {
  run.chargeHost('print', length >>> 0);
  run.host.print(run.readPayload(pointer, length));
}

export const SCRIPT_FUNCTIONS: readonly ScriptFunctionRow[] = [
  { ...size, name: 'argsSize', run: sizeOf(callData) },
  { ...copy, name: 'argsCopy', run: copyOf(callData) },
  { ...size, name: 'resultSize', run: sizeOf(returnData) },
  { ...copy, name: 'resultCopy', run: copyOf(returnData) },
  { ...ending, name: 'finish', run: finish },
  { ...ending, name: 'revert', run: revert },
  { module, fuel: 'context', name: 'print', params: [I32, I32], results: [], run: print },
];
