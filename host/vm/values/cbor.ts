/** Canonical CBOR of contract values, both ways (SEMANTICS 11). */

export { decodeRecord, decodeValue, isCanonical } from './decode.js';
export { encodeKey, encodeValue } from './encode.js';
