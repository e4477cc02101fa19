/**
 * The block that transactions are executed in, and the system contract 0x10 that tells contracts of it.
 *
 * | call | returns |
 * |---|---|
 * | `["number"]` | height of the block |
 * | `["timestamp"]` | seconds |
 * | `["blockHash", n]` | bytes of the hash of block n, one of the 256 before this one; else None |
 * | `["shardId"]`, `["chainId"]` | |
 * | `["totalFee"]` | TOTALFEE (SEMANTICS 35) |
 * | `["prevRandao"]` | 32 bytes |
 * | `["proposer"]` | address as text |
 * | `["fuelLimit"]` | of the block |
 * | `["pushBlockHash", hash]` | system-only: the parent's hash, at the start of a block |
 *
 * Hashes of blocks are records of its storage, as in EIP-2935: key u8(n mod 256), value u64be(n) || hash.
 * So the state root commits to them, and a witness proves them.
 */

import { concatBytes } from '@noble/hashes/utils.js';
import { type Address, formatAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import { equalBytes, u64be } from '../../runtime/bytes.js';
import { assert } from '../../runtime/errors.js';
import {
  BadArgs,
  type SystemCall,
  type SystemContract,
  type SystemFunction,
} from '../execution/system-contracts.js';
import type { WorldState } from '../state/world-state.js';
import type { BlockEnvironment } from '../vm/environment.js';
import type { Value } from '../vm/values/types.js';

/** What of a block its transactions can know: what its header says before it is executed. */
export interface BlockFacts {
  readonly height: bigint;
  /** Seconds. */
  readonly timestamp: bigint;
  readonly chainId: bigint;
  readonly shardId: bigint;
  readonly totalFee: bigint;
  readonly fuelLimit: bigint;
  /** 32 bytes. */
  readonly prevRandao: Uint8Array;
  readonly proposer: Address;
  /** 32 bytes: hash of the parent. */
  readonly parent: Uint8Array;
}

/** Address of the environment contract. */
export const ENVIRONMENT_ADDRESS: Address = Uint8Array.of(...new Uint8Array(19), 0x10);

/** Blocks whose hashes a contract can ask for. */
export const BLOCK_HASHES = 256;
const HASH_BYTES = 32;

/** Where there is no block, as in `createHost`: all is zero, and no block was before. */
export function noBlockFacts(fuelLimit: bigint): BlockFacts {
  return {
    height: 0n,
    timestamp: 0n,
    chainId: 0n,
    shardId: 0n,
    totalFee: 0n,
    fuelLimit,
    prevRandao: new Uint8Array(HASH_BYTES),
    proposer: ZERO_ADDRESS,
    parent: new Uint8Array(HASH_BYTES),
  };
}

/** The contract 0x10 in a block. */
export function environmentContract(facts: BlockFacts): SystemContract {
  const constant = (value: Value): SystemFunction => ({
    run({ args }) {
      if (args.length > 0) throw new BadArgs('takes no argument');
      return value;
    },
  });
  return new Map<string, SystemFunction>([
    ['number', constant(facts.height)],
    ['timestamp', constant(facts.timestamp)],
    ['shardId', constant(facts.shardId)],
    ['chainId', constant(facts.chainId)],
    ['totalFee', constant(facts.totalFee)],
    ['fuelLimit', constant(facts.fuelLimit)],
    ['prevRandao', constant(facts.prevRandao)],
    ['proposer', constant(formatAddress(facts.proposer))],
    ['blockHash', { run: (call) => hashOf(facts, call) }],
    ['pushBlockHash', { isSystemOnly: true, run: (call) => pushHash(facts, call) }],
  ]);
}

/** The block as contracts of the EEI see it; hashes are read from the records of 0x10. */
export function eeiEnvironment(facts: BlockFacts, world: WorldState): BlockEnvironment {
  return {
    number: facts.height,
    timestamp: facts.timestamp,
    gasLimit: facts.fuelLimit,
    coinbase: facts.proposer,
    difficulty: toInteger(facts.prevRandao),
    baseFee: 0n,
    hashOf: (number) =>
      isRecent(facts, number)
        ? readHash((key) => world.getStorage(ENVIRONMENT_ADDRESS, key), number)
        : undefined,
  };
}

function toInteger(bytes: Uint8Array): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function hashOf(facts: BlockFacts, { args, state }: SystemCall): Value {
  const [number] = args;
  if (args.length !== 1 || (typeof number !== 'bigint' && !Number.isSafeInteger(number))) {
    throw new BadArgs('takes the height of a block');
  }
  const height = BigInt(number as bigint | number);
  return isRecent(facts, height) ? (readHash((key) => state.get(key), height) ?? null) : null;
}

function isRecent({ height }: BlockFacts, number: bigint): boolean {
  return number >= 0n && number < height && number + BigInt(BLOCK_HASHES) >= height;
}

const slotOf = (number: bigint): Uint8Array => Uint8Array.of(Number(number % BigInt(BLOCK_HASHES)));

/** The record of 0x10 that tells the hash of a block. */
export function blockHashRecord(
  number: bigint,
  hash: Uint8Array,
): { readonly key: Uint8Array; readonly value: Uint8Array } {
  return { key: slotOf(number), value: concatBytes(u64be(number), hash) };
}

function readHash(read: (key: Uint8Array) => Uint8Array | undefined, number: bigint): Uint8Array | undefined {
  const record = read(slotOf(number));
  if (record === undefined) return undefined;
  assert(record.length === 8 + HASH_BYTES, 'a record of a block hash has 40 bytes');
  return equalBytes(record.subarray(0, 8), u64be(number)) ? record.slice(8) : undefined;
}

function pushHash(facts: BlockFacts, { args, state }: SystemCall): Value {
  const [hash] = args;
  if (args.length !== 1 || !(hash instanceof Uint8Array) || hash.length !== HASH_BYTES) {
    throw new BadArgs('takes a hash');
  }
  assert(facts.height > 0n, 'block 0 has no parent');
  const { key, value } = blockHashRecord(facts.height - 1n, hash);
  state.set(key, value);
  return null;
}
