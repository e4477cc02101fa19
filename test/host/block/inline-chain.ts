/** A thread in which blocks are executed inline: builds three, each after one that is aborted. */

import { parentPort, workerData } from 'node:worker_threads';
import { openProcessor } from '../../../host/block/open-processor.js';
import { formatAddress } from '../../../runtime/address.js';
import { blockInput, contractAddress, genesisOf, message, senderOf } from './chain.js';

const source = workerData as string;
const creator = senderOf(1);
const genesis = genesisOf({ contracts: [{ creator: formatAddress(creator), source }] });
const to = contractAddress(creator, source);
const processor = await openProcessor({ genesis, isolation: 'inline' });
for (let i = 0; i < 3; i++) {
  const abandoned = await processor.build(blockInput(i + 1, [message(1, i, to, [99])]));
  await abandoned.abort();
  const pending = await processor.build(blockInput(i + 1, [message(1, i, to, [i])]));
  await pending.commit();
}
parentPort?.postMessage(processor.headHash);
await processor.close();
