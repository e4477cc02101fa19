/** Who a transaction is from: signing, and the sender that a signature tells (SEMANTICS 28). */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { ADDRESS_BYTES, type Address } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import { type Curve, curve } from './curve.js';
import { TransactionError } from './errors.js';
import { isPrivateKey, isSignatureInRange, type Signature } from './signature.js';
import {
  checkUnsigned,
  type SignedTransaction,
  signingHash,
  type UnsignedTransaction,
} from './transaction.js';

/**
 * The address of a private key: the last 20 bytes of keccak256 of the public key.
 * @throws PbevmError BAD_INPUT if it is not 32 bytes of a number from 1 to the group's order - 1.
 */
export function addressOf(privateKey: Uint8Array, on: Curve = curve): Address {
  checkPrivateKey(privateKey);
  return addressOfPublicKey(on.publicKey(privateKey));
}

/**
 * A transaction with the sender's signature, the same for the same input (RFC 6979), with a low s (EIP-2).
 * @throws TransactionError if a field is out of range.
 * @throws PbevmError BAD_INPUT if the private key is none.
 */
export function signTransaction(
  transaction: UnsignedTransaction,
  privateKey: Uint8Array,
  on: Curve = curve,
): SignedTransaction {
  checkUnsigned(transaction);
  checkPrivateKey(privateKey);
  return { ...transaction, ...on.sign(signingHash(transaction), privateKey) };
}

/**
 * The address whose signature a transaction has.
 * @throws TransactionError SIGNATURE if no key made it.
 */
export function recoverSender(transaction: SignedTransaction, on: Curve = curve): Address {
  const sender = recoverAddress(signingHash(transaction), transaction, on);
  if (sender === undefined) throw new TransactionError('SIGNATURE', 'no key has made this signature');
  return sender;
}

/** The address whose signature of a hash this is; undefined if it is no valid signature. */
export function recoverAddress(
  hash: Uint8Array,
  signature: Signature,
  on: Curve = curve,
): Address | undefined {
  if (!isSignatureInRange(signature)) return undefined;
  const publicKey = on.recover(hash, signature);
  return publicKey === undefined ? undefined : addressOfPublicKey(publicKey);
}

function addressOfPublicKey(publicKey: Uint8Array): Address {
  return keccak_256(publicKey).slice(-ADDRESS_BYTES);
}

function checkPrivateKey(privateKey: Uint8Array): void {
  if (!isPrivateKey(privateKey)) {
    throw new PbevmError('BAD_INPUT', 'a private key is 32 bytes of a number from 1 to the order less 1');
  }
}
