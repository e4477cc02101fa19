/** Vectors of host/block: transactions, containers, the index of events, the genesis file. */

import assert from 'node:assert/strict';
import * as containers from '../../../host/block/containers.js';
import { encodeCreation } from '../../../host/block/creation.js';
import { loadNativeCurve, nobleCurve } from '../../../host/block/curve.js';
import { eventRecords } from '../../../host/block/events-index.js';
import { encodeGenesis, genesisHash, parseGenesis } from '../../../host/block/genesis.js';
import { addressOf, recoverSender, signTransaction } from '../../../host/block/signer.js';
import type { SszType } from '../../../host/block/ssz.js';
import {
  decodePoke,
  decodeTransaction,
  encodePoke,
  encodeTransaction,
  signingHash,
  transactionHash,
  type UnsignedTransaction,
} from '../../../host/block/transaction.js';
import { parseValue, stringifyValue } from '../../../host/vm/values/json.js';
import type { Value } from '../../../host/vm/values/types.js';
import { EMPTY_BYTES, fromHex, toHex } from '../../../runtime/bytes.js';
import * as shapes from '../../host/block/container-shapes.js';
import { bytesOf, rootOf, type Shape } from '../../host/block/ssz-oracle.js';
import type { Fields, Recompute, Vectors } from './vector.js';

const native = await loadNativeCurve();

function unsignedOf(fields: Fields, payload: Uint8Array): UnsignedTransaction {
  return {
    chainId: BigInt(fields['chainId']),
    shardId: BigInt(fields['shardId']),
    nonce: BigInt(fields['nonce']),
    fuelLimit: BigInt(fields['fuelLimit']),
    to: fields['to'] === '0x' ? undefined : fromHex(fields['to']),
    value: BigInt(fields['value']),
    vm: Number(fields['vm']),
    salt: fromHex(fields['salt']),
    payload,
  };
}

/** Of a creation, `code` and `args` make the payload. */
const transaction: Recompute = (fields) => {
  const isCreation = 'code' in fields;
  const args = parseValue(fields['args'] ?? '[]') as Value[];
  const payload = isCreation ? encodeCreation(fromHex(fields['code']), args) : fromHex(fields['payload']);
  const unsigned = unsignedOf(fields, payload);
  const privateKey = fromHex(fields['privateKey']);
  const signed = signTransaction(unsigned, privateKey);
  const envelope = encodeTransaction(signed);
  assert.deepEqual(decodeTransaction(envelope), signed);
  for (const on of [nobleCurve, ...(native === undefined ? [] : [native])]) {
    assert.deepEqual(recoverSender(signed, on), addressOf(privateKey, on));
  }
  return {
    privateKey: toHex(privateKey),
    chainId: `${signed.chainId}`,
    shardId: `${signed.shardId}`,
    nonce: `${signed.nonce}`,
    fuelLimit: `${signed.fuelLimit}`,
    to: toHex(signed.to ?? EMPTY_BYTES),
    value: `${signed.value}`,
    vm: `${signed.vm}`,
    salt: toHex(signed.salt),
    ...(isCreation ? { code: fields['code'], args: stringifyValue(args) } : {}),
    payload: toHex(payload),
    signingHash: toHex(signingHash(signed)),
    yParity: `${signed.yParity}`,
    r: toHex(signed.r),
    s: toHex(signed.s),
    envelope: toHex(envelope),
    hash: toHex(transactionHash(envelope)),
    sender: toHex(recoverSender(signed)),
  };
};

const poke: Recompute = ({ chainId, shardId, target }) => {
  const fields = { chainId: BigInt(chainId), shardId: BigInt(shardId), target: fromHex(target) };
  const envelope = encodePoke(fields);
  assert.deepEqual(decodePoke(envelope), fields);
  return { chainId, shardId, target, envelope: toHex(envelope), hash: toHex(transactionHash(envelope)) };
};

/** `a.b`, `list.0.c`: the scalars of a container; an empty list is `[]`. */
function flatten(value: unknown, name: string): [string, string][] {
  if (value instanceof Uint8Array) return [[name, toHex(value)]];
  if (typeof value !== 'object' || value === null) return [[name, `${value}`]];
  if (Array.isArray(value) && value.length === 0) return [[name, '[]']];
  return Object.entries(value).flatMap(([member, item]) =>
    flatten(item, name === '' ? member : `${name}.${member}`),
  );
}

/** What the bytes of a container say, these bytes, and its root: by the library and written out. */
const ssz =
  <V>(type: SszType<V>, shape: (value: V) => Shape): Recompute =>
  ({ serialised }) => {
    const value = type.deserialize(fromHex(serialised));
    const bytes = type.serialize(value);
    assert.deepEqual(bytes, bytesOf(shape(value)));
    const root = type.hashTreeRoot(value);
    assert.deepEqual(root, rootOf(shape(value)));
    return { ...Object.fromEntries(flatten(value, '')), serialised: toHex(bytes), root: toHex(root) };
  };

/** One receipt in block `height`, and the records of its events. */
const eventsIndex: Recompute = ({ height, receipt }) => {
  const records = eventRecords(BigInt(height), [containers.decodeReceipt(fromHex(receipt))]);
  const lines = records.map(({ key, value }, at): [string, string] => [
    `record.${at}`,
    `${toHex(key)} ${toHex(value ?? EMPTY_BYTES)}`,
  ]);
  return { height, receipt, ...Object.fromEntries(lines) };
};

const genesis: Recompute = (_, page) => {
  const file = page.find((block) => block.file === 'genesis.json');
  const read = parseGenesis(file?.text ?? '');
  return { canonical: toHex(encodeGenesis(read)), hash: toHex(genesisHash(read)) };
};

export const BLOCK_VECTORS: Vectors = {
  'transaction-message': transaction,
  'transaction-creation': transaction,
  'transaction-poke': poke,
  event: ssz(containers.ReceiptEventType, shapes.eventShape),
  receipt: ssz(containers.ReceiptType, shapes.receiptShape),
  'cross-receipt': ssz(containers.CrossReceiptType, shapes.crossShape),
  'moved-account': ssz(containers.MovedAccountType, shapes.movedShape),
  'known-root': ssz(containers.KnownRootType, shapes.knownRootShape),
  'queued-call': ssz(containers.QueuedCallType, shapes.queuedShape),
  header: ssz(containers.HeaderType, shapes.headerShape),
  block: ssz(containers.BlockType, shapes.blockShape),
  transactions: ssz(containers.TransactionsType, shapes.transactionsShape),
  receipts: ssz(containers.ReceiptsType, shapes.receiptsShape),
  'events-index': eventsIndex,
  genesis,
};
