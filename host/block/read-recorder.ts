/** Which records an execution reads: what a witness of it must show. */

import type { Address } from '../../runtime/address.js';
import { decodeIdentity, EMPTY_IDENTITY } from '../state/account.js';
import type { AskedAccount } from '../state/database/prove-state.js';
import { readAccount } from '../state/database/world-trees.js';
import { keyBytes, keyText } from '../state/key-text.js';
import { codeKey, identityKey, parseStorageKey, RECORD_KIND } from '../state/record-keys.js';
import type { RecordReader } from '../state/store.js';

export class ReadRecorder implements RecordReader {
  readonly #records: RecordReader;
  readonly #read = new Set<string>();

  constructor(records: RecordReader) {
    this.#records = records;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#read.add(keyText(key));
    return this.#records.get(key);
  }

  /** Accounts that were read, each with the keys of its storage that were. */
  get requests(): AskedAccount[] {
    const requests = new Map<string, { readonly address: Address; readonly keys: Uint8Array[] }>();
    const at = (address: Address) => {
      const text = keyText(address);
      const request = requests.get(text) ?? { address, keys: [] };
      requests.set(text, request);
      return request;
    };
    for (const key of this.#keys()) {
      if (key[0] === RECORD_KIND.account || key[0] === RECORD_KIND.identity) at(key.slice(1));
      const parts = parseStorageKey(key);
      // Storage of an incarnation that the execution began is no part of the state before it.
      if (parts !== undefined && parts.incarnation === this.#incarnationOf(parts.address)) {
        at(parts.address).keys.push(parts.key);
      }
    }
    return [...requests.values()];
  }

  /** Codes that were read of accounts that were, each once. One that is deployed anew is looked for too. */
  get codes(): Uint8Array[] {
    const ofAccounts = new Set(
      this.requests.map(({ address }) =>
        keyText(codeKey(readAccount(this.#records, address).account.codeHash)),
      ),
    );
    return this.#keys().flatMap((key) =>
      key[0] === RECORD_KIND.code && ofAccounts.has(keyText(key)) ? (this.#records.get(key) ?? []) : [],
    );
  }

  #keys(): Uint8Array[] {
    return [...this.#read].map(keyBytes);
  }

  #incarnationOf(address: Address): bigint {
    const bytes = this.#records.get(identityKey(address));
    return (bytes === undefined ? EMPTY_IDENTITY : decodeIdentity(bytes)).incarnation;
  }
}
