/** What the EVM's side needs of the PBEVM's: a block that can be prepared, asked, kept or dropped. */

import type { Address } from '../../runtime/address.js';

/** A read by an EVM contract: static, its invoker the EVM caller's alias. */
export interface SectionRead {
  readonly from: Address;
  readonly to: Address;
  /** Call data; for Python the CBOR list of arguments. */
  readonly data: Uint8Array;
  readonly fuel: bigint;
}

export interface SectionReadResult {
  /** Status of a receipt (docs/layouts.md); 0 is success. */
  readonly status: number;
  /** The output, or the revert data. */
  readonly output: Uint8Array;
  readonly fuelUsed: bigint;
}

/** The PBEVM half of a block, executed and not yet kept. */
export interface PendingSection {
  readonly height: bigint;
  readonly stateRoot: Uint8Array;
  read(request: SectionRead): Promise<SectionReadResult>;
}
