/** Native contracts through the embedding API: deployment, calls between VMs, ends (SEMANTICS 13, 19-24). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CallOptions, createHost, type Host } from '../../../host/index.js';
import { create2Address, hashCode } from '../../../host/state/account.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { formatAddress, parseAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { ALICE, BOB, deploy, describe, successValue } from '../../support/host.js';
import { contractOf, dataText, finishText, moduleOf } from '../vm/ewasm/contract-text.js';
import { bytesOf, c, deployNativeOn, onCall, relay, relayOn } from './native-host.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false, balances: { [ALICE]: 1_000_000n } });
});
after(() => host.close());

const deployNative = (code: Uint8Array, value = 0n): Promise<string> => deployNativeOn(host, code, value);
const relayTo = (relayer: string, to: string, data: Uint8Array, options: CallOptions = {}) =>
  relayOn(host, relayer, to, data, options);

const ECHO = `(call $callDataCopy ${c(1_024)} ${c(0)} (call $getCallDataSize))
  (call $finish ${c(1_024)} (call $getCallDataSize))`;

test('13: call data reaches a native contract as it is, and its output comes back as bytes', async () => {
  const echo = await deployNative(await onCall(ECHO));
  assert.equal(bytesOf(await host.send(echo, Uint8Array.of(1, 2, 3))), '0x010203');
  assert.equal(bytesOf(await host.send(echo, [1, 'a'])), toHex(encodeValue([1, 'a'])));
  const info = await host.inspect(echo);
  assert.deepEqual(
    [info?.vm, info?.source, toHex(hashCode(info?.code as Uint8Array))],
    ['ewasm', '', info?.codeHash],
  );
});

test('13: Python calls native: a list is CBOR, bytes are raw; what returns is bytes', async () => {
  const echo = await deployNative(await onCall(ECHO));
  const reverting = await deployNative(
    await onCall(`(call $revert ${c(0)} ${c(2)})`, dataText(0, Uint8Array.of(5, 6))),
  );
  const trapping = await deployNative(await onCall('unreachable'));
  const python = await deploy(
    host,
    `
if not new:
    echo, reverting, trapping = args
    out = [call(echo, [7]), call(echo, b'raw')]
    try: call(reverting, [])
    except CallReverted as error: out.append(error.reason)
    try: call(trapping, [], fuel=20_000_000)
    except CallHalted as error: out.append(error.code)
    finish(out)
`,
  );
  const value = successValue(await host.send(python, [echo, reverting, trapping]));
  assert.deepEqual(value, [encodeValue([7]), new TextEncoder().encode('raw'), Uint8Array.of(5, 6), 'TRAP']);
});

test('13: native calls Python: its data must be a CBOR list, its result is CBOR', async () => {
  const python = await deploy(
    host,
    'if not new:\n    if args[0] == 0: revert("no")\n    finish([invoker, args])',
  );
  const native = await deployNative(await onCall(relay('call')));
  const good = bytesOf(await relayTo(native, python, encodeValue([5])));
  assert.equal(good, `0x00${toHex(encodeValue([native, [5]])).slice(2)}`);
  const reverted = bytesOf(await relayTo(native, python, encodeValue([0])));
  assert.equal(reverted, `0x02${toHex(encodeValue('no')).slice(2)}`);
  const bad = bytesOf(await relayTo(native, python, Uint8Array.of(0xff)));
  assert.equal(bad.slice(0, 4), '0x02', 'BAD_ARGS is a revert');
  const nobody = bytesOf(await relayTo(native, BOB, Uint8Array.of(1)));
  assert.equal(nobody, '0x01', 'NO_CODE is result 1');
});

test('19: a callee of another VM is no delegate: result 1', async () => {
  const python = await deploy(host, 'pass');
  for (const kind of ['callCode', 'callDelegate'] as const) {
    const native = await deployNative(await onCall(relay(kind)));
    assert.equal(bytesOf(await relayTo(native, python, encodeValue([]))), '0x01');
  }
});

/** Finishes with its address, caller, value, after it has written a slot. */
const WHO = `(call $storageStore ${c(0)} ${c(32)}) (call $getAddress ${c(0)}) (call $getCaller ${c(20)})
  (call $getCallValue ${c(40)}) ${finishText(0, 56)}`;
const SLOT = dataText(32, Uint8Array.of(1));

test('20, 24: storage, caller and value of each kind of call', async () => {
  const who = await deployNative(await onCall(WHO, SLOT));
  const hex = (address: string): string => address.slice(2);
  const seen: Record<string, string> = {};
  for (const kind of ['call', 'callCode', 'callDelegate', 'callStatic'] as const) {
    const native = await deployNative(await onCall(relay(kind)));
    const answer = bytesOf(await relayTo(native, who, Uint8Array.of(1), { value: 3 }));
    const name = (address: string): string =>
      address === hex(native)
        ? 'native'
        : address === hex(who)
          ? 'who'
          : address === hex(ALICE)
            ? 'alice'
            : address;
    const [own, caller, value] = [answer.slice(4, 44), answer.slice(44, 84), answer.slice(84, 86)];
    const size = (await host.inspect(native))?.storageSize;
    seen[kind] = answer === '0x01' ? 'failed' : `${name(own)} ${name(caller)} ${value} ${size}`;
  }
  assert.deepEqual(seen, {
    // The relay reads its value from memory that it has not written: zeros.
    call: 'who native 00 0',
    callCode: 'native native 00 64',
    callDelegate: 'native alice 03 64',
    callStatic: 'failed',
  });
});

const STATIC_VIOLATIONS: readonly (readonly [what: string, body: string])[] = [
  ['storageStore', `(call $storageStore ${c(0)} ${c(0)})`],
  ['log', `(call $log ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`],
  ['create', `(drop (call $create ${c(0)} ${c(0)} ${c(0)} ${c(0)}))`],
  ['selfDestruct', `(call $selfDestruct ${c(0)})`],
  ['a call with value', `(drop (call $call (i64.const 0) ${c(0)} ${c(32)} ${c(0)} ${c(0)}))`],
];

for (const [what, body] of STATIC_VIOLATIONS) {
  test(`in a static frame ${what} fails, and below a Python frame in it too`, async () => {
    const native = await deployNative(await onCall(body, SLOT));
    assert.equal((await host.send(native, Uint8Array.of(1))).status, 'success', 'else it does not');
    const fresh = await deployNative(await onCall(body, SLOT));
    const relayer = await deployNative(await onCall(relay('callStatic')));
    assert.equal(bytesOf(await relayTo(relayer, fresh, Uint8Array.of(1))), '0x01');
    const between = await deploy(
      host,
      'if not new:\n    try: call(args[0], b"x")\n    except CallHalted as e: finish(e.code)',
    );
    const answer = bytesOf(await relayTo(relayer, between, encodeValue([fresh])));
    assert.equal(answer, `0x00${toHex(encodeValue('STATIC')).slice(2)}`);
  });
}

test('24: gas is fuel: the argument caps it, 63/64 bound it, a callee without it is result 1', async () => {
  const endless = await deployNative(await onCall('(loop (br 0))'));
  const native = await deployNative(await onCall(relay('call', '(i64.const 20000000)')));
  const capped = await relayTo(native, endless, Uint8Array.of(1));
  assert.equal(bytesOf(capped), '0x01');
  assert.ok(capped.fuelUsed > 28_000_000 && capped.fuelUsed < 40_000_000, `${capped.fuelUsed}`);
  const greedy = await deployNative(await onCall(relay('call', '(i64.const 0x7fffffffffffffff)')));
  const all = await relayTo(greedy, endless, Uint8Array.of(1), { limits: { fuel: 100_000_000 } });
  assert.equal(bytesOf(all), '0x01');
  assert.ok(all.fuelUsed > 98_000_000, `${all.fuelUsed}`);
  const negative = await deployNative(await onCall(relay('call', '(i64.const -1)')));
  assert.equal(describe(await relayTo(negative, endless, Uint8Array.of(1))).split(' (')[0], 'halt TRAP');
});

test('17, 24: an EEI contract is re-entrant, and a run that fails leaves nothing', async () => {
  // Calls itself until a counter in its storage is 3, then traps in the innermost frame.
  const code = await onCall(
    `(call $storageLoad ${c(0)} ${c(64)}) (i32.store8 ${c(64)} (i32.add (i32.load8_u ${c(64)}) ${c(1)}))
     (call $storageStore ${c(0)} ${c(64)})
     (if (i32.ge_u (i32.load8_u ${c(64)}) ${c(4)}) (then unreachable))
     (call $getAddress ${c(96)})
     (drop (call $call (i64.const 0x7fffffffffffffff) ${c(96)} ${c(128)} ${c(0)} ${c(1)}))
     (call $storageLoad ${c(0)} ${c(64)}) ${finishText(64, 1)}`,
  );
  const native = await deployNative(code);
  assert.equal(bytesOf(await host.send(native, Uint8Array.of(1))), '0x03');
  assert.equal((await host.inspect(native))?.storageSize, 64);
});

/** Creates what is at 2,048 and finishes with result, returned data and the address. */
const creating = (length: number, value = 0): string => `(i32.store8 ${c(64)} ${c(value)})
  (i32.store8 ${c(96)} (call $create ${c(64)} ${c(2_048)} ${c(length)} ${c(97)})) ${finishText(96, 21)}`;

/** Initcode that finishes with a contract. */
async function initcodeOf(contract: Uint8Array): Promise<Uint8Array> {
  return contractOf(finishText(0, contract.length), dataText(0, contract));
}

test('23, 24: create runs initcode, keeps what it returns, takes addresses from the nonce', async () => {
  const echo = await onCall(ECHO);
  const initcode = await initcodeOf(echo);
  const factory = await deployNative(await onCall(creating(initcode.length, 9), dataText(2_048, initcode)));
  await host.send(factory, Uint8Array.of(1), { from: ALICE, value: 0 });
  const poor = bytesOf(await host.send(factory, Uint8Array.of(1), { from: ALICE }));
  assert.equal(poor.slice(0, 4), '0x01', 'it has no 9 to give');
  const made = bytesOf(await host.send(factory, Uint8Array.of(1), { from: ALICE, value: 30 }));
  const again = bytesOf(await host.send(factory, Uint8Array.of(1), { from: ALICE }));
  const addresses = [0, 1].map((nonce) => {
    const word = new Uint8Array(32);
    word[31] = nonce;
    return formatAddress(create2Address(parseAddress(factory), word, initcode)).slice(2);
  });
  assert.deepEqual(
    [made, again],
    addresses.map((address) => `0x00${address}`),
  );
  const info = await host.inspect(`0x${addresses[0]}`);
  assert.deepEqual([info?.vm, info?.balance, toHex(info?.code as Uint8Array)], ['ewasm', 9n, toHex(echo)]);
  assert.equal(bytesOf(await host.send(`0x${addresses[1]}`, Uint8Array.of(4))), '0x04');
});

for (const [what, initcode] of [
  ['traps', contractOf('unreachable')],
  [
    'returns what is no contract',
    contractOf(finishText(0, 5), dataText(0, Uint8Array.of(0, 0x61, 0x73, 0x6d, 1))),
  ],
  ['returns other bytes', contractOf(finishText(0, 3))],
  ['is no contract', moduleOf('(func (export "main"))')],
] as const) {
  test(`24: create with initcode that ${what}: result 1, and nothing of it is left`, async () => {
    const code = await initcode;
    const factory = await deployNative(await onCall(creating(code.length, 1), dataText(2_048, code)), 5n);
    assert.match(bytesOf(await host.send(factory, Uint8Array.of(1))), /^0x01(00)*$/);
    assert.equal((await host.inspect(factory))?.balance, 5n);
  });
}

test('deploying: initcode by its output, its failures by their codes, a second time TOMBSTONE', async () => {
  const echo = await onCall(ECHO);
  const options = { from: ALICE, salt: '0xabcd' };
  const made = await host.deploy(await initcodeOf(echo), options);
  assert.equal(bytesOf(await host.send(made.address as string, Uint8Array.of(8))), '0x08');
  const ends = [
    await host.deploy(await initcodeOf(echo), options),
    await host.deploy(await contractOf('unreachable'), options),
    await host.deploy(await contractOf(`(call $revert ${c(0)} ${c(1)})`), options),
    await host.deploy(await contractOf(finishText(0, 1)), options),
    await host.deploy(Uint8Array.of(0, 0x61, 0x73, 0x6d), options),
    await host.deploy(await contractOf('(loop (br 0))'), options),
  ].map((result) => describe(result).split(' (')[0]);
  assert.deepEqual(ends, [
    'refused TOMBSTONE',
    'halt TRAP',
    'revert REVERT: 0x00',
    'halt INVALID_CODE',
    'halt INVALID_CODE',
    'halt OUT_OF_FUEL',
  ]);
});

test('22: selfDestruct ends the frame; the balance goes at once, the account at the end', async () => {
  // It dies in favour of BOB; what comes behind does not run.
  const dying = await deployNative(
    await onCall(`(call $selfDestruct ${c(0)}) unreachable`, dataText(0, parseAddress(BOB))),
    7n,
  );
  const twice = await deploy(
    host,
    `
if not new:
    first = call(args[0], b'x')
    second = call(args[0], b'x', value=value)
    finish([first, second])
`,
  );
  const before = (await host.inspect(BOB))?.balance ?? 0n;
  const result = await host.send(twice, [dying], { from: ALICE, value: 2 });
  assert.deepEqual(successValue(result), [new Uint8Array(0), new Uint8Array(0)]);
  assert.equal((await host.inspect(BOB))?.balance, before + 9n);
  assert.deepEqual([await host.inspect(dying), result.burned], [undefined, 0n]);
});

test('22: the account as its own beneficiary burns the balance; a frame that fails unmarks', async () => {
  const own = await deployNative(await onCall(`(call $getAddress ${c(0)}) (call $selfDestruct ${c(0)})`), 4n);
  const failing = await deploy(host, 'if not new:\n    call(args[0], b"x")\n    revert("no")');
  assert.equal((await host.send(failing, [own])).status, 'revert');
  assert.equal((await host.inspect(own))?.balance, 4n);
  assert.equal((await host.send(own, Uint8Array.of(1))).burned, 4n);
  assert.equal(await host.inspect(own), undefined);
});

test('6: a run sees nothing of the one before: memory and globals are as at the start', async () => {
  const code = await contractOf(
    `(if (i32.eqz (call $getCallDataSize)) (then (return)))
     (i32.store8 ${c(0)} (i32.add (i32.load8_u ${c(0)}) ${c(1)}))
     (global.set $g (i32.add (global.get $g) ${c(1)}))
     (i32.store8 ${c(1)} (global.get $g)) ${finishText(0, 2)}`,
    `(global $g (mut i32) (i32.const 4)) ${dataText(0, Uint8Array.of(6))}`,
  );
  const native = await deployNative(code);
  for (let run = 0; run < 3; run++)
    assert.equal(bytesOf(await host.send(native, Uint8Array.of(1))), '0x0705');
});

test('a log is the event `log`, and is gone with a frame that fails', async () => {
  const log = `(call $log ${c(0)} ${c(2)} ${c(1)} ${c(32)} ${c(0)} ${c(0)} ${c(0)})`;
  const native = await deployNative(await onCall(log, dataText(0, Uint8Array.of(3, 4))));
  const { events } = await host.send(native, Uint8Array.of(1));
  assert.deepEqual(events, [
    {
      address: native,
      name: 'log',
      fields: new Map<string, unknown>([
        ['data', Uint8Array.of(3, 4)],
        ['topics', [new Uint8Array(32)]],
      ]),
    },
  ]);
  const failing = await deployNative(await onCall(`${log} unreachable`));
  assert.deepEqual((await host.send(failing, Uint8Array.of(1))).events, []);
  const many = await deployNative(await onCall(`(loop ${log} (br 0))`));
  assert.equal(describe(await host.send(many, Uint8Array.of(1))), 'halt MEMORY (too many events)');
});

test('9: the logs of a transaction have at most 4 MiB, topics included', async () => {
  const fuel = 1_000_000_000;
  const log = (bytes: number, topics: number) =>
    `(call $log ${c(0)} ${c(bytes)} ${c(topics)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`;
  const whole = log(65_536, 0).repeat(63) + log(65_536 - 32, 1);
  const most = await deployNative(await onCall(whole));
  const sent = await host.send(most, Uint8Array.of(1), { limits: { fuel } });
  assert.deepEqual([describe(sent), sent.events.length], ['success', 64]);
  const tooMuch = await deployNative(await onCall(whole + log(1, 0)));
  const halted = await host.send(tooMuch, Uint8Array.of(1), { limits: { fuel } });
  assert.equal(describe(halted), 'halt MEMORY (too many events)');
});

test('7: a call costs the same warm and cold, and `warm` makes no difference but time', async () => {
  const native = await deployNative(await onCall(ECHO));
  const { base, perByte, perPage } = DEV_PROTOCOL.schedule.load;
  const first = await host.send(native, Uint8Array.of(1));
  assert.equal(await host.warm(native), 'cached');
  assert.equal((await host.send(native, Uint8Array.of(1))).fuelUsed, first.fuelUsed);
  assert.ok(first.fuelUsed > base + perPage + perByte * 100);
});

test('raw call data has a limit', async () => {
  const tooLong = new Uint8Array(DEV_PROTOCOL.limits.valueBytesMax + 1);
  await assert.rejects(host.send(BOB, tooLong), { code: 'BAD_INPUT' });
  assert.equal((await host.send(BOB, tooLong.subarray(1))).status, 'refused');
});

test('22, 23: initcode that destroys itself leaves nothing but the mark that it was there', async () => {
  const code = await contractOf(`(call $getCaller ${c(0)}) (call $selfDestruct ${c(0)})`);
  const options = { from: ALICE, salt: '0xdead', value: 3n };
  const before = (await host.inspect(ALICE))?.balance;
  const made = await host.deploy(code, options);
  assert.equal(made.status, 'success', describe(made));
  assert.equal(await host.inspect(made.address as string), undefined);
  assert.equal((await host.inspect(ALICE))?.balance, before);
  assert.equal(describe(await host.deploy(code, options)), 'refused TOMBSTONE');
});
