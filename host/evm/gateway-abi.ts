/**
 * What Solidity and the gateway say to each other, in Ethereum's contract ABI:
 *
 *     interface IPbevm {
 *       error PbevmFailed(uint8 status, bytes data);
 *       function read(address target, bytes calldata args) external view returns (bytes memory);
 *       function queue(address target, uint64 fuelLimit, bytes calldata args) external returns (uint256
 * index);
 *       function root() external view returns (uint64 height, bytes32 stateRoot);
 *     }
 *
 * Decoding is strict, since it decides about gas and state: what an ABI encoder would not have written is
 * refused. A library that is lenient in one version and not in the next would split the chain.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';

export const WORD_BYTES = 32;
const SELECTOR_BYTES = 4;

export type GatewayRequest =
  | { readonly function: 'read'; readonly target: Address; readonly args: Uint8Array }
  | {
      readonly function: 'queue';
      readonly target: Address;
      readonly fuelLimit: bigint;
      readonly args: Uint8Array;
    }
  | { readonly function: 'root' };

const READ = selectorOf('read(address,bytes)');
const QUEUE = selectorOf('queue(address,uint64,bytes)');
const ROOT = selectorOf('root()');
const PBEVM_FAILED = selectorOf('PbevmFailed(uint8,bytes)');

/** The request that call data makes; undefined if it is none. */
export function decodeRequest(data: Uint8Array): GatewayRequest | undefined {
  const selector = data.subarray(0, SELECTOR_BYTES);
  const words = data.subarray(SELECTOR_BYTES);
  if (equalBytes(selector, ROOT)) return words.length === 0 ? { function: 'root' } : undefined;
  if (equalBytes(selector, READ)) {
    const target = addressAt(words, 0);
    const args = lastBytes(words, 2);
    return target && args && { function: 'read', target, args };
  }
  if (equalBytes(selector, QUEUE)) {
    const target = addressAt(words, 0);
    const fuelLimit = u64At(words, 1);
    const args = lastBytes(words, 3);
    if (target === undefined || fuelLimit === undefined || args === undefined) return undefined;
    return { function: 'queue', target, fuelLimit, args };
  }
  return undefined;
}

/** What `read` returns. */
export function encodeBytesResult(bytes: Uint8Array): Uint8Array {
  return concatBytes(wordOf(WORD_BYTES), wordOf(bytes.length), padded(bytes));
}

/** What `queue` returns. */
export function encodeIndexResult(index: number): Uint8Array {
  return wordOf(index);
}

/** What `root` returns. */
export function encodeRootResult(height: bigint, stateRoot: Uint8Array): Uint8Array {
  return concatBytes(wordOf(height), stateRoot);
}

/** Revert data: the error that tells how a call in PBEVM failed. */
export function encodeFailure(status: number, data: Uint8Array): Uint8Array {
  return concatBytes(PBEVM_FAILED, wordOf(status), wordOf(2 * WORD_BYTES), wordOf(data.length), padded(data));
}

/** A non-negative integer below 2^64 as a word. */
export function wordOf(value: number | bigint): Uint8Array {
  const word = new Uint8Array(WORD_BYTES);
  new DataView(word.buffer).setBigUint64(WORD_BYTES - 8, BigInt(value));
  return word;
}

function selectorOf(signature: string): Uint8Array {
  return keccak_256(new TextEncoder().encode(signature)).slice(0, SELECTOR_BYTES);
}

/** The bytes and zeros up to whole words. */
function padded(bytes: Uint8Array): Uint8Array {
  const words = new Uint8Array(Math.ceil(bytes.length / WORD_BYTES) * WORD_BYTES);
  words.set(bytes);
  return words;
}

function wordAt(words: Uint8Array, index: number): Uint8Array | undefined {
  const word = words.subarray(index * WORD_BYTES, (index + 1) * WORD_BYTES);
  return word.length === WORD_BYTES ? word : undefined;
}

/** The last `length` bytes of a word whose other bytes are zero. */
function tailAt(words: Uint8Array, index: number, length: number): Uint8Array | undefined {
  const word = wordAt(words, index);
  if (word === undefined) return undefined;
  const split = WORD_BYTES - length;
  return word.subarray(0, split).every((byte) => byte === 0) ? word.slice(split) : undefined;
}

function addressAt(words: Uint8Array, index: number): Address | undefined {
  return tailAt(words, index, 20);
}

function u64At(words: Uint8Array, index: number): bigint | undefined {
  const tail = tailAt(words, index, 8);
  return tail && new DataView(tail.buffer).getBigUint64(0);
}

/** The one dynamic argument, the last of `count`: its offset, its length, its bytes, zeros up to a word. */
function lastBytes(words: Uint8Array, count: number): Uint8Array | undefined {
  if (u64At(words, count - 1) !== BigInt(count * WORD_BYTES)) return undefined;
  const length = u64At(words, count);
  const rest = words.subarray((count + 1) * WORD_BYTES);
  if (length === undefined || length > BigInt(rest.length)) return undefined;
  const bytes = rest.slice(0, Number(length));
  return equalBytes(padded(bytes), rest) ? bytes : undefined;
}
