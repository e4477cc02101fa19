/** What a host function of native contracts is: a row of a table, from which everything else is derived. */

import type { EeiOperation } from '../../../runtime/schedule.js';
import { type FunctionType, I32, I64, typeName, type ValueType } from '../../../runtime/wasm/module.js';
import type { EeiRun } from './run.js';

export { I32, I64 };

/** Gas of a function in an Ethereum-shaped block. A word is 32 bytes, a started one counts. */
export interface GasPrice {
  readonly base: number;
  readonly perWord?: number;
  readonly perByte?: number;
}

export interface HostFunction {
  readonly module: 'ethereum' | 'debug';
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /**
   * What is charged before `run`, which charges the rest where that depends on the state. What comes first
   * shows in nothing: whatever ends the frame consumes all of its gas.
   */
  readonly gas: GasPrice;
  /** Its price in a PBEVM block, where gas is fuel (SEMANTICS 24). */
  readonly fuel: EeiOperation;
  /** Which parameter is the length that the price depends on. */
  readonly lengthAt?: number;
  readonly run: (run: EeiRun, ...args: never[]) => unknown;
}

export function signatureText({ params, results }: FunctionType): string {
  const list = (types: readonly ValueType[]): string => types.map(typeName).join(', ');
  return `(${list(params)}) -> (${list(results)})`;
}
