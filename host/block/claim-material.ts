/**
 * What a claimant brings: arguments of `claimReceipt` and `claimRecords`, made of what the source shard keeps
 * of a block and of what the destination proves of itself. No consensus: the receipts contract checks all of
 * it.
 */

import type { Address } from '../../runtime/address.js';
import { formatAddress } from '../../runtime/address.js';
import { EMPTY_BYTES, equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import type { AskedAccount } from '../state/database/prove-state.js';
import { sha256 } from '../state/sha256.js';
import { Forest } from '../state/tree/forest.js';
import { storageValueHash } from '../state/tree/leaf-hash.js';
import { createMultiproof } from '../state/tree/multiproof.js';
import { StateTree } from '../state/tree/state-tree.js';
import { storageTreeId } from '../state/tree/tree-id.js';
import type { Value } from '../vm/values/types.js';
import type { BlockProcessor } from './block-processor.js';
import { periodOf, USED_BITS_ADDRESS, usedBitKey } from './claim-periods.js';
import { type CrossReceipt, encodeCrossReceipt, encodeHeader, type Header } from './containers.js';
import type { StorageRecord } from './cross-receipt-records.js';
import { receiptBranch } from './receipt-branch.js';

/** What is kept of a shard's blocks for claims: `BlockArchive` has it. */
export interface ReceiptSource {
  getCrossReceipts(height: bigint): CrossReceipt[];
  getDepartedStorage(height: bigint, address: Address): Promise<StorageRecord[] | undefined>;
  /** A code that was deployed there at some time. */
  getCode(codeHash: Uint8Array): Uint8Array | undefined;
}

/** What the shard of the claim tells of itself. */
export interface ClaimShard {
  readonly head: Header;
  /** Blocks of a period. */
  readonly claimPeriodBlocks: number;
  headerAt(height: bigint): Header;
  /** A state proof for a height (docs/layouts.md). */
  prove(asked: readonly AskedAccount[], height: bigint): Promise<Uint8Array>;
}

/** A shard as its block processor knows it. */
export function claimShardOf({ head, archive, proofs }: BlockProcessor): ClaimShard {
  return {
    head,
    claimPeriodBlocks: PROTOCOL_VERSIONS[head.protocol].limits.claimPeriodBlocks,
    headerAt(height) {
      const found = archive.getBlock(height);
      if (found === undefined) throw new PbevmError('UNKNOWN_HEIGHT', `there is no block ${height}`);
      return found.block.header;
    },
    prove: (asked, height) => proofs.prove(asked, height),
  };
}

/** Where a receipt is: in the block of that height of its source. */
export interface ReceiptPlace {
  readonly height: bigint;
  readonly position: number;
}

/**
 * Call data of `claimReceipt`, as a list, for the block after the shard's head.
 * @param knownAt the block of the claim's shard in which the receipt's root became known.
 * @throws PbevmError BAD_INPUT if there is no such receipt, PRUNED if the code of its contract is not kept;
 * as `prove` if a closed period is not kept any more.
 */
export async function claimArguments(
  source: ReceiptSource,
  { height, position }: ReceiptPlace,
  shard: ClaimShard,
  knownAt: bigint,
): Promise<Value[]> {
  const receipts = source.getCrossReceipts(height);
  if (position < 0 || position >= receipts.length) {
    throw new PbevmError('BAD_INPUT', `block ${height} has ${receipts.length} receipts`);
  }
  const receipt = receipts[position];
  const nonInclusions: Value[] = [];
  for (const last of closedPeriods(shard, knownAt)) {
    const keys = [usedBitKey(receipt.source, receipt.index)];
    const proof = await shard.prove([{ address: USED_BITS_ADDRESS, keys }], last);
    nonInclusions.push([encodeHeader(shard.headerAt(last)), proof]);
  }
  const [moved] = receipt.init;
  const code = moved === undefined ? EMPTY_BYTES : source.getCode(moved.codeHash);
  if (code === undefined) throw new PbevmError('PRUNED', 'the code of the contract is not kept');
  const branch = receiptBranch(receipts, position);
  return ['claimReceipt', encodeCrossReceipt(receipt), height, position, branch, nonInclusions, code];
}

/** Heights of the last blocks of the periods that are closed in the next block, from one on. */
function closedPeriods({ head, claimPeriodBlocks }: ClaimShard, knownAt: bigint): bigint[] {
  const current = periodOf(head.height + 1n, claimPeriodBlocks);
  const heights: bigint[] = [];
  for (let period = periodOf(knownAt, claimPeriodBlocks); period < current; period++) {
    heights.push((period + 1n) * BigInt(claimPeriodBlocks) - 1n);
  }
  return heights;
}

/** Bytes of records in one claim: with its proof it fits a transaction's payload. */
const RECORD_BYTES_MAX = 48 * 1024;
/** Records in one claim: the proof of each has some 20 hashes at most. */
const RECORDS_MAX = 64;

/**
 * Call data of the `claimRecords` that bring a contract's storage, each a list; none if it has none.
 * @throws PbevmError BAD_INPUT if no contract left with this receipt, PRUNED if its storage is not kept any
 * more.
 */
export async function recordArguments(source: ReceiptSource, place: ReceiptPlace): Promise<Value[][]> {
  const receipt = source.getCrossReceipts(place.height)[place.position];
  const [moved] = receipt?.init ?? [];
  if (moved === undefined) throw new PbevmError('BAD_INPUT', 'no contract left with this receipt');
  const { target } = receipt;
  const records = await source.getDepartedStorage(place.height, target);
  const tree = treeOf(target, records ?? []);
  if (records === undefined || !equalBytes(tree.root, moved.storageRoot)) {
    throw new PbevmError('PRUNED', 'the storage of the contract is not kept any more');
  }
  return chunksOf(records).map((chunk) => {
    const proof = createMultiproof(
      tree,
      chunk.map(([key]) => sha256(key)),
    );
    return ['claimRecords', formatAddress(target), chunk.map(([key, value]) => [key, value]), proof];
  });
}

function treeOf(address: Address, records: readonly StorageRecord[]): StateTree {
  const forest = new Forest({ get: () => undefined }, { cacheBytes: Number.POSITIVE_INFINITY });
  const tree = StateTree.empty(forest, storageTreeId(address, 0n));
  tree
    .update(records.map(([key, value]) => ({ key: sha256(key), valueHash: storageValueHash(value) })))
    .keep();
  return tree;
}

function chunksOf(records: readonly StorageRecord[]): StorageRecord[][] {
  const chunks: StorageRecord[][] = [];
  let bytes = 0;
  for (const record of records) {
    const size = record[0].length + record[1].length;
    const last = chunks.at(-1);
    if (last === undefined || last.length >= RECORDS_MAX || bytes + size > RECORD_BYTES_MAX) {
      chunks.push([record]);
      bytes = size;
    } else {
      last.push(record);
      bytes += size;
    }
  }
  return chunks;
}
