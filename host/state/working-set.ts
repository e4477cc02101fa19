/**
 * Records of a store that are kept at hand. Bounded by bytes; which records it holds changes the time of a
 * call and nothing else.
 */

/** What a record takes beside its key and value, about. */
const OVERHEAD_BYTES = 128;

/** A value, or null: there is no such record. */
export type KnownValue = Uint8Array | null;

/**
 * Two generations instead of an exact order of use: a hit in the recent one is one lookup of a map. Once the
 * recent one holds half of the bound, it becomes the older one, and the older one is forgotten.
 */
export class WorkingSet {
  readonly #generationBytesMax: number;
  #recent = new Map<string, KnownValue>();
  #older = new Map<string, KnownValue>();
  #recentBytes = 0;

  /** @param bytesMax bound, passed by at most one record. */
  constructor(bytesMax: number) {
    this.#generationBytesMax = bytesMax / 2;
  }

  /** Records held. */
  get size(): number {
    return new Set([...this.#recent.keys(), ...this.#older.keys()]).size;
  }

  /** Undefined if nothing is known of the key. */
  get(keyText: string): KnownValue | undefined {
    const recent = this.#recent.get(keyText);
    if (recent !== undefined) return recent;
    const older = this.#older.get(keyText);
    if (older !== undefined) this.set(keyText, older);
    return older;
  }

  set(keyText: string, value: KnownValue): void {
    const before = this.#recent.get(keyText);
    if (before !== undefined) this.#recentBytes -= sizeOf(keyText, before);
    this.#recent.set(keyText, value);
    this.#recentBytes += sizeOf(keyText, value);
    if (this.#recentBytes <= this.#generationBytesMax) return;
    this.#older = this.#recent;
    this.#recent = new Map();
    this.#recentBytes = 0;
  }
}

function sizeOf(keyText: string, value: KnownValue): number {
  return OVERHEAD_BYTES + keyText.length + (value?.length ?? 0);
}
