/** What a transaction leaves behind, as bytes; the embedding API decodes it for people. */

import type { Address } from '../../runtime/address.js';
import type { RefusalCode } from '../../runtime/errors.js';
import type { EventContent, FrameEnd } from '../vm/vm.js';
import type { OutgoingReceipt } from './cross-receipts.js';

/** An event that a contract emitted. */
export interface EventRecord {
  readonly address: Address;
  /** The canonical CBOR of [name, fields]; of a log of the EEI what was logged. */
  readonly data: Uint8Array;
  /** Of a log of the EEI: up to four, of 32 bytes each. */
  readonly topics?: readonly Uint8Array[];
}

/**
 * An event with what was decoded of it when it was checked, so that this thread decodes it once. A clone for
 * another thread has the bytes alone.
 */
export class CheckedEvent implements EventRecord {
  readonly address: Address;
  readonly data: Uint8Array;
  readonly #content: EventContent;

  constructor(address: Address, data: Uint8Array, content: EventContent) {
    this.address = address;
    this.data = data;
    this.#content = content;
  }

  get content(): EventContent {
    return this.#content;
  }
}

/** What a contract printed; debug data, no part of consensus. */
export interface LogRecord {
  readonly address: Address;
  readonly text: Uint8Array;
}

/** How a transaction ended: as its first frame did, or refused before that ran. */
export type TransactionEnd = FrameEnd | { readonly kind: 'refused'; readonly code: RefusalCode };

export interface TransactionResult {
  readonly end: TransactionEnd;
  /** Address of the contract that was created or would have been; absent for a plain message. */
  readonly created?: Address;
  readonly fuelUsed: bigint;
  /** Most pages that all live frames held together. */
  readonly memoryPages: number;
  /** Frames that were entered, each an instance of its own; debug data, no part of consensus. */
  readonly frames: number;
  /** Balances of the contracts that self_destruct deleted, and rent (SEMANTICS 22, 35). */
  readonly burned: bigint;
  /** For other shards, and of contracts that fell asleep (SEMANTICS 33, 36). */
  readonly receipts: readonly OutgoingReceipt[];
  readonly events: readonly EventRecord[];
  readonly logs: readonly LogRecord[];
  /** True if the debug log was cut at its limit. */
  readonly logsTruncated: boolean;
}
