/** A chain with one contract, which counts, asks others, fails and loops: for tests of the processor. */

import assert from 'node:assert/strict';
import type { BlockProcessor } from '../../../host/block/block-processor.js';
import type { Block } from '../../../host/block/containers.js';
import { type BlockDefect, BlockError } from '../../../host/block/errors.js';
import { openProcessor, type ProcessorOptions } from '../../../host/block/open-processor.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { formatAddress } from '../../../runtime/address.js';
import { blockInput, contractAddress, genesisOf, message, senderOf } from './chain.js';

const COUNTER = `
if new:
    chain["n"] = 0
else:
    action, *rest = args
    if action == "add":
        chain["n"] += rest[0]
        emit("Added", by=invoker, n=rest[0])
        finish(chain["n"])
    if action == "ask":
        finish(call(rest[0], rest[1]))
    if action == "fail":
        chain["n"] = -1
        revert("as asked")
    while True:
        pass
`;
export const CREATOR = senderOf(1);
export const GENESIS = genesisOf({ contracts: [{ creator: formatAddress(CREATOR), source: COUNTER }] });
export const CONTRACT = contractAddress(CREATOR, COUNTER);
export const ENVIRONMENT = '0x0000000000000000000000000000000000000010';

export const open = (options: Partial<ProcessorOptions> = {}) =>
  openProcessor({ genesis: GENESIS, ...options });

export const add = (sender: number, nonce: number, n: number) => message(sender, nonce, CONTRACT, ['add', n]);

export async function commitBlock(
  processor: BlockProcessor,
  transactions: readonly Uint8Array[],
): Promise<Block> {
  const pending = await processor.build(blockInput(Number(processor.head.height) + 1, transactions));
  await pending.commit();
  return pending.block;
}

export async function count(processor: BlockProcessor, height?: bigint): Promise<unknown> {
  const call = { to: CONTRACT, data: encodeValue(['add', 0]) };
  const { end } = await processor.call(call, height === undefined ? {} : { height });
  return end.kind === 'success' ? decodeValue(end.output) : end;
}

export const refusedWith =
  (reason: BlockDefect, more: Partial<BlockError> = {}) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof BlockError, String(error));
    const { index, refusal } = error;
    assert.deepEqual(
      { reason: error.reason, index, refusal },
      { index: undefined, refusal: undefined, reason, ...more },
    );
    return true;
  };
