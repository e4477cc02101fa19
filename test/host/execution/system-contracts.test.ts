/**
 * System contracts: what they answer, what they cost, whom they refuse. Here the one that tells of the
 * block.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../host/index.js';
import type { Value } from '../../../host/vm/values/types.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';

const ENVIRONMENT = '0x0000000000000000000000000000000000000010';
const PROPOSER = `0x${'c0'.repeat(20)}`;
const ALICE = `0x${'a1'.repeat(20)}`;
const BLOCK = { number: 5, timestamp: 1_700_000_000n, chainId: 9, proposer: PROPOSER };

/** Calls what it is told and tells how that ended. */
const ASKER = `
if not new:
    kind, address, request, value = args
    try:
        result = (delegate_call(address, request) if kind == "delegate"
                  else call(address, request, value=value))
        finish(["ok", result])
    except CallReverted as error:
        finish(["reverted", error.reason])
    except CallHalted as error:
        finish(["halted", error.code])
    except CallRefused as error:
        finish(["refused", error.code])
`;

let host: Host;
let asker: string;
before(async () => {
  host = await createHost({ block: BLOCK, balances: { [ALICE]: 100n } });
  asker = (await host.deploy(ASKER)).address as string;
});
after(() => host.close());

async function ask(request: Value, { kind = 'call', value = 0 } = {}): Promise<Value> {
  const result = await host.send(asker, [kind, ENVIRONMENT, request, value], { from: ALICE, value });
  assert.equal(result.status, 'success');
  return result.status === 'success' ? result.value : null;
}

test('what a host was given is what contracts are told; the rest is zero', async () => {
  const answers: readonly (readonly [Value, Value])[] = [
    [['number'], 5],
    [['timestamp'], 1_700_000_000],
    [['chainId'], 9],
    [['shardId'], 0],
    [['totalFee'], 0],
    [['prevRandao'], new Uint8Array(32)],
    [['proposer'], PROPOSER],
    [['blockHash', 4], null],
    [['blockHash', 5], null],
    [['blockHash', -1], null],
    [['blockHash', 2n ** 80n], null],
  ];
  for (const [request, answer] of answers) assert.deepEqual(await ask(request), ['ok', answer]);
});

test('what is no call of a function reverts with BAD_ARGS', async () => {
  const wrong: Value[] = [
    [],
    [1],
    ['nothing'],
    ['number', 1],
    ['blockHash'],
    ['blockHash', 'x'],
    ['blockHash', true],
  ];
  for (const request of [...wrong, ['constructor'], ['pushBlockHash', new Uint8Array(32)]]) {
    const [kind, reason] = (await ask(request)) as [string, string];
    assert.equal(kind, 'reverted', JSON.stringify(request));
    assert.equal(typeof reason, 'string');
  }
  const direct = await host.send(ENVIRONMENT, ['nothing']);
  assert.equal(direct.status === 'revert' && direct.code, 'BAD_ARGS');
});

test('no delegate call, no value', async () => {
  assert.deepEqual(await ask(['number'], { kind: 'delegate' }), ['refused', 'VM_MISMATCH']);
  const [kind] = (await ask(['number'], { value: 1 })) as [string];
  assert.equal(kind, 'reverted');
  assert.deepEqual((await host.inspect(ENVIRONMENT))?.balance, undefined);
});

test('a call costs its price, and halts without it', async () => {
  const result = await host.send(ENVIRONMENT, ['number']);
  const { call, finish } = DEV_SCHEDULE.host;
  const { system } = DEV_SCHEDULE;
  // The CBOR of ["number"] has 8 bytes, that of 5 one.
  const price =
    call.base + 8 * call.perByte + system.base + 8 * system.perByte + finish.base + finish.perByte;
  assert.deepEqual([result.status, result.fuelUsed], ['success', price]);
  const enough = await host.send(ENVIRONMENT, ['number'], { limits: { fuel: price } });
  assert.equal(enough.status, 'success');
  const short = await host.send(ENVIRONMENT, ['number'], { limits: { fuel: price - 1 } });
  assert.deepEqual(
    [short.status, 'code' in short && short.code, short.fuelUsed],
    ['halt', 'OUT_OF_FUEL', price - 1],
  );
});

test('nobody calls as the system, and a block that is none is refused', async () => {
  const from = `0x${'ff'.repeat(19)}fe`;
  await assert.rejects(host.send(asker, [], { from }), { code: 'BAD_INPUT' });
  for (const block of [
    { number: -1 },
    { timestamp: 2n ** 63n },
    { prevRandao: new Uint8Array(31) },
    { proposer: '0x1' },
  ]) {
    await assert.rejects(createHost({ block }), { code: 'BAD_INPUT' });
  }
});
