/** Solidity for the EVM, and calls in its ABI, as far as tests need them. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';

export interface EvmContract {
  /** Creation code without constructor arguments. */
  readonly bytecode: Uint8Array;
}

interface SolcOutput {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<Record<string, { readonly evm: { readonly bytecode: { readonly object: string } } }>>
    >
  >;
}

/** Compiles files, named as they import each other; contracts by name. */
export function compileSolidity(files: Readonly<Record<string, URL | string>>): Record<string, EvmContract> {
  const { compile } = createRequire(import.meta.url)('solc') as { compile(input: string): string };
  const sources = Object.fromEntries(
    Object.entries(files).map(([name, file]) => [
      name,
      { content: typeof file === 'string' ? file : readFileSync(file, 'utf8') },
    ]),
  );
  const settings = {
    optimizer: { enabled: true },
    outputSelection: { '*': { '*': ['evm.bytecode.object'] } },
  };
  const input = { language: 'Solidity', sources, settings };
  const { errors = [], contracts } = JSON.parse(compile(JSON.stringify(input))) as SolcOutput;
  const failed = errors.find(({ severity }) => severity === 'error');
  if (failed !== undefined) throw new Error(failed.formattedMessage);
  return Object.fromEntries(
    Object.values(contracts).flatMap((file) =>
      Object.entries(file).map(([name, { evm }]) => [name, { bytecode: hexToBytes(evm.bytecode.object) }]),
    ),
  );
}

/** A word: an integer, or an address or hash on the right. */
export function abiWord(value: bigint | number | Uint8Array): Uint8Array {
  if (typeof value !== 'object') return hexToBytes(value.toString(16).padStart(64, '0'));
  return concatBytes(new Uint8Array(32 - value.length), value);
}

/** Call data of a function whose arguments are words. */
export function abiCall(signature: string, ...args: (bigint | number | Uint8Array)[]): Uint8Array {
  return concatBytes(selector(signature), ...args.map(abiWord));
}

/** Call data of a function whose last argument is `bytes`. */
export function abiCallBytes(
  signature: string,
  args: readonly (bigint | number | Uint8Array)[],
  bytes: Uint8Array,
): Uint8Array {
  const rest = new Uint8Array(Math.ceil(bytes.length / 32) * 32);
  rest.set(bytes);
  return concatBytes(abiCall(signature, ...args, 32 * (args.length + 1), bytes.length), rest);
}

export function selector(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).slice(0, 4);
}
