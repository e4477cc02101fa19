/**
 * The module `debug` of hera: prints to the debug log. For people at work on a contract: only a VM made with
 * the debug profile accepts it, and blocks never do.
 */

import { toHex } from '../../../runtime/bytes.js';
import { GAS } from './gas.js';
import { type EeiFunction, I32, I64 } from './host-function.js';
import type { EeiRun } from './run.js';

const print = (run: EeiRun, text: string): void => run.host.print(new TextEncoder().encode(`${text}\n`));

function row(
  name: string,
  params: readonly number[],
  run: EeiFunction['run'],
  lengthAt?: number,
): EeiFunction {
  const shape = { module: 'debug', name, params, results: [], gas: GAS.free, fuel: 'copy', run } as const;
  return lengthAt === undefined ? shape : { ...shape, lengthAt };
}

const storageText = (run: EeiRun, keyPointer: number): string => {
  const key = run.readWord(keyPointer);
  const value = run.host.storageGet(key);
  return `${toHex(key)}: ${value === undefined ? '0' : toHex(value)}`;
};

export const DEBUG_FUNCTIONS: readonly EeiFunction[] = [
  row('print32', [I32], (run: EeiRun, value: number): void => print(run, `${value}`)),
  row('print64', [I64], (run: EeiRun, value: bigint): void => print(run, `${value}`)),
  row(
    'printMem',
    [I32, I32],
    (run: EeiRun, pointer: number, length: number): void => run.host.print(run.read(pointer, length)),
    1,
  ),
  row(
    'printMemHex',
    [I32, I32],
    (run: EeiRun, pointer: number, length: number): void => print(run, toHex(run.read(pointer, length))),
    1,
  ),
  row('printStorage', [I32], (run: EeiRun, key: number): void => print(run, storageText(run, key))),
  row('printStorageHex', [I32], (run: EeiRun, key: number): void => print(run, storageText(run, key))),
  row(
    'evmTrace',
    [I32, I32, I32, I32],
    (run: EeiRun, pc: number, op: number, cost: number, sp: number): void =>
      print(run, `pc ${pc} op ${op} cost ${cost} sp ${sp}`),
  ),
];
