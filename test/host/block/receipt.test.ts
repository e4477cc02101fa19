import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  RECEIPT_STATUSES,
  readEventContent,
  readEventName,
  receiptStatus,
  receiptToJson,
  toReceipt,
  viewReceipt,
} from '../../../host/block/receipt.js';
import type { TransactionEnd, TransactionResult } from '../../../host/execution/result.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { toHex } from '../../../runtime/bytes.js';

const ADDRESS = new Uint8Array(20).fill(0xab);
const EVENT = { address: ADDRESS, data: encodeValue(['Sent', new Map([['amount', 2n ** 70n]])]) };

const resultOf = (end: TransactionEnd): TransactionResult => ({
  end,
  created: ADDRESS,
  fuelUsed: 12_345n,
  memoryPages: 20,
  frames: 1,
  burned: 7n,
  receipts: [],
  events: end.kind === 'success' ? [EVENT] : [],
  logs: [],
  logsTruncated: false,
});

const revertWith = (reason: Uint8Array): TransactionEnd => ({
  kind: 'revert',
  code: 'REVERT',
  reason,
  format: 'cbor',
});

test('a success has its output, its events and the contract that was created', () => {
  const receipt = toReceipt(resultOf({ kind: 'success', output: encodeValue([1, 2]), format: 'cbor' }));
  assert.deepEqual(receipt, {
    status: 0,
    fuelUsed: 12_345n,
    output: encodeValue([1, 2]),
    created: ADDRESS,
    burned: 7n,
    events: [{ address: ADDRESS, topics: [], data: EVENT.data }],
  });
  const view = viewReceipt(receipt);
  assert.deepEqual([view.status, view.value, view.created], ['SUCCESS', [1, 2], toHex(ADDRESS)]);
  assert.deepEqual([view.events[0].name, view.events[0].fields], ['Sent', new Map([['amount', 2n ** 70n]])]);
});

test('the numbers of the table; a failure has created nothing', () => {
  const ends: readonly (readonly [TransactionEnd, number])[] = [
    [revertWith(encodeValue('no')), 1],
    [{ kind: 'revert', code: 'BAD_ARGS', reason: encodeValue('bad'), format: 'cbor' }, 2],
    [{ kind: 'halt', code: 'OUT_OF_FUEL', detail: 'of this machine' }, 3],
    [{ kind: 'halt', code: 'STACK_LIMIT' }, 4],
    [{ kind: 'halt', code: 'TRAP' }, 5],
    [{ kind: 'halt', code: 'MEMORY' }, 6],
    [{ kind: 'halt', code: 'INVALID_CODE' }, 7],
    [{ kind: 'halt', code: 'STATIC' }, 8],
    [{ kind: 'halt', code: 'RENT' }, 9],
    [{ kind: 'halt', code: 'DEPTH' }, 10],
    [{ kind: 'refused', code: 'DEPTH' }, 10],
    [{ kind: 'refused', code: 'PAGES' }, 11],
    [{ kind: 'refused', code: 'BALANCE' }, 12],
    [{ kind: 'refused', code: 'REENTRANCY' }, 13],
    [{ kind: 'refused', code: 'NO_CODE' }, 14],
    [{ kind: 'refused', code: 'BAD_ADDRESS' }, 15],
    [{ kind: 'refused', code: 'VM_MISMATCH' }, 16],
    [{ kind: 'refused', code: 'TOMBSTONE' }, 17],
  ];
  for (const [end, number] of ends) {
    const receipt = toReceipt(resultOf(end));
    assert.equal(receipt.status, number);
    assert.equal(receiptStatus(receipt), 'code' in end ? end.code : 'SUCCESS');
    assert.deepEqual(receipt.created, new Uint8Array(20));
    assert.equal(viewReceipt(receipt).created, undefined);
    if (end.kind !== 'revert') assert.equal(receipt.output.length, 0);
  }
  assert.equal(RECEIPT_STATUSES.length, 18);
  const unknown = { ...toReceipt(resultOf(revertWith(encodeValue('')))), status: 18 };
  assert.throws(() => viewReceipt(unknown), { code: 'BAD_BLOCK' });
});

test('revert data are cut to 256 bytes; what is left is read as far as it goes', () => {
  const reasonOf = (reason: Uint8Array) => {
    const receipt = toReceipt(resultOf(revertWith(reason)));
    assert.deepEqual(receipt.output, reason.subarray(0, 256));
    return viewReceipt(receipt).reason;
  };
  assert.equal(reasonOf(encodeValue('too little')), 'too little');
  assert.equal(reasonOf(encodeValue('a'.repeat(254))), 'a'.repeat(254));
  assert.equal(reasonOf(encodeValue('a'.repeat(300))), 'a'.repeat(253));
  assert.equal(reasonOf(encodeValue('é'.repeat(300))), 'é'.repeat(126));
  assert.equal(reasonOf(encodeValue('\ufeff€'.repeat(100)))?.length, 84);
  // Of a native contract: bytes that are no text.
  assert.equal(reasonOf(Uint8Array.of(1, 2, 3)), undefined);
  assert.equal(reasonOf(new Uint8Array(300).fill(0xff)), undefined);
  assert.equal(reasonOf(Uint8Array.of(0x79, 0x02, 0, ...new Uint8Array(300).fill(0xff))), undefined);
  assert.equal(reasonOf(new Uint8Array(0)), undefined);
});

test('bytes that are no value are shown as bytes alone', () => {
  const view = viewReceipt({
    ...toReceipt(resultOf({ kind: 'success', output: Uint8Array.of(0xff), format: 'raw' })),
    events: [{ address: ADDRESS, topics: [new Uint8Array(32)], data: Uint8Array.of(0x82, 0x61) }],
  });
  assert.equal('value' in view, false);
  assert.equal('name' in view.events[0], false);
  assert.deepEqual(view.events[0].data, Uint8Array.of(0x82, 0x61));
});

test('name and content of an event', () => {
  const cases: readonly (readonly [Uint8Array, string | undefined, boolean])[] = [
    [EVENT.data, 'Sent', true],
    [encodeValue(['', new Map()]), '', true],
    [encodeValue(['Sent', 1]), 'Sent', false],
    [encodeValue([1, new Map()]), undefined, false],
    [encodeValue(['Sent']), undefined, false],
    [encodeValue('Sent'), undefined, false],
    [Uint8Array.of(0x82, 0x64, 0x53), undefined, false],
    [new Uint8Array(0), undefined, false],
  ];
  for (const [data, name, isWhole] of cases) {
    assert.equal(readEventName(data), name);
    assert.equal(readEventContent(data) !== undefined, isWhole, toHex(data));
  }
});

test('JSON: exact numbers, quantities and data', () => {
  const receipt = toReceipt(resultOf({ kind: 'success', output: encodeValue(2n ** 64n), format: 'cbor' }));
  const address = toHex(ADDRESS);
  assert.equal(
    receiptToJson(receipt).text,
    `{"status":"SUCCESS","fuelUsed":"0x3039","burned":"0x7","output":"${toHex(receipt.output)}",` +
      `"created":"${address}","value":18446744073709551616,"events":[{"address":"${address}","topics":[],` +
      `"data":"${toHex(EVENT.data)}","name":"Sent","fields":{"amount":1180591620717411303424}}]}`,
  );
  assert.equal(
    receiptToJson(toReceipt(resultOf(revertWith(encodeValue('no'))))).text,
    '{"status":"REVERT","fuelUsed":"0x3039","burned":"0x7","output":"0x626e6f","created":null,' +
      '"reason":"no","events":[]}',
  );
});
