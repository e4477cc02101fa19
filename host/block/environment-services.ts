/** What execution environments need of trees and of the curve, for the VM that runs them. */

import { rootAfter, rootOf, verifyState } from '../environment/environment-trees.js';
import { receiptsRoot } from '../environment/receipts-root.js';
import type { EnvironmentServices } from '../vm/script/services.js';
import { decodeValue } from '../vm/values/cbor.js';
import { recoverAddress } from './signer.js';

export const ENVIRONMENT_SERVICES: EnvironmentServices = {
  verifyState: (root, address, state) => verifyState(root, address, decodeValue(state)),
  hashTreeRoot(bytes, root) {
    const value = decodeValue(bytes);
    if (root !== undefined) return rootAfter(root, value);
    return Array.isArray(value) ? receiptsRoot(value) : rootOf(value);
  },
  recover: (hash, v, r, s) => recoverAddress(hash, { yParity: v === 27 ? 0 : 1, r, s }),
};
