/**
 * Witnesses: all that a block's execution reads, proven against the state root of its parent, so that whoever
 * has no state can execute the block and compare what comes of it (docs/layouts.md, "Witness").
 *
 * Strict: a witness has one encoding, and contains no code that no account in it has.
 */

import { ContainerType } from '@chainsafe/ssz';
import { compareBytes, equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { hashCode } from '../state/account.js';
import { keyText } from '../state/key-text.js';
import { PROOF_BYTES_MAX } from '../state/tree/multiproof.js';
import { type ProvenState, verifyStateProof } from '../state/tree/state-proof.js';
import { blockHash, type Header, HeaderType } from './containers.js';
import { BlockError } from './errors.js';
import { byteList, list, type SszType } from './ssz.js';

export interface Witness {
  /** Header of the parent. */
  readonly parent: Header;
  /** State proof against the parent's state root. */
  readonly proof: Uint8Array;
  /** Codes that are run, in the order of their hashes. */
  readonly codes: Uint8Array[];
}

const CODES_MAX = 4_096;
const CODE_BYTES_MAX = 2 ** 18;

const WitnessType: SszType<Witness> = new ContainerType({
  parent: HeaderType,
  proof: byteList(PROOF_BYTES_MAX),
  codes: list(byteList(CODE_BYTES_MAX), CODES_MAX),
});

/** Bytes of a witness. */
export const WITNESS_BYTES_MAX = 2 ** 27;

/** A witness that was checked: what it shows. */
export interface ProvenWitness {
  readonly parent: Header;
  readonly state: ProvenState;
  /** By the text of their hashes. */
  readonly codes: ReadonlyMap<string, Uint8Array>;
  /** Texts of the hashes of the codes that accounts in it have. */
  readonly wantedCodes: ReadonlySet<string>;
}

/** @param witness its codes in any order, each once */
export function encodeWitness({ parent, proof, codes }: Witness): Uint8Array {
  const sorted = codes.map((code) => ({ code, hash: hashCode(code) }));
  sorted.sort((a, b) => compareBytes(a.hash, b.hash));
  return WitnessType.serialize({ parent, proof, codes: sorted.map(({ code }) => code) });
}

/**
 * Reads a witness and checks it.
 * @param parent hash of the block whose state it must show.
 * @throws BlockError BAD_WITNESS if the bytes are not the witness of a state, or that of another block.
 */
export function openWitness(bytes: Uint8Array, parent: Uint8Array): ProvenWitness {
  const { parent: header, proof, codes } = decodeWitness(bytes);
  if (!equalBytes(blockHash(header), parent)) throw badWitness('it is not of the parent of the block');
  const state = ifProven(() => verifyStateProof(header.stateRoot, proof));
  const wantedCodes = new Set(
    state.accounts.flatMap(({ account }) => (account === undefined ? [] : keyText(account.codeHash))),
  );
  const byHash = new Map<string, Uint8Array>();
  let before: Uint8Array | undefined;
  for (const code of codes) {
    const hash = hashCode(code);
    if (before !== undefined && compareBytes(before, hash) >= 0)
      throw badWitness('its codes are not in order');
    if (!wantedCodes.has(keyText(hash))) throw badWitness('it has a code that no account in it has');
    before = hash;
    byHash.set(keyText(hash), code);
  }
  return { parent: header, state, codes: byHash, wantedCodes };
}

/** @throws BlockError BAD_WITNESS */
export function decodeWitness(bytes: Uint8Array): Witness {
  if (bytes.length > WITNESS_BYTES_MAX) throw badWitness(`it has more than ${WITNESS_BYTES_MAX} bytes`);
  try {
    return WitnessType.deserialize(bytes);
  } catch (cause) {
    throw badWitness('it is not the SSZ of a witness', cause);
  }
}

export function badWitness(what: string, cause?: unknown): BlockError {
  return new BlockError('BAD_WITNESS', `the witness is refused: ${what}`, { cause });
}

/** What a proof says. @throws BlockError BAD_WITNESS if it does not say it. */
export function ifProven<Result>(body: () => Result): Result {
  try {
    return body();
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_PROOF') throw badWitness(thrown.message, thrown);
    throw thrown;
  }
}
