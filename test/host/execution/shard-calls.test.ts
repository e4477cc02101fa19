/**
 * `shard` contracts through the embedding API: deployment, calls between VMs, ends (SEMANTICS 13, 17, 19, 20,
 * 22, 37).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ContractResult, createHost, type Host } from '../../../host/index.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { parseAddress } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { ALICE, BOB, deploy, describe, successValue } from '../../support/host.js';
import { contractOf, dataText, finishText, shardContractOf } from '../vm/ewasm/contract-text.js';

let host: Host;
before(async () => {
  host = await createHost({ warmUp: false, balances: { [ALICE]: 1_000_000n } });
});
after(() => host.close());

const c = (value: number): string => `(i32.const ${value})`;
let salt = 0;

async function deployNative(code: Uint8Array, value = 0n): Promise<string> {
  const options = { from: ALICE, salt: (++salt).toString(16), args: new Uint8Array(0), value };
  const result = await host.deploy(code, { ...options, salt: options.salt.padStart(64, '0') });
  assert.equal(result.status, 'success', describe(result));
  return result.address as string;
}

const FIRST = '(if (i32.eqz (call $callDataSize)) (then (return)))';
const onCall = (body: string, rest = '', memory = '1'): Promise<Uint8Array> =>
  shardContractOf(`${FIRST} ${body}`, rest, memory);
const REENTRANT = '(@custom "pbevm.reentrant" "")';
const ALL = '(i64.const 0x7fffffffffffffff)';

/** Calls the address that its call data begins with, passing the rest; finishes with result and output. */
const relay = (kind: 'call' | 'delegateCall'): string =>
  `(call $callDataCopy ${c(1_024)} ${c(0)} (call $callDataSize))
   (i32.store8 ${c(2_048)} (call $${kind} ${ALL} ${c(1_024)} ${kind === 'call' ? c(0) : ''} ${c(1_044)}
     (i32.sub (call $callDataSize) ${c(20)})))
   (call $returnDataCopy ${c(2_049)} ${c(0)} (call $returnDataSize))
   (call $finish ${c(2_048)} (i32.add ${c(1)} (call $returnDataSize)))`;
const dataFor = (to: string, data: Uint8Array): Uint8Array => Buffer.concat([parseAddress(to), data]);
const send = (to: string, data: Uint8Array, value = 0): Promise<ContractResult> =>
  host.send(to, data, { from: ALICE, value });
const bytesOf = (result: ContractResult): string => toHex(successValue(result) as Uint8Array);
const end = (result: ContractResult): string => describe(result).split(' (')[0];
const ONE = Uint8Array.of(1);

/** Adds 1 to its first byte of storage and finishes with it. */
const COUNT = `(if (i32.eqz (call $storageSize)) (then (call $storageResize ${c(4_100)})))
  (call $readStorage ${c(0)} ${c(0)} ${c(1)}) (i32.store8 ${c(0)} (i32.add (i32.load8_u ${c(0)}) ${c(1)}))
  (call $setStorage ${c(0)} ${c(0)} ${c(1)}) ${finishText(0, 1)}`;

test('34: storage is kept, counted by its bytes, and told by inspect', async () => {
  const counter = await deployNative(await onCall(COUNT));
  assert.equal(bytesOf(await send(counter, ONE)), '0x01');
  assert.equal(bytesOf(await send(counter, ONE)), '0x02');
  const info = await host.inspect(counter);
  assert.deepEqual([info?.vm, info?.storageSize], ['shard', 4_100]);
});

test('initcode that leaves nothing is the contract; what it finishes with is, if it is one', async () => {
  const inner = await onCall(COUNT);
  const maker = await shardContractOf(finishText(0, inner.length), dataText(0, inner));
  const made = await deployNative(maker);
  assert.equal(toHex((await host.inspect(made))?.code as Uint8Array), toHex(inner));
  assert.equal(bytesOf(await send(made, ONE)), '0x01');
  const wrong = await host.deploy(await shardContractOf(finishText(0, 3)), { from: ALICE });
  assert.equal(end(wrong), 'halt INVALID_CODE');
});

test('13: Python and back: bytes pass raw, results of Python are its CBOR, reasons too', async () => {
  const native = await deployNative(await onCall(relay('call')));
  const python = await deploy(
    host,
    'if not new:\n    if args[0] == 0: revert("no")\n    finish({"got": args})',
  );
  const answered = bytesOf(await send(native, dataFor(python, encodeValue([7]))));
  assert.equal(answered, `0x00${toHex(encodeValue(new Map([['got', [7]]]))).slice(2)}`);
  const refused = bytesOf(await send(native, dataFor(python, encodeValue([0]))));
  assert.equal(refused, `0x02${toHex(encodeValue('no')).slice(2)}`);
  const bad = bytesOf(await send(native, dataFor(python, Uint8Array.of(0xff))));
  assert.equal(bad.slice(0, 4), '0x02', 'BAD_ARGS');
  const echo = await deployNative(
    await onCall(
      `(call $callDataCopy ${c(0)} ${c(0)} (call $callDataSize)) (call $finish ${c(0)} (call $callDataSize))`,
    ),
  );
  const caller = await deploy(host, 'if not new: finish([call(args[0], b"raw"), call(args[0], [1, "two"])])');
  assert.deepEqual(successValue(await host.send(caller, [echo])), [
    new Uint8Array(Buffer.from('raw')),
    encodeValue([1, 'two']),
  ]);
});

test('13: a Python contract that a native one calls back sees who called', async () => {
  const native = await deployNative(await onCall(relay('call')));
  const python = await deploy(
    host,
    `# pbevm: reentrant
if not new:
    if args[0] == "start":
        own = bytes.fromhex(address[2:])
        finish(call(args[1], own + bytes.fromhex("81") + b"\\x64back"))
    finish(invoker)
`,
  );
  const answer = successValue(await host.send(python, ['start', native])) as Uint8Array;
  assert.equal(toHex(answer), `0x00${toHex(encodeValue(native)).slice(2)}`);
});

test('the EEI and shard call each other', async () => {
  const eei = await deployNative(
    await contractOf(
      `(if (i32.eqz (call $getCallDataSize)) (then (return)))
       (i32.store8 ${c(0)} ${c(0x77)}) (call $finish ${c(0)} ${c(1)})`,
    ),
  );
  assert.equal((await host.inspect(eei))?.vm, 'ewasm');
  const native = await deployNative(await onCall(relay('call')));
  assert.equal(bytesOf(await send(native, dataFor(eei, ONE))), '0x0077');
});

test('17: re-entrancy is refused unless the section opts in', async () => {
  // Calls itself with less data until there is one byte, then writes.
  const body = `(if (i32.gt_u (call $callDataSize) ${c(1)}) (then
      (call $getAddress ${c(0)})
      (i32.store8 ${c(64)}
        (call $call ${ALL} ${c(0)} ${c(32)} ${c(0)} (i32.sub (call $callDataSize) ${c(1)})))
      ${finishText(64, 1)}))`;
  const guarded = await deployNative(await onCall(body));
  assert.equal(bytesOf(await send(guarded, new Uint8Array(2))), '0x01');
  const open = await deployNative(await onCall(body, REENTRANT));
  assert.equal(bytesOf(await send(open, new Uint8Array(2))), '0x00');
  const python = await deploy(
    host,
    'if not new: finish(call(args[0], bytes.fromhex(args[1][2:]) + bytes.fromhex(args[0][2:]) + b"x"))',
  );
  const relayed = await deployNative(await onCall(relay('call')));
  const between = await deployNative(await onCall(relay('call')));
  // relayed -> between -> relayed: refused in between, which tells 1.
  const nested = dataFor(between, dataFor(relayed, dataFor(python, ONE)));
  assert.equal(bytesOf(await send(relayed, nested)), '0x0001');
});

test('20: a delegate call keeps address, storage, caller and value, within its kind alone', async () => {
  const library = await deployNative(
    await onCall(`(call $storageResize ${c(3)}) (call $getAddress ${c(0)}) (call $getCaller ${c(20)})
      (call $getValue ${c(40)}) ${finishText(0, 56)}`),
  );
  const native = await deployNative(await onCall(relay('delegateCall')));
  const answer = bytesOf(await send(native, dataFor(library, ONE), 5));
  assert.equal(answer.slice(4, 44), native.slice(2));
  assert.equal(answer.slice(44, 84), ALICE.slice(2));
  assert.equal(answer.slice(84, 86), '05');
  assert.deepEqual(
    [(await host.inspect(native))?.storageSize, (await host.inspect(library))?.storageSize],
    [3, 0],
  );
  const python = await deploy(host, 'pass');
  const eei = await deployNative(await contractOf('(drop (call $getCallDataSize))'));
  for (const other of [python, eei, BOB])
    assert.equal(bytesOf(await send(native, dataFor(other, encodeValue([])))), '0x01');
});

test('19: what a shard caller cannot catch ends it, a caller in Python and the transaction', async () => {
  const deep = await deployNative(await onCall('(call $down)', '(func $down (call $down))'));
  const native = await deployNative(await onCall(relay('call')));
  const result = await send(native, dataFor(deep, ONE));
  assert.equal(end(result), 'halt STACK_LIMIT');
  const python = await deploy(
    host,
    'if not new:\n    try: call(args[0], args[1])\n    except CallError: finish(1)',
  );
  assert.equal(end(await host.send(python, [native, dataFor(deep, ONE)])), 'halt STACK_LIMIT');
  // Frames of 1,024 pages, of which 32 are all that there may be; the 33rd is refused to its caller.
  const body = `(call $getAddress ${c(0)})
    (drop (call $call ${ALL} ${c(0)} ${c(32)} ${c(0)} ${c(1)})) ${finishText(0, 1)}`;
  const wide = await deployNative(await onCall(body, REENTRANT, '1 1024'));
  const limits = { fuel: 2 ** 40 };
  assert.equal(end(await host.send(wide, ONE, { limits })), 'halt PAGES');
  const narrow = await deployNative(await onCall(body, REENTRANT, '1 1'));
  assert.match(end(await host.send(narrow, ONE, { limits: { fuel: 2 ** 45 } })), /^halt DEPTH|^success/);
});

test('value moves with a call, and not where there is none', async () => {
  const native = await deployNative(
    await onCall(`(call $callDataCopy ${c(0)} ${c(0)} ${c(20)}) (i32.store8 ${c(32)} ${c(9)})
      (i32.store8 ${c(64)} (call $call ${ALL} ${c(0)} ${c(32)} ${c(0)} ${c(0)})) ${finishText(64, 1)}`),
  );
  assert.equal(bytesOf(await send(native, parseAddress(BOB))), '0x01', 'BALANCE');
  const before = (await host.inspect(BOB))?.balance ?? 0n;
  assert.equal(bytesOf(await send(native, parseAddress(BOB), 10)), '0x00');
  assert.equal((await host.inspect(BOB))?.balance, before + 9n);
});

test('a failed frame leaves nothing: storage, log, value', async () => {
  const log = `(call $log ${c(0)} ${c(1)} ${c(0)} ${c(0)} ${c(0)} ${c(0)} ${c(0)})`;
  const failing = await deployNative(await onCall(`(call $storageResize ${c(9)}) ${log} unreachable`));
  const native = await deployNative(await onCall(relay('call')));
  const result = await send(native, dataFor(failing, ONE));
  assert.equal(bytesOf(result), '0x01');
  assert.deepEqual(result.events, []);
  assert.equal((await host.inspect(failing))?.storageSize, 0);
});

test('22: yank where there is no network halts; nobody is moved', async () => {
  const native = await deployNative(await onCall(`(call $yank ${c(3)})`), 5n);
  assert.equal(describe(await send(native, ONE)), 'halt TRAP (yank: NO_NETWORK)');
  assert.equal((await host.inspect(native))?.balance, 5n);
});

test('37: storage as memory, over runs and through re-entry', async () => {
  const mapped = '(@custom "pbevm.storage-memory" "\\00\\10\\00\\00")';
  const add = `(if (i32.eqz (call $storageSize)) (then (call $storageResize ${c(8)})))
    (i32.store8 ${c(4_096)} (i32.add (i32.load8_u ${c(4_096)}) ${c(1)}))`;
  const counter = await deployNative(await onCall(`${add} ${finishText(4_096, 8)}`, mapped));
  await send(counter, ONE);
  assert.equal(bytesOf(await send(counter, ONE)), `0x02${'00'.repeat(7)}`);
  assert.equal((await host.inspect(counter))?.storageSize, 8);
  // Each frame adds one and calls itself with a byte less: the outer ones see what the inner ones did.
  const inner = `${add} (if (i32.gt_u (call $callDataSize) ${c(1)}) (then (call $getAddress ${c(0)})
      (drop (call $call ${ALL} ${c(0)} ${c(32)} ${c(0)} (i32.sub (call $callDataSize) ${c(1)})))))
    (i32.store8 ${c(4_097)} (i32.add (i32.load8_u ${c(4_097)}) ${c(1)})) ${finishText(4_096, 2)}`;
  const reentrant = await deployNative(await onCall(inner, mapped + REENTRANT));
  assert.equal(bytesOf(await send(reentrant, new Uint8Array(5))), '0x0505');
  const loses = await deployNative(await onCall(`${add} unreachable`, mapped));
  assert.equal(end(await send(loses, ONE)), 'halt TRAP');
  assert.equal((await host.inspect(loses))?.storageSize, 0);
});

test('7: a call costs the same warm and cold', async () => {
  const counter = await deployNative(await onCall(`${finishText(0, 1)}`));
  const first = await send(counter, ONE);
  assert.equal(await host.warm(counter), 'cached');
  assert.equal((await send(counter, ONE)).fuelUsed, first.fuelUsed);
  assert.deepEqual(fromHex(bytesOf(first)), new Uint8Array(1));
});
