/**
 * hash_tree_root of long lists. @chainsafe/ssz hashes values tree by tree; a block of 1,000 receipts is
 * 55,000 pairs, which take a third of the time in batches (`npm run bench -- --only block/receipts-root`).
 */

import { ByteListType, ByteVectorType, ContainerType, ListCompositeType } from '@chainsafe/ssz';
import { assert, HostFault } from '../../runtime/errors.js';
import { MerkleBatch } from './merkle-batch.js';
import type { SszBasicType, SszType } from './ssz.js';

const CHUNK_BYTES = 32;

/** Puts a value into a batch; the chunk that will be its root. */
type Planter<V> = (batch: MerkleBatch, value: V) => number;

/** Elements whose trees are hashed together: some 60 pairs each, which a processor's cache holds. */
const ELEMENTS_PER_BATCH = 64;

/**
 * The function that computes the root of lists: what `type.hashTreeRoot` gives.
 * @throws HostFault if a value does not fit the type.
 */
export function batchedListRoot<V>(type: SszType<V[]>): (value: V[]) => Uint8Array {
  if (!(type instanceof ListCompositeType)) throw new HostFault(`${type.typeName} is no list`);
  const plant = planterOf(type.elementType as SszType<V>);
  return (value) => {
    checkLength(type, value);
    const batch = new MerkleBatch();
    const roots: Uint8Array[] = [];
    for (let at = 0; at < value.length; at += ELEMENTS_PER_BATCH) {
      batch.reset();
      const planted = value.slice(at, at + ELEMENTS_PER_BATCH).map((element) => plant(batch, element));
      batch.run();
      roots.push(...planted.map((chunk) => batch.bytesOf(chunk)));
    }
    batch.reset();
    const leaves = roots.map((root) =>
      batch.chunks(root.length, ({ uint8Array }, at) => uint8Array.set(root, at)),
    );
    const root = batch.mixInLength(batch.merkleize(leaves, type.chunkDepth), value.length);
    batch.run();
    return batch.bytesOf(root);
  };
}

/** Of the kinds of types that ssz.ts has. */
function planterOf<V>(type: SszType<V> | SszBasicType<V>): Planter<V> {
  if (type instanceof ByteListType) return byteListPlanter(type) as unknown as Planter<V>;
  if (type instanceof ListCompositeType) return listPlanter(type) as unknown as Planter<V>;
  if (type instanceof ContainerType) return containerPlanter(type) as unknown as Planter<V>;
  if (!type.isBasic && !(type instanceof ByteVectorType))
    throw new HostFault(`no planter of ${type.typeName}`);
  // Of at most 32 bytes: one chunk.
  const basic = type as SszBasicType<V>;
  return (batch, value) =>
    batch.chunks(CHUNK_BYTES, (views, offset) => basic.value_serializeToBytes(views, offset, value));
}

function byteListPlanter(type: ByteListType): Planter<Uint8Array> {
  return (batch, value) => {
    const count = Math.ceil(value.length / CHUNK_BYTES);
    const first = batch.chunks(value.length, (views, offset) =>
      type.value_serializeToBytes(views, offset, value),
    );
    const leaves: number[] = [];
    while (leaves.length < count) leaves.push(first + leaves.length);
    return batch.mixInLength(batch.merkleize(leaves, type.chunkDepth), value.length);
  };
}

function listPlanter(type: ListCompositeType<SszType<unknown>>): Planter<unknown[]> {
  const plant = planterOf(type.elementType);
  return (batch, value) => {
    checkLength(type, value);
    const leaves = value.map((element) => plant(batch, element));
    return batch.mixInLength(batch.merkleize(leaves, type.chunkDepth), value.length);
  };
}

function containerPlanter(
  type: ContainerType<Record<string, SszType<unknown>>>,
): Planter<Record<string, unknown>> {
  const fields = type.fieldsEntries.map(
    ({ fieldName, fieldType }) => [fieldName as string, planterOf(fieldType)] as const,
  );
  return (batch, value) =>
    batch.merkleize(
      fields.map(([name, plant]) => plant(batch, value[name])),
      type.depth,
    );
}

function checkLength(
  { limit, typeName }: { limit: number; typeName: string },
  value: readonly unknown[],
): void {
  assert(value.length <= limit, `${typeName} of ${value.length} elements`);
}
