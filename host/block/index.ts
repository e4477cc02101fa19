/** `pbevm/block`: signed transactions, blocks and the chain of a shard. See docs/blocks.md. */

export type { TransactionResult } from '../execution/result.js';
export { create2Address } from '../state/account.js';
export type { AccountView } from './account-view.js';
export {
  BlockArchive,
  type StoredBlock,
  type StoredReceipt,
  type StoredTransaction,
} from './block-archive.js';
export type { BlockDatabase } from './block-database.js';
export { BlockProcessor, type BuildInput } from './block-processor.js';
export type { CallMessage, CallOptions, CreateCall, MessageCall } from './call-message.js';
export {
  type Block,
  blockHash,
  decodeBlock,
  decodeHeader,
  decodeReceipt,
  encodeBlock,
  encodeHeader,
  encodeReceipt,
  type Header,
  type QueuedCall,
  type Receipt,
  type ReceiptEvent,
} from './containers.js';
export { type Creation, encodeCreation, readCreation } from './creation.js';
export {
  type BlockDefect,
  BlockError,
  type TransactionDefect,
  TransactionError,
  type TransactionRefusal,
} from './errors.js';
export type { EventFilter, EventsPage, FoundEvent } from './events-index.js';
export { encodeGenesis, type Genesis, genesisHash, parseGenesis } from './genesis.js';
export {
  type CandidateOrder,
  Mempool,
  MempoolError,
  type MempoolOptions,
  type MempoolRefusal,
  type PooledTransaction,
  roundRobin,
} from './mempool.js';
export { openProcessor, type ProcessorOptions, startProcessor } from './open-processor.js';
export { PendingBlock } from './pending-block.js';
export {
  type EventView,
  type ReceiptStatus,
  type ReceiptView,
  receiptStatus,
  viewEvent,
  viewReceipt,
} from './receipt.js';
export { addressOf, recoverSender, signTransaction } from './signer.js';
export {
  decodeTransaction,
  encodeTransaction,
  type SignedTransaction,
  signingHash,
  transactionHash,
  type UnsignedTransaction,
} from './transaction.js';
