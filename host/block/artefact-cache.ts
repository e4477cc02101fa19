/**
 * Artefacts that were made while blocks were executed on witnesses, which have none: a code's artefact is the
 * same whenever it is made (SEMANTICS 8), so it is made once. Bounded by bytes.
 */

import { keyText } from '../state/key-text.js';
import { RECORD_KIND } from '../state/record-keys.js';
import type { Change, RecordReader } from '../state/store.js';
import { WorkingSet } from '../state/working-set.js';

const BYTES_MAX = 16 * 1024 * 1024;

export class ArtefactCache implements RecordReader {
  readonly #artefacts = new WorkingSet(BYTES_MAX);

  get(key: Uint8Array): Uint8Array | undefined {
    return this.#artefacts.get(keyText(key)) ?? undefined;
  }

  /** Keeps the artefacts among the changes of a block. */
  keep(changes: readonly Change[]): void {
    for (const { key, value } of changes) {
      if (key[0] !== RECORD_KIND.artefact || value === undefined) continue;
      this.#artefacts.set(keyText(key), new Uint8Array(value));
    }
  }
}
