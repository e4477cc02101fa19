/**
 * Calls between contracts: what passes, what a failure undoes, and the limits (SEMANTICS 13, 16, 17, 19, 22;
 * EIP-150).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fuelForCallee } from '../../../host/execution/frame.js';
import { createHost, type Host } from '../../../host/index.js';
import { ALICE, BOB, deploy, describe, successValue } from '../../support/host.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

/** A contract that calls args[0] with args[1] and reports the outcome. */
const CALLER = `
if not new:
    chain["before"] = True
    try:
        result = call(args[0], args[1], **dict(args[2:]))
    except CallReverted as error:
        finish(["reverted", error.reason])
    except CallHalted as error:
        finish(["halted", error.code, isinstance(error, CallError)])
    except CallRefused as error:
        finish(["refused", error.code])
    finish(["ok", result])
`;

/** A contract that does what it is told, after a refused call: chain is flushed before each call. */
const CALLEE = `
if not new:
    chain["runs"] = chain.get("runs", 0) + 1
    emit("Ran", by=invoker)
    try: call(address, [])
    except CallRefused: pass
    match args:
        case ["echo", value]: finish(value)
        case ["revert", reason]: revert(reason)
        case ["raise", reason]: raise ValueError(reason)
        case ["loop"]:
            while True: pass
        case ["destroy"]: self_destruct()
        case ["invoker"]: finish(invoker)
`;

test('a value comes back, the callee sees its caller, both states are kept', async () => {
  const [caller, callee] = [await deploy(host, CALLER), await deploy(host, CALLEE)];
  const result = await host.send(caller, [callee, ['echo', [1, new Map([['a', null]])]]], { from: BOB });
  assert.deepEqual(successValue(result), ['ok', [1, new Map([['a', null]])]]);
  assert.deepEqual(successValue(await host.send(caller, [callee, ['invoker']])), ['ok', caller]);
  assert.deepEqual((await host.inspect(callee))?.chain, new Map([['runs', 2]]));
  assert.deepEqual((await host.inspect(caller))?.chain, new Map([['before', true]]));
});

for (const [name, args, outcome] of [
  ['a revert', ['revert', 'no'], ['reverted', 'no']],
  ['an exception', ['raise', 'bad'], ['reverted', 'ValueError: bad']],
  ['a halt', ['loop'], ['halted', 'OUT_OF_FUEL', true]],
] as const) {
  test(`${name} of the callee can be caught; the callee's changes and events are undone`, async () => {
    const [caller, callee] = [await deploy(host, CALLER), await deploy(host, CALLEE)];
    const result = await host.send(caller, [callee, [...args]], { limits: { fuel: 100_000_000 } });
    assert.deepEqual(successValue(result), outcome);
    assert.deepEqual(result.events, []);
    assert.deepEqual((await host.inspect(callee))?.chain, new Map());
    assert.deepEqual((await host.inspect(caller))?.chain, new Map([['before', true]]));
  });
}

test('an uncaught failure of the callee reverts the caller, with both traces', async () => {
  const callee = await deploy(host, CALLEE);
  const caller = await deploy(host, 'if not new:\n    chain["x"] = 1\n    call(args[0], ["raise", "deep"])');
  const result = await host.send(caller, [callee]);
  assert.equal(describe(result), 'revert REVERT: CallReverted: ValueError: deep');
  assert.ok(result.status === 'revert');
  assert.deepEqual(
    [result.trace?.address, result.trace?.cause?.address, result.trace?.cause?.frames[0].line],
    [caller, callee, 10],
  );
  assert.deepEqual((await host.inspect(caller))?.chain, new Map());
});

test('a caught failure is no cause of a later exception', async () => {
  const callee = await deploy(host, CALLEE);
  const source =
    'if not new:\n  try: call(args[0], ["revert", "a"])\n  except CallError: pass\n  raise KeyError("b")';
  const result = await host.send(await deploy(host, source), [callee]);
  assert.ok(result.status === 'revert' && result.trace !== undefined);
  assert.equal(result.trace.cause, undefined);
});

for (const [name, target, code] of [
  ['an address without code', BOB, 'NO_CODE'],
  ['an address after a byte order mark', `\ufeff${BOB}`, 'BAD_ADDRESS'],
  ['text that is no address', 'nowhere', 'BAD_ADDRESS'],
  ['value that is not there', undefined, 'BALANCE'],
] as const) {
  test(`a call to ${name} is refused`, async () => {
    const caller = await deploy(host, CALLER);
    const callee = target ?? (await deploy(host, CALLEE));
    const keywords = code === 'BALANCE' ? [['value', 1]] : [];
    assert.deepEqual(successValue(await host.send(caller, [callee, [], ...keywords])), ['refused', code]);
  });
}

test('re-entrancy is refused, also through another contract', async () => {
  const inner = await deploy(host, CALLER);
  const outer = await deploy(host, CALLER);
  assert.deepEqual(successValue(await host.send(inner, [inner, []])), ['refused', 'REENTRANCY']);
  assert.deepEqual(successValue(await host.send(outer, [inner, [outer, []]])), [
    'ok',
    ['refused', 'REENTRANCY'],
  ]);
});

test('call data is a list, or bytes as they are; anything else is BAD_ARGS or a TypeError', async () => {
  const callee = await deploy(host, CALLEE);
  const caller = await deploy(host, CALLER);
  const raw = Uint8Array.from([0x82, 0x64, ...new TextEncoder().encode('echo'), 0x07]);
  assert.deepEqual(successValue(await host.send(caller, [callee, raw])), ['ok', 7]);
  assert.deepEqual(successValue(await host.send(caller, [callee, new Uint8Array([0x18, 0x01])])), [
    'reverted',
    'the call data is not a canonical CBOR list',
  ]);
  assert.match(
    describe(await host.send(caller, [callee, 'text'])),
    /TypeError: args must be a list \(or bytes\), not str/,
  );
});

test('63/64 of the fuel can be passed on, or less', () => {
  assert.equal(fuelForCallee(6_400n, undefined), 6_300n);
  assert.equal(fuelForCallee(6_400n, 5_000n), 5_000n);
  assert.equal(fuelForCallee(6_400n, 6_400n), 6_300n);
  assert.equal(fuelForCallee(63n, undefined), 63n);
});

test('fuel= caps what a callee may use; what it leaves comes back', async () => {
  const [caller, callee] = [await deploy(host, CALLER), await deploy(host, CALLEE)];
  const result = await host.send(caller, [callee, ['loop'], ['fuel', 30_000_000]]);
  assert.deepEqual(successValue(result), ['halted', 'OUT_OF_FUEL', true]);
  assert.ok(result.fuelUsed > 30_000_000 && result.fuelUsed < 60_000_000, `${result.fuelUsed}`);
});

/** Each contract calls the next of the list. */
const RELAY = `
if not new:
    rest = args[0]
    finish(1 + call(rest[0], [rest[1:]]) if rest else 1)
`;

test('calls nest to the page limit: 128 Python frames; the next halts all with PAGES', async () => {
  const relays: string[] = [];
  for (let i = 0; i < 129; i++) relays.push(await deploy(host, RELAY));
  const [first, ...rest] = relays;
  const fits = await host.send(first, [rest.slice(0, 127)], { limits: { fuel: 10_000_000_000 } });
  assert.equal(successValue(fits), 128);
  assert.ok(fits.memoryPages >= 128 * 17);
  const tooDeep = await host.send(first, [rest], { limits: { fuel: 10_000_000_000 } });
  assert.equal(describe(tooDeep), 'halt PAGES');
});

test('self_destruct takes effect at the end of the transaction', async () => {
  const [caller, callee] = [await deploy(host, CALLER), await deploy(host, CALLEE)];
  const source = 'if not new:\n  call(args[0], ["destroy"])\n  finish(call(args[0], ["echo", "still here"]))';
  assert.equal(successValue(await host.send(await deploy(host, source), [callee])), 'still here');
  assert.equal(await host.inspect(callee), undefined);
  assert.deepEqual(successValue(await host.send(caller, [callee, []])), ['refused', 'NO_CODE']);
});

test('a reverted frame unmarks its self_destruct', async () => {
  const callee = await deploy(host, 'if not new:\n    self_destruct()\n    revert("no")');
  const caller = await deploy(host, CALLER);
  assert.deepEqual(successValue(await host.send(caller, [callee, []])), ['reverted', 'no']);
  assert.notEqual(await host.inspect(callee), undefined);
});

test('an address is created once: not again while it lives, nor after it is gone', async () => {
  const options = { from: ALICE, salt: '0xabcd' };
  const source = 'if not new: self_destruct()';
  const { address } = await host.deploy(source, options);
  assert.equal(describe(await host.deploy(source, options)), 'refused TOMBSTONE');
  assert.equal(describe(await host.send(address as string)), 'success');
  assert.equal(describe(await host.deploy(source, options)), 'refused TOMBSTONE');
});

test('a failed first run creates nothing, and the address stays free', async () => {
  const options = { from: ALICE, salt: '0xbeef' };
  const source = 'chain["x"] = 1\nif args: revert("not yet")';
  const failed = await host.deploy(source, { ...options, args: [1] });
  assert.equal(describe(failed), 'revert REVERT: not yet');
  assert.equal(await host.inspect(failed.address as string), undefined);
  assert.equal(describe(await host.deploy(source, options)), 'success');
});

test('the memory limit of a call holds', async () => {
  const hoarder = await deploy(host, 'if not new: finish(len(bytes(args[0])))');
  assert.equal(successValue(await host.send(hoarder, [8_000_000])), 8_000_000);
  const limited = await host.send(hoarder, [8_000_000], { limits: { memoryPages: 64 } });
  assert.equal(describe(limited), 'halt MEMORY');
  assert.equal(successValue(await host.send(hoarder, [10])), 10);
});
