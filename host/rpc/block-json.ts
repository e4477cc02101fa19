/**
 * Blocks, transactions, accounts, events and results as JSON-RPC tells them: quantities and data as 0x
 * texts.
 */

import { formatAddress } from '../../runtime/address.js';
import { toHex } from '../../runtime/bytes.js';
import type { StoredBlock, StoredReceipt, StoredTransaction } from '../block/block-archive.js';
import type { Header } from '../block/containers.js';
import type { EventsPage } from '../block/events-index.js';
import { toQuantity } from '../block/json-item.js';
import { receiptToJson, toReceipt, viewEvent } from '../block/receipt.js';
import { decodeEnvelope, transactionHash } from '../block/transaction.js';
import { transactionToJson } from '../block/transaction-json.js';
import type { TransactionResult } from '../execution/result.js';
import type { Account } from '../state/account.js';
import { stringifyValue } from '../vm/values/json.js';
import { RawJson } from '../vm/values/json-text.js';

/** Every field of a header by its name. */
export function headerToJson(header: Header): Record<string, string> {
  return Object.fromEntries(
    Object.entries(header).map(([name, field]) => [
      name,
      field instanceof Uint8Array ? toHex(field) : toQuantity(field),
    ]),
  );
}

/** @param isWhole transactions as objects, else their hashes. */
export function blockToJson({ block, hash }: StoredBlock, isWhole: boolean): object {
  return {
    hash: toHex(hash),
    header: headerToJson(block.header),
    queue: block.queue.map(({ sender, target, fuelLimit, payload }) => ({
      sender: toHex(sender),
      target: toHex(target),
      fuelLimit: toQuantity(fuelLimit),
      payload: toHex(payload),
    })),
    transactions: block.transactions.map((envelope) => {
      const hash = toHex(transactionHash(envelope));
      return isWhole ? { hash, ...envelopeToJson(envelope) } : hash;
    }),
  };
}

/** A transaction; a poke by its three fields. */
function envelopeToJson(envelope: Uint8Array): object {
  const content = decodeEnvelope(envelope);
  if (content.kind === 'transaction') return transactionToJson(content.transaction);
  const { chainId, shardId, target } = content.poke;
  return { chainId: toQuantity(chainId), shardId: toQuantity(shardId), poke: toHex(target) };
}

export function transactionPlaceToJson({
  hash,
  height,
  index,
  transaction,
  sender,
}: StoredTransaction): object {
  return {
    hash: toHex(hash),
    height: toQuantity(height),
    index,
    from: toHex(sender),
    ...transactionToJson(transaction),
  };
}

export function storedReceiptToJson({ height, index, blockHash, receipt }: StoredReceipt): object {
  return { height: toQuantity(height), index, blockHash: toHex(blockHash), receipt: receiptToJson(receipt) };
}

export function accountToJson(account: Account): object {
  const { vm, nonce, balance, codeHash, storageSize } = account;
  return {
    vm,
    nonce: toQuantity(nonce),
    balance: toQuantity(balance),
    codeHash: toHex(codeHash),
    storageSize: toQuantity(storageSize),
  };
}

export function eventsToJson({ events, cursor }: EventsPage): object {
  return {
    events: events.map(({ height, receipt, event, content }) => {
      const { address, topics, data, name, fields } = viewEvent(content);
      return {
        height: toQuantity(height),
        receipt,
        event,
        address,
        topics: topics.map(toHex),
        data: toHex(data),
        name,
        fields: fields === undefined ? undefined : new RawJson(stringifyValue(fields as Map<never, never>)),
      };
    }),
    cursor,
  };
}

/** What a call came to: its receipt, and for people what it printed and how it failed. */
export function resultToJson(result: TransactionResult): object {
  const { end, logs } = result;
  return {
    receipt: receiptToJson(toReceipt(result)),
    logs: logs.map(({ address, text }) => ({
      address: formatAddress(address),
      text: new TextDecoder().decode(text),
    })),
    trace: 'trace' in end ? end.trace : undefined,
    findings: 'findings' in end ? end.findings : undefined,
  };
}
