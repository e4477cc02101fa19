/** Blocks executed without a state: on what a witness shows of it. */

import { equalBytes } from '../../runtime/bytes.js';
import type { CallControl } from '../thread/call-stop.js';
import type { RequestQueue } from '../thread/execution-queue.js';
import { type BlockRequest, checkReply, type WitnessReply } from './block-engine.js';
import { type Block, blockHash, decodeReceipt, type Receipt, transactionsRoot } from './containers.js';
import { completeReceipts } from './cross-receipt-records.js';
import { EnvelopeBoard } from './envelope-board.js';
import { checkHeader, checkOutcome, type HeaderRules } from './header-checks.js';
import { decodeWitness } from './witness.js';

/**
 * @returns the receipts of the block, of queued calls first.
 * @throws BlockError with what is wrong with the block, or BAD_WITNESS.
 */
export async function executeOnWitness(
  executions: RequestQueue,
  { witness, block }: { readonly witness: Uint8Array; readonly block: Block },
  rules: HeaderRules,
  control?: CallControl,
): Promise<Receipt[]> {
  const { header, queue, knownRoots, transactions } = block;
  const { parent } = decodeWitness(witness);
  checkHeader(block, { header: parent, hash: blockHash(parent) }, rules(parent));
  const isListed = equalBytes(header.transactionsRoot, transactionsRoot(transactions));
  const { shared } = EnvelopeBoard.of(transactions);
  const request: BlockRequest = { mode: 'apply', facts: header, queue, knownRoots, envelopes: shared };
  const ask = () => ({ method: 'executeWitness', args: [request, witness] });
  return executions.request(ask, control, ({ result }) => {
    const executed = checkReply(result as WitnessReply);
    const { stateRoot, storageRoots, outgoing } = executed;
    const crossReceipts = completeReceipts(header.shardId, outgoing, storageRoots);
    checkOutcome(header, { isListed, stateRoot, executed, crossReceipts });
    return executed.receipts.map((bytes) => decodeReceipt(bytes));
  });
}
