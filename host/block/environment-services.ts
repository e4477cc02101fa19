/** What execution environments need of trees and of the curve, for the VM that runs them. */

import { rootAfter, rootOf, verifyState } from '../environment/environment-trees.js';
import {
  nodesOfReceipts,
  nodesOfRoot,
  nodesOfRootAfter,
  nodesToVerify,
} from '../environment/hashed-nodes.js';
import { receiptsRoot } from '../environment/receipts-root.js';
import type { EnvironmentServices } from '../vm/script/services.js';
import { decodeValue } from '../vm/values/cbor.js';
import { nobleCurve } from './curve.js';
import { recoverAddress } from './signer.js';

export const ENVIRONMENT_SERVICES: EnvironmentServices = {
  verifyState(root, address, bytes, pay) {
    const state = decodeValue(bytes);
    pay(nodesToVerify(address, state));
    return verifyState(root, address, state);
  },
  hashTreeRoot(bytes, root, pay) {
    const value = decodeValue(bytes);
    if (root !== undefined) {
      pay(nodesOfRootAfter(value));
      return rootAfter(root, value);
    }
    const isList = Array.isArray(value);
    pay(isList ? nodesOfReceipts(value) : nodesOfRoot(value));
    return isList ? receiptsRoot(value) : rootOf(value);
  },
  // Not the native curve: a thread that is ended while C++ is at work in it takes the process with it.
  recover: (hash, v, r, s) => recoverAddress(hash, { yParity: v === 27 ? 0 : 1, r, s }, nobleCurve),
};
