/** `pbevm/block`: signed transactions, blocks and the chain of a shard. See docs/blocks.md. */

export { type Address, formatAddress, parseAddress } from '../../runtime/address.js';
export { fromHex, toHex } from '../../runtime/bytes.js';
export type { TransactionResult } from '../execution/result.js';
export { create2Address } from '../state/account.js';
export type { AskedAccount } from '../state/database/prove-state.js';
export { type ProvenAccount, type ProvenState, verifyStateProof } from '../state/tree/state-proof.js';
export type { CallControl } from '../thread/call-stop.js';
export { decodeValue, encodeValue } from '../vm/values/cbor.js';
export { PYTHON_VM } from '../vm/vm.js';
export type { AccountView } from './account-view.js';
export {
  BlockArchive,
  type StoredBlock,
  type StoredReceipt,
  type StoredTransaction,
} from './block-archive.js';
export type { BlockDatabase } from './block-database.js';
export { BlockProcessor } from './block-processor.js';
export type { BuildInput } from './build-input.js';
export type { CallMessage, CallOptions, CreateCall, MessageCall } from './call-message.js';
export { type ChainFolder, type DatabaseOptions, openChainFolder, openDatabase } from './chain-folder.js';
export type { PolicyModule } from './chain-policy.js';
export { ChainProofs } from './chain-proofs.js';
export {
  type ClaimShard,
  claimArguments,
  claimShardOf,
  type ReceiptPlace,
  type ReceiptSource,
  recordArguments,
} from './claim-material.js';
export {
  type Block,
  blockHash,
  type CrossReceipt,
  decodeBlock,
  decodeHeader,
  decodeReceipt,
  encodeBlock,
  encodeHeader,
  encodeReceipt,
  type Header,
  type KnownRoot,
  type MovedAccount,
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
export type { LeftOut } from './execute-block.js';
export { shiftAddress } from './execute-block.js';
export { decodeGenesis, encodeGenesis, type Genesis, genesisHash, parseGenesis } from './genesis.js';
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
export { type NetworkOptions, type NetworkReceipt, ShardNetwork } from './shard-network.js';
export { addressOf, recoverSender, signTransaction } from './signer.js';
export { defaultTotalFee, type TotalFeePolicy } from './total-fee.js';
export {
  decodePoke,
  decodeTransaction,
  encodePoke,
  encodeTransaction,
  type Poke,
  type SignedTransaction,
  signingHash,
  transactionHash,
  type UnsignedTransaction,
} from './transaction.js';
export { decodeWitness, encodeWitness, type Witness } from './witness.js';
