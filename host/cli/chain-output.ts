/** Blocks and proofs as the command line shows them. */

import { toHex } from '../../runtime/bytes.js';
import type { StoredBlock } from '../block/block-archive.js';
import { blockHash, type Header, type Receipt } from '../block/containers.js';
import { receiptStatus, receiptToJson } from '../block/receipt.js';
import { recoverSender } from '../block/signer.js';
import { decodeTransaction, transactionHash } from '../block/transaction.js';
import { transactionToJson } from '../block/transaction-json.js';
import type { ProvenState } from '../state/tree/state-proof.js';
import { toText } from '../vm/values/json-text.js';
import { number } from './report.js';

const TITLE_LENGTH = 18;
const row = (title: string, text: string): string => `${title.padEnd(TITLE_LENGTH)}${text}`;

/** Amounts as decimal text, bytes as 0x data. */
function headerToJson(header: Header): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(header).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? toHex(value) : String(value),
    ]),
  );
}

/** `{hash, header, transactions: [{hash, from, …}], queue, receipts}` */
export function blockToJson({ block, hash }: StoredBlock, receipts: readonly Receipt[]): string {
  const transactions = block.transactions.map((envelope) => {
    const transaction = decodeTransaction(envelope);
    const from = toHex(recoverSender(transaction));
    return { hash: toHex(transactionHash(envelope)), from, ...transactionToJson(transaction) };
  });
  const queue = block.queue.map(({ sender, target, fuelLimit, payload }) => ({
    sender: toHex(sender),
    target: toHex(target),
    fuelLimit: String(fuelLimit),
    payload: toHex(payload),
  }));
  return toText({
    hash: toHex(hash),
    header: headerToJson(block.header),
    queue,
    transactions,
    receipts: receipts.map((receipt) => receiptToJson(receipt)),
  });
}

export function blockLines({ block, hash }: StoredBlock, receipts: readonly Receipt[]): string[] {
  const { header, queue, transactions } = block;
  const shown = ([name, value]: [string, unknown]): string =>
    row(
      name,
      value instanceof Uint8Array ? toHex(value) : typeof value === 'bigint' ? number(value) : String(value),
    );
  const queued = queue.map(({ sender, target }, index) =>
    row(`queued ${index}`, `${toHex(sender)} -> ${toHex(target)}  ${endOf(receipts[index])}`),
  );
  const sent = transactions.map((envelope, index) => {
    const transaction = decodeTransaction(envelope);
    const to = transaction.to === undefined ? 'creates a contract' : `-> ${toHex(transaction.to)}`;
    const end = endOf(receipts[queue.length + index]);
    return [
      row(`transaction ${index}`, toHex(transactionHash(envelope))),
      row('', `${toHex(recoverSender(transaction))} ${to}  ${end}`),
    ].join('\n');
  });
  return [row('block', toHex(hash)), ...Object.entries(header).map(shown), ...queued, ...sent];
}

function endOf(receipt: Receipt): string {
  return `${receiptStatus(receipt)}  ${number(receipt.fuelUsed)} fuel`;
}

/** What a proof shows of the state after a block. */
export function proofLines(header: Header, { accounts }: ProvenState): string[] {
  const lines = [
    row('block', `${toHex(blockHash(header))}, height ${number(header.height)}`),
    row('state root', toHex(header.stateRoot)),
  ];
  for (const { address, account, storage } of accounts) {
    lines.push(row('account', toHex(address)));
    if (account === undefined) lines.push(row('', 'there is none'));
    else lines.push(...Object.entries(account).map(([name, value]) => row(`  ${name}`, textOf(value))));
    for (const { key, value } of storage) {
      lines.push(row('  storage', `${toHex(key)} = ${value === undefined ? 'nothing' : toHex(value)}`));
    }
  }
  return lines;
}

const textOf = (value: unknown): string => (value instanceof Uint8Array ? toHex(value) : String(value));

/** `{hash, height, stateRoot, accounts: [{address, account, storage: [{key, value}]}]}` */
export function provenToJson(header: Header, { accounts }: ProvenState): string {
  return toText({
    hash: toHex(blockHash(header)),
    height: String(header.height),
    stateRoot: toHex(header.stateRoot),
    accounts: accounts.map(({ address, account, storage }) => ({
      address: toHex(address),
      account:
        account === undefined
          ? null
          : Object.fromEntries(Object.entries(account).map(([name, value]) => [name, textOf(value)])),
      storage: storage.map(({ key, value }) => ({
        key: toHex(key),
        value: value === undefined ? null : toHex(value),
      })),
    })),
  });
}
