/**
 * SSZ types that check what they are given. @chainsafe/ssz checks bytes that it reads, but not values that
 * it writes or hashes: an integer wraps, a short array leaves what was there, a list beyond its limit gets a
 * root. A value that does not fit its type is a bug of the caller, hence a `HostFault`.
 *
 * Hashing is that of @chainsafe/hashtree where its native binding loads, else WebAssembly; equal by test.
 */

import { type Hasher, setHasher } from '@chainsafe/persistent-merkle-tree';
import { hasher as wasmHasher } from '@chainsafe/persistent-merkle-tree/hasher/as-sha256';
import {
  type BasicType,
  ByteListType,
  ByteVectorType,
  type ByteViews,
  type CompositeType,
  ListCompositeType,
  UintBigintType,
  UintNumberType,
} from '@chainsafe/ssz';
import { assert } from '../../runtime/errors.js';

async function loadHasher(): Promise<Hasher> {
  try {
    return (await import('@chainsafe/persistent-merkle-tree/hasher/hashtree')).hasher;
  } catch {
    // No binding for this machine: an optional part of the package.
    return wasmHasher;
  }
}

setHasher(await loadHasher());

class CheckedUint extends UintBigintType {
  override value_serializeToBytes(output: ByteViews, offset: number, value: bigint): number {
    assert(value >= 0n && value < 1n << BigInt(8 * this.byteLength), `${this.typeName} out of range`);
    return super.value_serializeToBytes(output, offset, value);
  }
}

class CheckedSmallUint extends UintNumberType {
  override value_serializeToBytes(output: ByteViews, offset: number, value: number): number {
    const fits = Number.isInteger(value) && value >= 0 && value < 2 ** (8 * this.byteLength);
    assert(fits, `${this.typeName} out of range`);
    return super.value_serializeToBytes(output, offset, value);
  }
}

class CheckedByteVector extends ByteVectorType {
  override value_serializeToBytes(output: ByteViews, offset: number, value: Uint8Array): number {
    assert(value.length === this.lengthBytes, `${this.typeName} of ${value.length} bytes`);
    return super.value_serializeToBytes(output, offset, value);
  }

  override hashTreeRootInto(value: Uint8Array, output: Uint8Array, offset: number): void {
    assert(value.length === this.lengthBytes, `${this.typeName} of ${value.length} bytes`);
    super.hashTreeRootInto(value, output, offset);
  }
}

class CheckedByteList extends ByteListType {
  override value_serializeToBytes(output: ByteViews, offset: number, value: Uint8Array): number {
    assert(value.length <= this.limitBytes, `${this.typeName} of ${value.length} bytes`);
    return super.value_serializeToBytes(output, offset, value);
  }

  override hashTreeRootInto(value: Uint8Array, output: Uint8Array, offset: number): void {
    assert(value.length <= this.limitBytes, `${this.typeName} of ${value.length} bytes`);
    super.hashTreeRootInto(value, output, offset);
  }
}

/** A type whose values are `V`: `serialize`, `deserialize`, `hashTreeRoot`. */
// biome-ignore lint/suspicious/noExplicitAny: views are what this code has no use for
export type SszType<V> = CompositeType<V, any, any>;

class CheckedList<V> extends ListCompositeType<SszType<V>> {
  override value_serializeToBytes(output: ByteViews, offset: number, value: V[]): number {
    assert(value.length <= this.limit, `${this.typeName} of ${value.length} elements`);
    return super.value_serializeToBytes(output, offset, value);
  }

  override hashTreeRootInto(value: V[], output: Uint8Array, offset: number, safeCache?: boolean): void {
    assert(value.length <= this.limit, `${this.typeName} of ${value.length} elements`);
    super.hashTreeRootInto(value, output, offset, safeCache);
  }
}

/** A type whose values are integers. */
export type SszBasicType<V> = BasicType<V>;

export const uint8: BasicType<number> = new CheckedSmallUint(1);
export const uint32: BasicType<number> = new CheckedSmallUint(4);
export const uint64: BasicType<bigint> = new CheckedUint(8);
export const uint128: BasicType<bigint> = new CheckedUint(16);
export const bytes20: SszType<Uint8Array> = new CheckedByteVector(20);
export const bytes32: SszType<Uint8Array> = new CheckedByteVector(32);

/** ByteList[limit]. */
export function byteList(limit: number): SszType<Uint8Array> {
  return new CheckedByteList(limit);
}

/** List[element, limit]. */
export function list<V>(element: SszType<V>, limit: number): SszType<V[]> {
  return new CheckedList<V>(element, limit);
}
