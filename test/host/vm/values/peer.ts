/** Values as npm `cbor2` takes and gives them, an independent implementation of RFC 8949. */

import { encode, Tag } from 'cbor2';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { compareBytes } from '../../../../runtime/bytes.js';

/** What cbor2 writes of a value in canonical form, or undefined where it has no way to say it. */
export function encodeByPeer(value: Value): Uint8Array | undefined {
  const peer = toPeer(value);
  return peer === undefined ? undefined : encode(peer, { cde: true, collapseBigInts: true });
}

/** A value as cbor2 takes it, or undefined where it has no way to say it: cbor2 writes 1.0 as an integer. */
function toPeer(value: Value): unknown {
  if (value instanceof PyFloat) return undefined;
  if (value instanceof PyTuple) return tagged(45_001, [...value.items]);
  if (value instanceof PySet) {
    const sorted = [...value.items].sort((a, b) => compareBytes(encodeValue(a), encodeValue(b)));
    return tagged(258, sorted);
  }
  if (value instanceof Map) return tagged(45_000, [...value].flat(1) as Value[]);
  if (Array.isArray(value)) return all(value);
  return value;
}

function all(items: readonly Value[]): unknown[] | undefined {
  const peers = items.map(toPeer);
  return peers.includes(undefined) ? undefined : peers;
}

function tagged(tag: number, items: readonly Value[]): Tag | undefined {
  const peers = all(items);
  return peers === undefined ? undefined : new Tag(tag, peers);
}

/** Numbers with the type float told apart from ints, as cbor2 decodes them. */
export function simplify(value: unknown): unknown {
  if (value instanceof PyFloat) return value.value;
  if (value instanceof PyTuple || value instanceof PySet) return value.items.map(simplify);
  if (value instanceof Map) return [...value].flat(1).map(simplify);
  if (Array.isArray(value)) return value.map(simplify);
  if (value instanceof Tag) return simplify(value.contents);
  if (value instanceof Set) return [...value].map(simplify);
  if (value instanceof Uint8Array) return `bytes ${Buffer.from(value).toString('hex')}`;
  return value;
}
