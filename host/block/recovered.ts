/** What recovery finds out about an envelope, and how envelopes and findings travel between threads. */

import { ADDRESS_BYTES, type Address, ZERO_ADDRESS } from '../../runtime/address.js';
import { assert } from '../../runtime/errors.js';
import { type Curve, curve } from './curve.js';
import { TRANSACTION_DEFECTS, type TransactionDefect, TransactionError } from './errors.js';
import { recoverSender } from './signer.js';
import { decodeEnvelope, transactionHash } from './transaction.js';

/** Asks a thread that recovers to end. */
export const END = 'end';

/** The hash of an envelope, and its sender or why it is no transaction. */
export interface Recovered {
  readonly hash: Uint8Array;
  /** Of a poke, which nobody signs, the zero address. */
  readonly sender: Address | undefined;
  /** Set where `sender` is not. */
  readonly defect: TransactionDefect | undefined;
}

export function recoverEnvelope(envelope: Uint8Array, on: Curve = curve): Recovered {
  const hash = transactionHash(envelope);
  try {
    const content = decodeEnvelope(envelope);
    const sender = content.kind === 'poke' ? ZERO_ADDRESS : recoverSender(content.transaction, on);
    return { hash, sender, defect: undefined };
  } catch (error) {
    if (!(error instanceof TransactionError)) throw error;
    return { hash, sender: undefined, defect: error.reason };
  }
}

const LENGTH_BYTES = 4;

/** Envelopes in one buffer, each behind its length as u32. */
export function packEnvelopes(envelopes: readonly Uint8Array[]): ArrayBuffer {
  const size = envelopes.reduce((sum, { length }) => sum + LENGTH_BYTES + length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const envelope of envelopes) {
    view.setUint32(at, envelope.length);
    bytes.set(envelope, at + LENGTH_BYTES);
    at += LENGTH_BYTES + envelope.length;
  }
  return bytes.buffer;
}

/** Views into the buffer. */
export function unpackEnvelopes(buffer: ArrayBuffer): Uint8Array[] {
  const view = new DataView(buffer);
  const envelopes: Uint8Array[] = [];
  for (let at = 0; at < buffer.byteLength; ) {
    const length = view.getUint32(at);
    envelopes.push(new Uint8Array(buffer, at + LENGTH_BYTES, length));
    at += LENGTH_BYTES + length;
  }
  return envelopes;
}

const HASH_BYTES = 32;
/** First byte of a finding with a sender; else it is the place of the defect in the table, counted from 1. */
const SOUND = 0;
const FINDING_BYTES = 1 + HASH_BYTES + ADDRESS_BYTES;

export function packRecovered(findings: readonly Recovered[]): ArrayBuffer {
  const bytes = new Uint8Array(findings.length * FINDING_BYTES);
  findings.forEach(({ hash, sender, defect }, index) => {
    const at = index * FINDING_BYTES;
    bytes[at] = defect === undefined ? SOUND : 1 + TRANSACTION_DEFECTS.indexOf(defect);
    bytes.set(hash, at + 1);
    if (sender !== undefined) bytes.set(sender, at + 1 + HASH_BYTES);
  });
  return bytes.buffer;
}

export function unpackRecovered(buffer: ArrayBuffer): Recovered[] {
  const bytes = new Uint8Array(buffer);
  assert(bytes.length % FINDING_BYTES === 0, 'findings are whole');
  return Array.from({ length: bytes.length / FINDING_BYTES }, (_, index) => {
    const finding = bytes.subarray(index * FINDING_BYTES, (index + 1) * FINDING_BYTES);
    const isSound = finding[0] === SOUND;
    return {
      hash: finding.slice(1, 1 + HASH_BYTES),
      sender: isSound ? finding.slice(1 + HASH_BYTES) : undefined,
      defect: isSound ? undefined : TRANSACTION_DEFECTS[finding[0] - 1],
    };
  });
}
