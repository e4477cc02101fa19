/** Envelopes and senders in shared memory: recovered by whoever comes first, waited for, helped out. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { EnvelopeBoard } from '../../../host/block/envelope-board.js';
import { recoverEnvelope } from '../../../host/block/recovered.js';
import { decodeTransaction } from '../../../host/block/transaction.js';
import { message, senderOf } from './chain.js';

const TO = new Uint8Array(20).fill(3);
const ENVELOPES = [1, 2, 3].map((sender) => message(sender, sender, TO, ['x'.repeat(sender)]));
const MALFORMED = ENVELOPES[0].subarray(0, 40);
const SENDERS = [1, 2, 3].map(senderOf);

const sendersOf = (board: EnvelopeBoard) =>
  [...board].map((candidate) => {
    if ('defect' in candidate) return candidate.defect;
    return 'sender' in candidate ? candidate.sender : 'poke';
  });

test('what nobody has promised is recovered by the reader, defects too', () => {
  const board = EnvelopeBoard.of([...ENVELOPES, MALFORMED, Uint8Array.of(0x52)]);
  assert.deepEqual(sendersOf(board), [...SENDERS, 'ENCODING', 'TYPE']);
  const [first] = board;
  assert.ok('transaction' in first);
  assert.deepEqual(first.transaction, decodeTransaction(ENVELOPES[0]));
  assert.equal(first.bytes, ENVELOPES[0].length);
  assert.deepEqual([...EnvelopeBoard.of([])], []);
});

test('what was promised and settled is believed; the same memory is the same board', () => {
  const board = EnvelopeBoard.of([...ENVELOPES, MALFORMED]);
  const other = senderOf(9);
  for (const index of [0, 1, 2, 3]) board.promise(index);
  ENVELOPES.forEach((envelope, index) => {
    board.settle(index, index === 1 ? { sender: other, defect: undefined } : recoverEnvelope(envelope));
  });
  board.settle(3, recoverEnvelope(MALFORMED));
  const expected = [SENDERS[0], other, SENDERS[2], 'ENCODING'];
  assert.deepEqual(sendersOf(new EnvelopeBoard(board.shared)), expected);
});

test('what was promised in vain is reopened; what is settled stays', () => {
  const board = EnvelopeBoard.of(ENVELOPES);
  const other = senderOf(9);
  for (const index of [0, 1, 2]) board.promise(index);
  board.settle(0, { sender: other, defect: undefined });
  for (const index of [0, 1, 2]) board.reopen(index);
  assert.deepEqual(sendersOf(board), [other, SENDERS[1], SENDERS[2]]);
});

/** Reads a board in another thread and tells who the senders are. */
const READER = `
const { parentPort, workerData } = require('node:worker_threads');
import(workerData.board).then(({ EnvelopeBoard }) => {
  parentPort.postMessage('begins');
  const senders = [...new EnvelopeBoard(workerData.shared)].map(({ sender }) => sender);
  parentPort.postMessage(senders);
});`;

for (const [name, finish] of [
  [
    'settled',
    (board: EnvelopeBoard, index: number) => board.settle(index, recoverEnvelope(ENVELOPES[index])),
  ],
  ['reopened', (board: EnvelopeBoard, index: number) => board.reopen(index)],
] as const) {
  test(`a thread waits for what is promised until it is ${name}`, async () => {
    const board = EnvelopeBoard.of(ENVELOPES);
    for (const index of [0, 1, 2]) board.promise(index);
    const url = new URL('../../../host/block/envelope-board.js', import.meta.url).href;
    const worker = new Worker(READER, { eval: true, workerData: { board: url, shared: board.shared } });
    await once(worker, 'message');
    let isDone = false;
    const answer = once(worker, 'message').then(([senders]) => {
      isDone = true;
      return senders as Uint8Array[];
    });
    for (const index of [2, 1, 0]) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal(isDone, false);
      finish(board, index);
    }
    assert.deepEqual(
      (await answer).map((sender) => new Uint8Array(sender)),
      SENDERS,
    );
  });
}

test('seeded bug: a finding at a wrong place is seen', () => {
  const board = EnvelopeBoard.of(ENVELOPES);
  for (const index of [0, 1, 2]) board.promise(index);
  ENVELOPES.forEach((envelope, index) => void board.settle((index + 1) % 3, recoverEnvelope(envelope)));
  assert.notDeepEqual(sendersOf(board), SENDERS);
});
