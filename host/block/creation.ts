/** Payload of a transaction that creates a contract: CBOR [code bytes, args list] (SEMANTICS 28). */

import { concatBytes } from '@noble/hashes/utils.js';
import { decodeRecord, encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import { TransactionError } from './errors.js';

export interface Creation {
  /** Also the initcode that the address is made of (EIP-1014). */
  readonly code: Uint8Array;
  /** Call data of the first run: canonical CBOR of the list of arguments. */
  readonly args: Uint8Array;
}

/** Head of a CBOR array of two: the arguments may nest as deep as any value. */
const ARRAY_OF_TWO = 0x82;

/** @throws PbevmError BAD_VALUE if an argument has no CBOR form. */
export function encodeCreation(code: Uint8Array, args: readonly Value[]): Uint8Array {
  return concatBytes(Uint8Array.of(ARRAY_OF_TWO), encodeValue(code, 'code'), encodeValue(args, 'args'));
}

/** @throws TransactionError CREATION if the payload is not the canonical CBOR of [bytes, list]. */
export function readCreation(payload: Uint8Array): Creation {
  let code: Value;
  let args: Value;
  try {
    [code, args] = decodeRecord(payload, 2);
  } catch (error) {
    throw new TransactionError('CREATION', 'the payload is not canonical CBOR of two values', {
      cause: error,
    });
  }
  if (!(code instanceof Uint8Array) || !Array.isArray(args)) {
    throw new TransactionError('CREATION', 'the payload is not a list of bytes and a list');
  }
  return { code, args: encodeValue(args) };
}
