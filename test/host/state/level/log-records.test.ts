import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLog } from '../../../../host/state/level/log-records.js';
import { logFile } from '../../../crash/filled-folder.js';

const BLOCK_BYTES = 32 * 1024;
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);

test('records of all sizes come back, also across blocks and at their very ends', () => {
  const sizes = [0, 1, 100, BLOCK_BYTES - 7, BLOCK_BYTES - 8, BLOCK_BYTES - 13, 3 * BLOCK_BYTES, 5];
  const records = sizes.map((size, i) => filled(size, i + 1));
  const { records: found, end, offset } = readLog(logFile(records));
  assert.equal(end, 'whole');
  assert.equal(offset, logFile(records).length);
  assert.deepEqual(
    found.map((record) => new Uint8Array(record)),
    records,
  );
  assert.deepEqual(readLog(new Uint8Array(0)), { records: [], end: 'whole', offset: 0 });
});

test('a file that is cut is torn, wherever that is', () => {
  const records = [filled(10, 1), filled(BLOCK_BYTES, 2), filled(20, 3)];
  const file = logFile(records);
  const ends = [0, logFile(records.slice(0, 1)).length, logFile(records.slice(0, 2)).length];
  for (let length = 0; length < file.length; length += length > 200 && length < BLOCK_BYTES - 200 ? 97 : 1) {
    const { records: found, end } = readLog(file.subarray(0, length));
    assert.equal(end, ends.includes(length) ? 'whole' : 'torn', `at ${length}`);
    assert.equal(found.length, ends.filter((at) => at > 0 && at <= length).length, `at ${length}`);
  }
});

test('a changed byte is damage if a record starts in a later block, else the file is torn there', () => {
  const records = [filled(10, 1), filled(10, 2), filled(BLOCK_BYTES, 3), filled(20, 4)];
  const file = logFile(records);
  for (let at = 0; at < file.length; at += 31) {
    const copy = file.slice();
    copy[at] ^= 0x10;
    const { end, records: found } = readLog(copy);
    assert.equal(end, at < BLOCK_BYTES ? 'damaged' : 'torn', `at ${at}`);
    assert.ok(found.length < records.length);
  }
});
