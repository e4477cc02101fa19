/** The precompiled contracts of Byzantium, from EthereumJS. No contract of a case runs there. */

import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, getActivePrecompiles } from '@ethereumjs/evm';
import { toHex } from '../../runtime/bytes.js';

/** What a precompiled contract does with so much gas; undefined: it fails. */
export type Precompile = (
  data: Uint8Array,
  gas: bigint,
) => { readonly output: Uint8Array; readonly gasUsed: bigint } | undefined;

/** By address, `0x` and 40 digits. */
export async function loadPrecompiles(): Promise<ReadonlyMap<string, Precompile>> {
  const common = new Common({ chain: Mainnet, hardfork: Hardfork.Byzantium });
  const evm = await createEVM({ common });
  return new Map(
    [...getActivePrecompiles(common)].map(([address, run]): [string, Precompile] => [
      `0x${address}`,
      (data, gasLimit) => {
        const result = run({ data, gasLimit, common, _EVM: evm });
        if (result instanceof Promise) throw new Error(`${address} does not answer at once`);
        if (result.exceptionError !== undefined || result.executionGasUsed > gasLimit) return undefined;
        return { output: result.returnValue, gasUsed: result.executionGasUsed };
      },
    ]),
  );
}

/** Whether none stands where Byzantium has one. */
export const precompileName = (address: Uint8Array): string => toHex(address);
