/** Native value: where it comes from, how it moves, and when it is gone (SEMANTICS 13, 19, 20, 22, 23). */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../host/index.js';
import { ALICE, BOB, deploy, describe, successValue } from '../../support/host.js';

const RICH = `0x${'cc'.repeat(20)}`;
const NOBODY = `0x${'0d'.repeat(20)}`;

let host: Host;
before(async () => {
  host = await createHost({ balances: { [RICH]: 1_000_000n, [ALICE]: 1_000_000n } });
});
after(() => host.close());

const balanceOf = async (address: string): Promise<bigint> => (await host.inspect(address))?.balance ?? 0n;

/** Calls args[0] with args[1] and the keywords of args[2:]; tells how that ended. */
const PAYER = `
if not new and args:
    try:
        finish(["ok", call(args[0], args[1], **dict(args[2:]))])
    except CallReverted as error:
        finish(["reverted", error.reason])
    except CallHalted as error:
        finish(["halted", error.code])
    except CallRefused as error:
        finish(["refused", error.code])
`;

/** Tells what it was sent, or fails as it is told. */
const PAYEE = `
if not new:
    match args:
        case ["revert"]: revert("no")
        case ["raise"]: raise ValueError("no")
        case ["spin"]:
            while True: pass
        case ["destroy"]: self_destruct()
    finish([value, invoker])
`;

/** A payer that owns some value. */
async function fundedPayer(amount: number): Promise<string> {
  const payer = await deploy(host, PAYER);
  successValue(await host.send(payer, [], { from: RICH, value: amount }));
  return payer;
}

test('19: a message moves its value and says how much it is', async () => {
  const payee = await deploy(host, PAYEE);
  const before = await balanceOf(RICH);
  const result = await host.send(payee, [], { from: RICH, value: 7n });
  assert.deepEqual(successValue(result), [7, RICH]);
  assert.deepEqual([await balanceOf(payee), before - (await balanceOf(RICH))], [7n, 7n]);
});

test('19: a call moves its value; the invoker is the calling contract', async () => {
  const [payer, payee] = [await fundedPayer(10), await deploy(host, PAYEE)];
  const result = await host.send(payer, [payee, [], ['value', 4]]);
  assert.deepEqual(successValue(result), ['ok', [4, payer]]);
  assert.deepEqual([await balanceOf(payer), await balanceOf(payee)], [6n, 4n]);
});

for (const [args, outcome] of [
  [['revert'], ['reverted', 'no']],
  [['raise'], ['reverted', 'ValueError: no']],
  [['spin'], ['halted', 'OUT_OF_FUEL']],
] as const) {
  test(`19: what a callee got comes back when it ends in ${args[0]}`, async () => {
    const [payer, payee] = [await fundedPayer(10), await deploy(host, PAYEE)];
    const keywords = [
      ['value', 4],
      ['fuel', 30_000_000],
    ];
    assert.deepEqual(successValue(await host.send(payer, [payee, [...args], ...keywords])), outcome);
    assert.deepEqual([await balanceOf(payer), await balanceOf(payee)], [10n, 0n]);
  });
}

test('19: a call without the balance for its value is BALANCE, before NO_CODE', async () => {
  const payer = await fundedPayer(3);
  for (const target of [NOBODY, payer, 'nowhere'])
    assert.deepEqual(successValue(await host.send(payer, [target, [], ['value', 4]])), [
      'refused',
      'BALANCE',
    ]);
  assert.equal(describe(await host.send(payer, [], { from: BOB, value: 1 })), 'refused BALANCE');
  assert.equal(describe(await host.deploy('1', { from: BOB, value: 1 })), 'refused BALANCE');
});

test('19: a call with value to an address without code transfers and returns None', async () => {
  const payer = await fundedPayer(10);
  const before = await balanceOf(NOBODY);
  assert.deepEqual(successValue(await host.send(payer, [NOBODY, [], ['value', 10]])), ['ok', null]);
  assert.deepEqual([await balanceOf(payer), (await balanceOf(NOBODY)) - before], [0n, 10n]);
  assert.deepEqual(successValue(await host.send(payer, [NOBODY, []])), ['refused', 'NO_CODE']);
  assert.deepEqual(successValue(await host.send(payer, ['nowhere', [], ['value', 0]])), [
    'refused',
    'BAD_ADDRESS',
  ]);
});

test('19: a transfer that a later revert undoes is undone', async () => {
  const source = 'if args:\n    call(args[0], [], value=5)\n    revert("changed my mind")';
  const payer = await deploy(host, source);
  successValue(await host.send(payer, [], { from: RICH, value: 5 }));
  const before = await balanceOf(NOBODY);
  assert.equal(describe(await host.send(payer, [NOBODY])), 'revert REVERT: changed my mind');
  assert.deepEqual([await balanceOf(payer), await balanceOf(NOBODY)], [5n, before]);
});

test('19: a message with value to an address without code transfers, for the price of a call', async () => {
  const before = await balanceOf(BOB);
  const sent = await host.send(BOB, [], { from: RICH, value: 20 });
  assert.equal(successValue(sent), null);
  assert.equal((await balanceOf(BOB)) - before, 20n);
  const refused = await host.send(NOBODY, []);
  assert.equal(describe(refused), 'refused NO_CODE');
  assert.equal(sent.fuelUsed, refused.fuelUsed);
  const fuel = sent.fuelUsed - 1;
  assert.equal(
    describe(await host.send(BOB, [], { from: RICH, value: 1, limits: { fuel } })),
    'halt OUT_OF_FUEL',
  );
  assert.equal((await balanceOf(BOB)) - before, 20n);
});

test('21: host.call moves value only for itself', async () => {
  const payee = await deploy(host, PAYEE);
  assert.deepEqual(successValue(await host.call(payee, [], { from: RICH, value: 9 })), [9, RICH]);
  assert.equal(await balanceOf(payee), 0n);
});

test('23: a deploy carries value; a balance that was there before is kept', async () => {
  const source = 'if new: finish(value)';
  const options = { from: RICH, salt: '0x77', value: 3 };
  const { address } = await host.deploy('if new: revert("not yet")\n', { ...options, salt: '0x78' });
  successValue(await host.send(address as string, [], { from: RICH, value: 2 }));
  const failed = await host.deploy('if new: revert("not yet")\n', { ...options, salt: '0x78' });
  assert.equal(describe(failed), 'revert REVERT: not yet');
  assert.equal(await balanceOf(address as string), 2n);
  const deployed = await host.deploy(source, options);
  assert.equal(successValue(deployed), 3);
  assert.equal(await balanceOf(deployed.address as string), 3n);
});

test('22: what self_destruct leaves is burned and counted, what comes after the mark too', async () => {
  const payee = await deploy(host, PAYEE);
  const source = `
if args:
    call(args[0], ["destroy"], value=5)
    call(args[0], [], value=6)
`;
  const payer = await deploy(host, source);
  successValue(await host.send(payer, [], { from: RICH, value: 20 }));
  const result = await host.send(payer, [payee]);
  assert.equal(describe(result), 'success');
  assert.deepEqual([result.burned, await balanceOf(payer)], [11n, 9n]);
  assert.equal(await host.inspect(payee), undefined);
  const again = await host.send(payee, [], { from: RICH, value: 1 });
  assert.equal(describe(again), 'success');
  assert.deepEqual([again.burned, await balanceOf(payee)], [0n, 1n]);
});

test('22: a contract that marks itself twice is burned once, one that reverts not at all', async () => {
  const twice = await deploy(host, 'if not new:\n    self_destruct()\n    self_destruct()');
  assert.equal((await host.send(twice, [], { from: RICH, value: 4 })).burned, 4n);
  const not = await deploy(host, 'if not new:\n    self_destruct()\n    revert("no")');
  assert.equal((await host.send(not, [], { from: RICH, value: 4 })).burned, 0n);
  assert.notEqual(await host.inspect(not), undefined);
});

test('22: value sent away after the mark is not burned', async () => {
  const leaver = await deploy(host, 'if not new:\n    self_destruct()\n    call(args[0], [], value=value)');
  const before = await balanceOf(NOBODY);
  assert.equal((await host.send(leaver, [NOBODY], { from: RICH, value: 4 })).burned, 0n);
  assert.equal((await balanceOf(NOBODY)) - before, 4n);
});

test('23: TOMBSTONE after BALANCE; the balance of a deleted contract starts at nothing', async () => {
  const options = { from: RICH, salt: '0x79' };
  const source = 'if not new: self_destruct()';
  const { address } = await host.deploy(source, options);
  successValue(await host.send(address as string, []));
  assert.equal(describe(await host.deploy(source, options)), 'refused TOMBSTONE');
  assert.equal(describe(await host.deploy(source, { ...options, value: 10n ** 9n })), 'refused BALANCE');
});

test('a contract may pay itself, if it may be called again', async () => {
  const source = '# pbevm: reentrant\nif args: finish(call(address, [], value=args[0]))\nfinish(value)';
  const own = await deploy(host, source);
  successValue(await host.send(own, [], { from: RICH, value: 5 }));
  assert.equal(successValue(await host.send(own, [5])), 5);
  assert.equal(await balanceOf(own), 5n);
  assert.equal(describe(await host.send(own, [6])), 'revert REVERT: CallRefused: BALANCE');
});

for (const value of ['-1', '2**128', 'True', '"1"', '1.0']) {
  test(`value=${value} is a ValueError before anything happens`, async () => {
    const payer = await deploy(host, `if not new: call(args[0], [], value=${value})`);
    assert.match(
      describe(await host.send(payer, [NOBODY])),
      /^revert REVERT: ValueError: value must be an int/,
    );
  });
}

test('the API refuses amounts that are none', async () => {
  const bad = { code: 'BAD_INPUT' };
  for (const value of [-1, 1.5, 2n ** 128n, -1n, Number.NaN])
    await assert.rejects(host.send(NOBODY, [], { value }), bad);
  await assert.rejects(createHost({ balances: { [ALICE]: -1n } }), bad);
  await assert.rejects(createHost({ balances: { '0x12': 1n } }), bad);
  const half = 2n ** 127n;
  await assert.rejects(createHost({ balances: { [ALICE]: half, [BOB]: half } }), bad);
  await assert.rejects(
    createHost({ balances: { [ALICE]: 1n, [ALICE.toUpperCase().replace('X', 'x')]: 1n } }),
    bad,
  );
});

test('balances are written once, into an empty store, and stay', async () => {
  const path = mkdtempSync(join(tmpdir(), 'pbevm-balances-'));
  try {
    const balances = { [ALICE]: 5n, [BOB]: 0n };
    const first = await createHost({ store: 'level', path, balances });
    assert.equal((await first.inspect(ALICE))?.balance, 5n);
    assert.equal((await first.inspect(ALICE))?.vm, 'none');
    assert.equal(await first.inspect(BOB), undefined);
    await first.close();
    await assert.rejects(createHost({ store: 'level', path, balances }), /BAD_INPUT|empty store/);
    const second = await createHost({ store: 'level', path });
    assert.equal((await second.inspect(ALICE))?.balance, 5n);
    await second.close();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
});
