/**
 * Transactions: an EIP-2718 envelope of a type of our own (SEMANTICS 28).
 *
 *     0x50 || rlp([chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload, yParity, r, s])
 *     0x51 || rlp([chainId, shardId, target])                                    a poke, unsigned
 *
 * Signed is keccak256(0x50 || rlp(the first nine)). A transaction has exactly one envelope: reading accepts
 * nothing that writing would not have written.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { DEV_LIMITS, FUEL_MAX } from '../../runtime/limits.js';
import { SALT_BYTES } from '../state/account.js';
import { readCreation } from './creation.js';
import { TransactionError } from './errors.js';
import { decodeFlatList, encodeFlatList } from './rlp.js';
import { integerBytes, readInteger } from './rlp-integer.js';
import { isSignatureInRange, type Signature } from './signature.js';

export const TRANSACTION_TYPE = 0x50;
export const POKE_TYPE = 0x51;

/** What a sender asks for. */
export interface UnsignedTransaction {
  /** Below 2^64, like shardId and nonce. */
  readonly chainId: bigint;
  readonly shardId: bigint;
  /** Must equal the sender's. */
  readonly nonce: bigint;
  /** Below 2^46. */
  readonly fuelLimit: bigint;
  /** The contract that is called; undefined to create one. */
  readonly to: Address | undefined;
  /** Below 2^128. */
  readonly value: bigint;
  /** VM of the contract to create, below 2^32; 0 in a message. */
  readonly vm: number;
  /** 32 bytes for a creation (EIP-1014), empty in a message. */
  readonly salt: Uint8Array;
  /** Call data, or what `encodeCreation` makes. */
  readonly payload: Uint8Array;
}

export interface SignedTransaction extends UnsignedTransaction, Signature {}

/** Asks a contract to pay its rent (SEMANTICS 35). */
export interface Poke {
  readonly chainId: bigint;
  readonly shardId: bigint;
  readonly target: Address;
}

/** What an envelope holds. */
export type Envelope =
  | { readonly kind: 'transaction'; readonly transaction: SignedTransaction }
  | { readonly kind: 'poke'; readonly poke: Poke };

const U32_BITS = 32;
const U64_BITS = 64;
const U128_BITS = 128;
const TRANSACTION_FIELDS = 12;
const POKE_FIELDS = 3;

/** More than the fields beside the payload and all heads can have. */
const ENVELOPE_OVERHEAD_BYTES_MAX = 256;

/** The hash under which a transaction is known: keccak256 of its envelope. */
export function transactionHash(envelope: Uint8Array): Uint8Array {
  return keccak_256(envelope);
}

/** What the sender signs; 32 bytes. */
export function signingHash(transaction: UnsignedTransaction): Uint8Array {
  return keccak_256(wrap(TRANSACTION_TYPE, unsignedFields(transaction)));
}

/**
 * The envelope of a transaction.
 * @throws TransactionError if a field is out of range.
 */
export function encodeTransaction(transaction: SignedTransaction): Uint8Array {
  checkTransaction(transaction);
  const { yParity, r, s } = transaction;
  const signature = [integerBytes(BigInt(yParity)), withoutZeros(r), withoutZeros(s)];
  return wrap(TRANSACTION_TYPE, [...unsignedFields(transaction), ...signature]);
}

/**
 * The transaction in an envelope. Whose it is, `recoverSender` tells.
 * @throws TransactionError with a reason if the bytes are no transaction's envelope.
 */
export function decodeTransaction(envelope: Uint8Array): SignedTransaction {
  checkSize(envelope);
  if (envelope[0] !== TRANSACTION_TYPE) throw new TransactionError('TYPE', 'not a transaction of type 0x50');
  const fields = decodeFlatList(envelope.subarray(1), TRANSACTION_FIELDS);
  const [chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload, yParity, r, s] = fields;
  const transaction: SignedTransaction = {
    chainId: readInteger('chainId', chainId, U64_BITS),
    shardId: readInteger('shardId', shardId, U64_BITS),
    nonce: readInteger('nonce', nonce, U64_BITS),
    fuelLimit: readInteger('fuelLimit', fuelLimit, U64_BITS),
    to: to.length === 0 ? undefined : to,
    value: readInteger('value', value, U128_BITS),
    vm: Number(readInteger('vm', vm, U32_BITS)),
    salt,
    payload,
    yParity: Number(readInteger('yParity', yParity, 1)) as 0 | 1,
    r: padded('r', r),
    s: padded('s', s),
  };
  checkTransaction(transaction);
  return transaction;
}

/** @throws TransactionError if a field is out of range. */
export function encodePoke({ chainId, shardId, target }: Poke): Uint8Array {
  checkInteger('chainId', chainId, U64_BITS);
  checkInteger('shardId', shardId, U64_BITS);
  checkLength('target', target, ADDRESS_BYTES);
  return wrap(POKE_TYPE, [integerBytes(chainId), integerBytes(shardId), target]);
}

/** @throws TransactionError with a reason if the bytes are no poke's envelope. */
export function decodePoke(envelope: Uint8Array): Poke {
  checkSize(envelope);
  if (envelope[0] !== POKE_TYPE) throw new TransactionError('TYPE', 'not a poke, of type 0x51');
  const [chainId, shardId, target] = decodeFlatList(envelope.subarray(1), POKE_FIELDS);
  checkLength('target', target, ADDRESS_BYTES);
  return {
    chainId: readInteger('chainId', chainId, U64_BITS),
    shardId: readInteger('shardId', shardId, U64_BITS),
    target,
  };
}

/** @throws TransactionError with a reason if the bytes are neither a transaction's nor a poke's envelope. */
export function decodeEnvelope(envelope: Uint8Array): Envelope {
  return envelope[0] === POKE_TYPE
    ? { kind: 'poke', poke: decodePoke(envelope) }
    : { kind: 'transaction', transaction: decodeTransaction(envelope) };
}

/** Checks what a sender asks for, before it is signed. @throws TransactionError */
export function checkUnsigned(transaction: UnsignedTransaction): void {
  const { chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload } = transaction;
  checkInteger('chainId', chainId, U64_BITS);
  checkInteger('shardId', shardId, U64_BITS);
  checkInteger('nonce', nonce, U64_BITS);
  checkInteger('fuelLimit', fuelLimit, U64_BITS);
  checkInteger('value', value, U128_BITS);
  if (!Number.isInteger(vm)) throw new TransactionError('FIELD', 'vm is no integer');
  checkInteger('vm', BigInt(vm), U32_BITS);
  if (fuelLimit > FUEL_MAX)
    throw new TransactionError('FUEL_LIMIT', `fuelLimit ${fuelLimit} is 2^46 or more`);
  if (payload.length > DEV_LIMITS.payloadBytesMax) {
    const message = `a payload of ${payload.length} bytes; at most ${DEV_LIMITS.payloadBytesMax}`;
    throw new TransactionError('PAYLOAD', message);
  }
  if (to !== undefined) {
    checkLength('to', to, ADDRESS_BYTES);
    if (vm !== 0 || salt.length !== 0) throw new TransactionError('MESSAGE', 'a message with a VM or a salt');
    return;
  }
  checkLength('salt', salt, SALT_BYTES);
  if (vm === 0) throw new TransactionError('CREATION', 'a creation without a VM');
  readCreation(payload);
}

function checkTransaction(transaction: SignedTransaction): void {
  checkUnsigned(transaction);
  if (!isSignatureInRange(transaction)) {
    throw new TransactionError('SIGNATURE', 'r or s is out of range, or s is in the upper half');
  }
}

function checkSize(envelope: Uint8Array): void {
  const bytesMax = DEV_LIMITS.payloadBytesMax + ENVELOPE_OVERHEAD_BYTES_MAX;
  if (envelope.length > bytesMax) {
    throw new TransactionError('SIZE', `an envelope of ${envelope.length} bytes; at most ${bytesMax}`);
  }
}

function checkInteger(name: string, value: bigint, bits: number): void {
  if (value < 0n || value >> BigInt(bits) !== 0n) {
    throw new TransactionError('FIELD', `${name} ${value} is not within ${bits} bits`);
  }
}

function checkLength(name: string, bytes: Uint8Array, length: number): void {
  if (bytes.length !== length) {
    throw new TransactionError('FIELD', `${name} has ${bytes.length} bytes instead of ${length}`);
  }
}

function unsignedFields(transaction: UnsignedTransaction): Uint8Array[] {
  const { chainId, shardId, nonce, fuelLimit, to, value, vm, salt, payload } = transaction;
  const numbers = [chainId, shardId, nonce, fuelLimit].map(integerBytes);
  return [...numbers, to ?? EMPTY_BYTES, integerBytes(value), integerBytes(BigInt(vm)), salt, payload];
}

function wrap(type: number, fields: readonly Uint8Array[]): Uint8Array {
  return concatBytes(Uint8Array.of(type), encodeFlatList(fields));
}

const SCALAR_BYTES = 32;

/** 32 bytes of an integer without leading zeros. */
function padded(name: string, digits: Uint8Array): Uint8Array {
  if (digits.length > SCALAR_BYTES || digits[0] === 0) {
    throw new TransactionError('FIELD', `${name} is not a minimal integer within 256 bits`);
  }
  if (digits.length === SCALAR_BYTES) return digits;
  const bytes = new Uint8Array(SCALAR_BYTES);
  bytes.set(digits, SCALAR_BYTES - digits.length);
  return bytes;
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== 0);
  return start < 0 ? EMPTY_BYTES : bytes.subarray(start);
}
