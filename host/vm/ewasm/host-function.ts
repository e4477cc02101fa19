/** What a host function of native contracts is: a row of a table, from which everything else is derived. */

import type { EeiOperation } from '../../../runtime/schedule.js';
import { type FunctionType, I32, I64, typeName, type ValueType } from '../../../runtime/wasm/module.js';
import type { NativeRun } from './native-run.js';
import type { EeiRun } from './run.js';

export { I32, I64 };

/** Module names of the interfaces, and of what a debug profile adds. */
export type InterfaceName = 'ethereum' | 'shard' | 'script' | 'debug';

/** Of any interface where no run is named. */
export interface HostFunction<Run extends NativeRun = never> {
  readonly module: InterfaceName;
  readonly name: string;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
  /**
   * What is charged in fuel before `run`, which charges the rest where that depends on the state. Of the EEI:
   * in a PBEVM block, where gas is fuel (SEMANTICS 24).
   */
  readonly fuel: EeiOperation;
  /** Which parameter is the length that the price depends on. */
  readonly lengthAt?: number;
  readonly run: (run: Run, ...args: never[]) => unknown;
}

/** Gas of a function in an Ethereum-shaped block. A word is 32 bytes, a started one counts. */
export interface GasPrice {
  readonly base: number;
  readonly perWord?: number;
  readonly perByte?: number;
}

/** A function of the EEI, which has a price in gas beside. */
export interface EeiFunction extends HostFunction<EeiRun> {
  /**
   * What is charged before `run` in an Ethereum-shaped block. What comes first shows in nothing: whatever
   * ends the frame consumes all of its gas.
   */
  readonly gas: GasPrice;
}

export function signatureText({ params, results }: FunctionType): string {
  const list = (types: readonly ValueType[]): string => types.map(typeName).join(', ');
  return `(${list(params)}) -> (${list(results)})`;
}
