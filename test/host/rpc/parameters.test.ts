/** What requests ask for: their parameters, and what is wrong with others. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonItem } from '../../../host/block/json-item.js';
import { readCall, readRequest } from '../../../host/rpc/parameters.js';
import { EWASM_EEI_VM, EWASM_SHARD_VM, PYTHON_VM } from '../../../host/vm/vm.js';
import { toHex } from '../../../runtime/bytes.js';
import { importText, moduleOf } from '../vm/ewasm/contract-text.js';

const A = `0x${'aa'.repeat(20)}`;
const EMPTY = '(memory (export "memory") 1)(func (export "main"))';
const item = (value: object): JsonItem => JsonItem.parse(JSON.stringify(value), 'BAD_INPUT');

test('a creation names its VM by name or number, or leaves it to the code', async () => {
  const shard = toHex(await moduleOf(EMPTY));
  const eei = toHex(await moduleOf(importText('getGasLeft') + EMPTY));
  for (const [parts, vm] of [
    [{ source: 'pass' }, PYTHON_VM],
    [{ code: shard }, EWASM_SHARD_VM],
    [{ code: eei }, EWASM_EEI_VM],
    [{ code: shard, vm: 'ewasm' }, EWASM_EEI_VM],
    [{ code: eei, vm: 'shard' }, EWASM_SHARD_VM],
    [{ source: 'pass', vm: 'python' }, PYTHON_VM],
    [{ code: shard, vm: 7 }, 7],
    [{ code: shard, vm: '0x2' }, 2],
  ] as const) {
    assert.equal(readRequest(item({ from: A, ...parts })).vm, vm);
    const call = readCall(item(parts));
    assert.equal('vm' in call ? call.vm : undefined, vm);
  }
  for (const vm of ['java', 'Shard', -1, 2 ** 32]) {
    assert.throws(() => readRequest(item({ from: A, source: 'pass', vm })), { code: 'BAD_INPUT' });
  }
});

test('call data as arguments or as bytes, not both', () => {
  assert.equal(toHex(readRequest(item({ from: A, to: A, args: [1] })).payload), '0x8101');
  assert.equal(toHex(readRequest(item({ from: A, to: A, data: '0x07' })).payload), '0x07');
  assert.throws(() => readRequest(item({ from: A, to: A, data: '0x07', args: [1] })), { code: 'BAD_INPUT' });
});
