import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signTransaction } from '../../../host/block/signer.js';
import { parseUnsigned, transactionToJson, unsignedToJson } from '../../../host/block/transaction-json.js';
import { CREATION, MESSAGE, privateKey, RandomTransactions } from './samples.js';

test('what is shown is read back', () => {
  const random = new RandomTransactions(41);
  for (const unsigned of [MESSAGE, CREATION, ...Array.from({ length: 100 }, () => random.unsigned())]) {
    assert.deepEqual(parseUnsigned(JSON.stringify(unsignedToJson(unsigned))), unsigned);
  }
});

test('a signed transaction shows its signature too', () => {
  const signed = signTransaction(MESSAGE, privateKey(1));
  const json = transactionToJson(signed);
  assert.deepEqual(Object.keys(json).slice(-3), ['yParity', 'r', 's']);
  assert.equal(json.yParity, `0x${signed.yParity}`);
  assert.match(json.r, /^0x[0-9a-f]{64}$/);
  assert.throws(() => parseUnsigned(JSON.stringify(json)), {
    code: 'BAD_INPUT',
    message: /^yParity: is not known/,
  });
});

test('value, vm, salt and payload may be missing', () => {
  const { value: _, vm: _vm, salt: _salt, payload: _payload, ...json } = unsignedToJson(MESSAGE);
  const expected = { ...MESSAGE, value: 0n, payload: new Uint8Array(0) };
  assert.deepEqual(parseUnsigned(JSON.stringify(json)), expected);
});

test('any other form is refused and named', () => {
  const json = unsignedToJson(MESSAGE);
  const cases: readonly (readonly [Record<string, unknown>, RegExp])[] = [
    [{ chainId: '0x01' }, /^chainId: a quantity expected/],
    [{ chainId: 1 }, /^chainId: a quantity expected/],
    [{ chainId: '1' }, /^chainId: a quantity expected/],
    [{ chainId: '0xA' }, /^chainId: a quantity expected/],
    [{ chainId: `0x1${'0'.repeat(16)}` }, /^chainId: an integer below 2\^64/],
    [{ nonce: undefined }, /nonce is missing/],
    [{ to: undefined }, /to is missing/],
    [{ to: '0x00' }, /^to: 20 bytes expected/],
    [{ value: `0x${'f'.repeat(33)}` }, /^value: an integer below 2\^128/],
    [{ salt: `0x${'00'.repeat(33)}` }, /^salt: at most 32 bytes/],
    [{ payload: '0x0' }, /^payload: at most/],
    [{ payload: 'zz' }, /^payload: at most/],
    [{ gas: '0x1' }, /^gas: is not known/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => parseUnsigned(JSON.stringify({ ...json, ...change })), {
      code: 'BAD_INPUT',
      message,
    });
  }
  assert.throws(() => parseUnsigned('[]'), { code: 'BAD_INPUT', message: /an object expected/ });
  assert.throws(() => parseUnsigned('{'), { code: 'BAD_INPUT', message: /line 1, column 2/ });
  const twice = JSON.stringify(json).replace('{', '{"nonce":"0x0",');
  assert.throws(() => parseUnsigned(twice), { code: 'BAD_INPUT', message: /occurs twice/ });
  const beyond = JSON.stringify({ ...json, vm: '0x1' });
  assert.throws(() => parseUnsigned(beyond), { code: 'BAD_TRANSACTION', reason: 'MESSAGE' });
});
