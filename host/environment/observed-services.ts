/**
 * Services of environments that remember what was hashed. An environment gives two roots; what is below them,
 * receipts and contracts, only its frames have known: it is found here by its root.
 */

import type { EnvironmentServices, PayNodes } from '../vm/script/services.js';

/** A value whose root an environment has asked for. */
export interface HashedValue {
  readonly root: Uint8Array;
  /** Canonical CBOR of a list of receipts or of a dict {address: State}. */
  readonly value: Uint8Array;
  /** The root in which the States took the place of what was there; of all others none. */
  readonly preRoot?: Uint8Array;
}

/** Bytes of values that are remembered; beyond, the oldest are forgotten. */
const REMEMBERED_BYTES_MAX = 256 * 1024 * 1024;

export class ObservedServices implements EnvironmentServices {
  readonly #services: EnvironmentServices;
  readonly #bytesMax: number;
  /** Undefined where nobody has asked to remember. */
  #hashed: HashedValue[] | undefined;
  #bytes = 0;

  constructor(services: EnvironmentServices, bytesMax = REMEMBERED_BYTES_MAX) {
    this.#services = services;
    this.#bytesMax = bytesMax;
  }

  /** Remembers what is hashed while a body runs, failed frames included; in the order in which it was. */
  observe<Result>(body: () => Result): { readonly result: Result; readonly hashed: readonly HashedValue[] } {
    const hashed: HashedValue[] = [];
    [this.#hashed, this.#bytes] = [hashed, 0];
    try {
      return { result: body(), hashed };
    } finally {
      this.#hashed = undefined;
    }
  }

  verifyState(...asked: Parameters<EnvironmentServices['verifyState']>): boolean {
    return this.#services.verifyState(...asked);
  }

  hashTreeRoot(value: Uint8Array, preRoot: Uint8Array | undefined, pay: PayNodes): Uint8Array | undefined {
    const root = this.#services.hashTreeRoot(value, preRoot, pay);
    if (root !== undefined) this.#remember({ root, value, ...(preRoot === undefined ? {} : { preRoot }) });
    return root;
  }

  recover(...asked: Parameters<EnvironmentServices['recover']>): Uint8Array | undefined {
    return this.#services.recover(...asked);
  }

  #remember(value: HashedValue): void {
    const hashed = this.#hashed;
    if (hashed === undefined) return;
    hashed.push(value);
    this.#bytes += value.value.length;
    while (this.#bytes > this.#bytesMax) this.#bytes -= hashed.shift()?.value.length ?? 0;
  }
}
