/** Canonical CBOR of contract values, both ways (SEMANTICS 11). */

export { decodeRecord, decodeValue } from './decode.js';
export { encodeKey, encodeValue } from './encode.js';
