/** How a binary opts in to messages of other shards: a custom section, whatever is in it (SEMANTICS 38). */

import { decodeModule } from '../../../runtime/wasm/binary.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';

const SECTION = 'pbevm.receives';

/** @param source a binary that was accepted. */
export function isReceivingModule(source: Uint8Array): boolean {
  return decodeModule(source, PROFILES.contract).customs.some(({ name }) => name === SECTION);
}
