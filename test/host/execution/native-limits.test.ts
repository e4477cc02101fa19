/** Native contracts at the limits of a frame and of a transaction (SEMANTICS 3, 4, 9, 11, 19, 24). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../host/index.js';
import { fromHex } from '../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { deploy, describe } from '../../support/host.js';
import { contractOf, dataText, finishText } from '../vm/ewasm/contract-text.js';
import { bytesOf, c, deployNativeOn, onCall, relay, relayOn } from './native-host.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false });
});
after(() => host.close());

const deployNative = (code: Uint8Array): Promise<string> => deployNativeOn(host, code);
const relayTo = (relayer: string, to: string, data: Uint8Array) => relayOn(host, relayer, to, data);

test('9: growth beyond the declared maximum is -1, beyond the limit without one MEMORY', async () => {
  const grow = (pages: number): string =>
    `(i32.store8 ${c(0)} (i32.eq (memory.grow ${c(pages)}) ${c(-1)})) ${finishText(0, 1)}`;
  const first = '(if (i32.eqz (call $getCallDataSize)) (then (return)))';
  const declared = await deployNative(await contractOf(first + grow(2), '', '1 2'));
  assert.equal(bytesOf(await host.send(declared, Uint8Array.of(1))), '0x01');
  const fits = await deployNative(await contractOf(first + grow(31)));
  const result = await host.send(fits, Uint8Array.of(1));
  assert.deepEqual([bytesOf(result), result.memoryPages], ['0x00', 32]);
  const beyond = await deployNative(await contractOf(first + grow(32)));
  assert.equal(describe(await host.send(beyond, Uint8Array.of(1))), 'halt MEMORY');
  const limited = await host.send(fits, Uint8Array.of(1), { limits: { memoryPages: 8 } });
  assert.equal(describe(limited), 'halt MEMORY');
});

test('4: guest recursion ends at the height limit: 1 for a native caller, the end in Python', async () => {
  const deep = await deployNative(await onCall('(call $down)', '(func $down (call $down))'));
  assert.equal(describe(await host.send(deep, Uint8Array.of(1))), 'halt STACK_LIMIT');
  const native = await deployNative(await onCall(relay('call')));
  assert.equal(bytesOf(await relayTo(native, deep, Uint8Array.of(1))), '0x01');
  const python = await deploy(
    host,
    'if not new:\n    try: call(args[0], b"x")\n    except CallError: finish("caught")',
  );
  assert.equal(describe(await host.send(python, [deep])), 'halt STACK_LIMIT');
});

test('19: native frames that hold all pages there are: the next call is refused with PAGES', async () => {
  // Frames of 1,024 pages: 32 of them are all that there may be.
  const first = '(if (i32.eqz (call $getCallDataSize)) (then (return)))';
  const body = `${first} (call $storageLoad ${c(0)} ${c(64)})
    (i32.store8 ${c(64)} (i32.add (i32.load8_u ${c(64)}) ${c(1)})) (call $storageStore ${c(0)} ${c(64)})
    (call $getAddress ${c(96)})
    (drop (call $call (i64.const 0x7fffffffffffffff) ${c(96)} ${c(128)} ${c(0)} ${c(1)}))
    (call $storageLoad ${c(0)} ${c(64)}) ${finishText(64, 1)}`;
  const wide = await deployNative(await contractOf(body, '', '1 1024'));
  const result = await host.send(wide, Uint8Array.of(1), { limits: { fuel: 2 ** 40 } });
  assert.equal(bytesOf(result), '0x20');
});

test('11, 24: what is returned or passed has at most 1 MiB', async () => {
  const { valueBytesMax } = DEV_PROTOCOL.limits;
  const sized = async (body: string): Promise<string> => {
    const first = '(if (i32.eqz (call $getCallDataSize)) (then (return)))';
    const native = await deployNative(await contractOf(first + body, '', '17'));
    return describe(await host.send(native, Uint8Array.of(1))).replace(/0x0+/, '0x');
  };
  const call = (length: number): string =>
    `(drop (call $callStatic (i64.const 0) ${c(0)} ${c(0)} ${c(length)}))`;
  const more = 'halt TRAP (more bytes than a message may have)';
  for (const [body, end] of [
    [finishText, 'success'],
    [(at: number, length: number) => `(call $revert ${c(at)} ${c(length)})`, 'revert REVERT: 0x'],
    [(_at: number, length: number) => call(length), 'success'],
  ] as const) {
    assert.equal(await sized(body(0, valueBytesMax)), end);
    assert.equal(await sized(body(0, valueBytesMax + 1)), more);
  }
});

test("24: another account's code is paid for by its whole length", async () => {
  const short = await deployNative(await onCall(''));
  const long = await deployNative(await onCall('', dataText(0, new Uint8Array(5_000).fill(1))));
  const native = await deployNative(
    await onCall(`(call $callDataCopy ${c(0)} ${c(0)} ${c(20)}) (drop (call $getExternalCodeSize ${c(0)}))`),
  );
  const fuelOf = async (address: string): Promise<number> =>
    (await host.send(native, fromHex(address))).fuelUsed;
  const lengthOf = async (address: string): Promise<number> =>
    (await host.inspect(address))?.code.length as number;
  const { perByte } = DEV_PROTOCOL.schedule.eei.externalCode;
  assert.equal(
    (await fuelOf(long)) - (await fuelOf(short)),
    perByte * ((await lengthOf(long)) - (await lengthOf(short))),
  );
});
