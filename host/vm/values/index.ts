/** Values of contracts: types, canonical CBOR, JSON, Python's repr (SEMANTICS 11, 12). */

export { decodeValue, encodeKey, encodeValue } from './cbor.js';
export { parseValue, stringifyValue } from './json.js';
export { reprValue } from './repr.js';
export { PyFloat, PySet, PyTuple, type Value } from './types.js';
