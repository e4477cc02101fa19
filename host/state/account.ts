/** Accounts, their stored form, and the address of a contract (DESIGN 5, EIP-1014). */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { equalBytes, fromHex, u64be } from '../../runtime/bytes.js';
import { assert, HostFault } from '../../runtime/errors.js';

export const HASH_BYTES = 32;
export const SALT_BYTES = 32;

/** Bounds of the fields. */
const BALANCE_END = 2n ** 128n;
const U64_END = 2n ** 64n;
const VM_END = 2 ** 32;

/** keccak256 of the code, as the field has it (EIP-1052). */
export function hashCode(code: Uint8Array): Uint8Array {
  return keccak_256(code);
}

/** Of an account without code: keccak256 of nothing. Hashing it here would delay a process's first call. */
export const EMPTY_CODE_HASH = fromHex('0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');

export interface Account {
  /** Kind and version of the VM that runs its code; 0 without code. */
  readonly vm: number;
  /** Below 2^64. Kept in a record of its own: it outlives the account (SEMANTICS 23). */
  readonly nonce: bigint;
  /** Below 2^128. */
  readonly balance: bigint;
  /** 32 bytes. */
  readonly codeHash: Uint8Array;
  /** Bytes of keys and values in its storage (SEMANTICS 34). */
  readonly storageSize: bigint;
  /** Up to which TOTALFEE its rent is paid, by the shard's policy; 0 without code or rent (SEMANTICS 35). */
  readonly totalFee: bigint;
  /** Whether it was claimed and some of its storage is not there yet (SEMANTICS 36). */
  readonly isIncomplete: boolean;
}

export const EMPTY_ACCOUNT: Account = {
  vm: 0,
  nonce: 0n,
  balance: 0n,
  codeHash: EMPTY_CODE_HASH,
  storageSize: 0n,
  totalFee: 0n,
  isIncomplete: false,
};

export function hasCode(account: Account): boolean {
  return !equalBytes(account.codeHash, EMPTY_CODE_HASH);
}

/** Whether nothing would be lost with the account (EIP-161), its storage counted too. */
export function isAccountEmpty(account: Account): boolean {
  return account.nonce === 0n && isRecordEmpty(account);
}

/** Whether an account needs no record beside its nonce. */
export function isRecordEmpty(account: Account): boolean {
  return account.vm === 0 && account.balance === 0n && account.storageSize === 0n && !hasCode(account);
}

/** version u8, vm u32, balance u128, codeHash, storageSize u64; big-endian. The nonce is not in it. */
const ENCODED_BYTES = 1 + 4 + 16 + HASH_BYTES + 8;
const ENCODING_VERSION = 1;
/** The same, then totalFee u128, isIncomplete u8: of accounts in which one of them is set, and only those. */
const RENT_ENCODED_BYTES = ENCODED_BYTES + 16 + 1;
const RENT_ENCODING_VERSION = 2;

/** @throws HostFault if a field is out of its bounds. */
export function encodeAccount(account: Account): Uint8Array {
  const { vm, nonce, balance, codeHash, storageSize, totalFee, isIncomplete } = account;
  assert(Number.isInteger(vm) && vm >= 0 && vm < VM_END, 'vm is a u32');
  assert(nonce >= 0n && nonce < U64_END, 'nonce is a u64');
  assert(balance >= 0n && balance < BALANCE_END, 'balance is a u128');
  assert(codeHash.length === HASH_BYTES, 'codeHash has 32 bytes');
  assert(storageSize >= 0n && storageSize < U64_END, 'storageSize is a u64');
  assert(totalFee >= 0n && totalFee < BALANCE_END, 'totalFee is a u128');
  const hasRent = totalFee > 0n || isIncomplete;
  const bytes = new Uint8Array(hasRent ? RENT_ENCODED_BYTES : ENCODED_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, hasRent ? RENT_ENCODING_VERSION : ENCODING_VERSION);
  view.setUint32(1, vm);
  view.setBigUint64(5, balance >> 64n);
  view.setBigUint64(13, balance & (U64_END - 1n));
  bytes.set(codeHash, 21);
  view.setBigUint64(53, storageSize);
  if (!hasRent) return bytes;
  view.setBigUint64(61, totalFee >> 64n);
  view.setBigUint64(69, totalFee & (U64_END - 1n));
  view.setUint8(77, isIncomplete ? 1 : 0);
  return bytes;
}

/** @throws HostFault if the bytes are not what `encodeAccount` writes. */
export function decodeAccount(bytes: Uint8Array, nonce: bigint): Account {
  const hasRent = bytes[0] === RENT_ENCODING_VERSION;
  const isKnown = hasRent || bytes[0] === ENCODING_VERSION;
  if (!isKnown || bytes.length !== (hasRent ? RENT_ENCODED_BYTES : ENCODED_BYTES))
    throw new HostFault('not an account record');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const totalFee = hasRent ? (view.getBigUint64(61) << 64n) | view.getBigUint64(69) : 0n;
  const isIncomplete = hasRent && bytes[77] === 1;
  if (hasRent && (bytes[77] > 1 || (totalFee === 0n && !isIncomplete)))
    throw new HostFault('not an account record');
  return {
    vm: view.getUint32(1),
    nonce,
    balance: (view.getBigUint64(5) << 64n) | view.getBigUint64(13),
    codeHash: bytes.slice(21, 53),
    storageSize: view.getBigUint64(53),
    totalFee,
    isIncomplete,
  };
}

/** What of an address is never removed (SEMANTICS 23, 36). */
export interface Identity {
  readonly nonce: bigint;
  /** How often the address's storage was dropped; part of the keys of its storage. */
  readonly incarnation: bigint;
  /** Whether a contract was ever created there. */
  readonly wasCreated: boolean;
}

export const EMPTY_IDENTITY: Identity = { nonce: 0n, incarnation: 0n, wasCreated: false };

/** version u8, wasCreated u8, nonce u64, incarnation u64; big-endian. */
const IDENTITY_BYTES = 18;

export function encodeIdentity({ nonce, incarnation, wasCreated }: Identity): Uint8Array {
  assert(nonce >= 0n && nonce < U64_END, 'nonce is a u64');
  const head = Uint8Array.of(ENCODING_VERSION, wasCreated ? 1 : 0);
  return concatBytes(head, u64be(nonce), u64be(incarnation));
}

/** @throws HostFault if the bytes are not what `encodeIdentity` writes. */
export function decodeIdentity(bytes: Uint8Array): Identity {
  if (bytes.length !== IDENTITY_BYTES || bytes[0] !== ENCODING_VERSION || bytes[1] > 1) {
    throw new HostFault('not an identity record');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return { nonce: view.getBigUint64(2), incarnation: view.getBigUint64(10), wasCreated: bytes[1] === 1 };
}

/** Address of the contract that a creator makes with a salt (32 bytes) and its code (EIP-1014). */
export function create2Address(creator: Address, salt: Uint8Array, initcode: Uint8Array): Address {
  assert(
    creator.length === ADDRESS_BYTES && salt.length === SALT_BYTES,
    'an address of 20, a salt of 32 bytes',
  );
  return keccak_256(concatBytes(Uint8Array.of(0xff), creator, salt, hashCode(initcode))).slice(
    -ADDRESS_BYTES,
  );
}
