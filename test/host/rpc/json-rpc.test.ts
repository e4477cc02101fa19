/** JSON-RPC 2.0 as its specification has it, with exact integers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerRpc, BATCH_MAX, type RpcMethods } from '../../../host/rpc/json-rpc.js';
import { stringifyValue } from '../../../host/vm/values/json.js';
import { RawJson } from '../../../host/vm/values/json-text.js';
import { HostFault, PbevmError } from '../../../runtime/errors.js';

const METHODS: RpcMethods = {
  echo: (parameters) => new RawJson(`[${parameters.map((item) => stringifyValue(item.value())).join(',')}]`),
  refuse: () => {
    throw new PbevmError('BAD_TRANSACTION', 'not so');
  },
  fault: () => {
    throw new HostFault('/secret/path is broken');
  },
};

const faults: unknown[] = [];
const answer = (text: string) => answerRpc(text, METHODS, (fault) => faults.push(fault));

async function answered(request: unknown): Promise<unknown> {
  return JSON.parse((await answer(JSON.stringify(request))) as string);
}

const request = (method: string, params: unknown = [], id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

test('a result, for an id of any kind', async () => {
  for (const id of [1, 'a', null, -3]) {
    assert.deepEqual(await answered(request('echo', [1, 'x'], id)), { jsonrpc: '2.0', id, result: [1, 'x'] });
  }
});

test('integers and bytes come back as they were sent', async () => {
  const params = '[12345678901234567890123,{"$bytes":"0x00ff"}]';
  const text = `{"jsonrpc":"2.0","id":1,"method":"echo","params":${params}}`;
  assert.equal(await answer(text), `{"jsonrpc":"2.0","id":1,"result":${params}}`);
});

test('a notification is not answered, a failing one neither', async () => {
  assert.equal(await answer('{"jsonrpc":"2.0","method":"echo"}'), undefined);
  assert.equal(await answer('{"jsonrpc":"2.0","method":"refuse"}'), undefined);
  assert.equal(await answer('[{"jsonrpc":"2.0","method":"echo"}]'), undefined);
});

test('a batch is answered in order, without its notifications', async () => {
  const batch = [request('echo', [1], 1), { jsonrpc: '2.0', method: 'echo' }, 7, request('nothing', [], 2)];
  const answers = (await answered(batch)) as { id: unknown; error?: { code: number } }[];
  assert.deepEqual(
    answers.map(({ id, error }) => [id, error?.code]),
    [
      [1, undefined],
      [null, -32_600],
      [2, -32_601],
    ],
  );
});

const code = async (text: string): Promise<unknown> => JSON.parse((await answer(text)) as string).error?.code;

for (const [what, text, expected] of [
  ['no JSON', '{"jsonrpc":', -32_700],
  ['nested too deep', `${'['.repeat(300)}`, -32_700],
  ['a key twice', '{"jsonrpc":"2.0","id":1,"id":2,"method":"echo"}', -32_700],
  ['an empty batch', '[]', -32_600],
  ['a batch that is too long', JSON.stringify(Array(BATCH_MAX + 1).fill(request('echo'))), -32_600],
  ['another version', '{"jsonrpc":"1.0","id":1,"method":"echo"}', -32_600],
  ['no method', '{"jsonrpc":"2.0","id":1}', -32_600],
  ['parameters by name', JSON.stringify(request('echo', { a: 1 })), -32_600],
  ['an id that is a list', JSON.stringify(request('echo', [], [])), -32_600],
  ['a method of Object', JSON.stringify(request('constructor')), -32_601],
] as const) {
  test(`refused: ${what}`, async () => assert.equal(await code(text), expected));
}

test('a batch whose answers are too long is executed no further', async () => {
  let calls = 0;
  const long = 'x'.repeat(40 * 1024 * 1024);
  const methods = { long: () => (calls++, long) };
  const batch = JSON.stringify(Array.from({ length: 20 }, (_, id) => request('long', [], id)));
  const text = (await answerRpc(batch, methods, (fault) => faults.push(fault))) as string;
  assert.equal(calls, 2);
  assert.ok(
    text.endsWith('"id":19,"error":{"code":-32000,"message":"the answers of this batch are too long"}}]'),
  );
});

test('a refusal has its code; a fault is told to the node, and not to the client', async () => {
  const refused = (await answered(request('refuse'))) as { error: unknown };
  assert.deepEqual(refused.error, { code: -32_000, message: 'not so', data: { code: 'BAD_TRANSACTION' } });
  const failed = (await answered(request('fault'))) as { error: unknown };
  assert.deepEqual(failed.error, { code: -32_603, message: 'internal error' });
  assert.ok(faults.at(-1) instanceof HostFault);
});
