/** Storage as memory (SEMANTICS 37): what a contract sees, what is written back, what it costs. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ShardVm } from '../../../../host/vm/ewasm/shard-vm.js';
import { chunkKey } from '../../../../host/vm/ewasm/storage-layout.js';
import type { Message } from '../../../../host/vm/vm.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { dataText, finishText, shardContractOf } from './contract-text.js';
import { endOf, NativeRunner, RecordingFrame } from './native-runner.js';

const runner = new NativeRunner(new ShardVm(DEV_PROTOCOL));
const c = (value: number): string => `(i32.const ${value})`;
const PLACE = 8_192;
const MAPPED = `(@custom "pbevm.storage-memory" "\\00\\20\\00\\00")`;

function frameWith(...chunks: Uint8Array[]): RecordingFrame {
  const frame = new RecordingFrame();
  for (const [index, chunk] of chunks.entries()) frame.storage.set(toHex(chunkKey(index)), chunk);
  frame.answer = { kind: 'success', output: new Uint8Array(0), format: 'raw', fuelUsed: 0n };
  frame.reentrant = false;
  return frame;
}
const filled = (length: number, byte: number): Uint8Array => new Uint8Array(length).fill(byte);
const chunkOf = (frame: RecordingFrame, index: number): Uint8Array | undefined =>
  frame.storage.get(toHex(chunkKey(index)));

async function run(
  main: string,
  frame: RecordingFrame,
  parts: Partial<Message> = {},
  rest = '',
): Promise<string> {
  return endOf(runner.run(await shardContractOf(main, `${MAPPED} ${rest}`), parts, frame));
}
const store = (offset: number, value: number): string => `(i32.store8 ${c(PLACE + offset)} ${c(value)})`;

describe('storage as memory', () => {
  test('the storage is in memory when main starts, over what the module has there', async () => {
    const frame = frameWith(filled(4_096, 7), filled(10, 8));
    const data = dataText(PLACE, filled(5_000, 0xdd));
    assert.equal(await run(finishText(PLACE + 4_095, 3), frame, {}, data), 'success 0x070808');
    assert.equal(
      await run(finishText(PLACE + 4_105, 2), frame, {}, data),
      'success 0x08dd',
      'behind its end',
    );
  });

  test('records that differ are written back at success: by finish and by return', async () => {
    for (const end of ['', finishText(0, 0)]) {
      const frame = frameWith(filled(4_096, 7), filled(4_096, 8), filled(10, 9));
      const kept = chunkOf(frame, 0);
      assert.equal(await run(store(4_100, 1) + store(8_201, 2) + store(8_202, 3) + end, frame), 'success 0x');
      assert.equal(chunkOf(frame, 0), kept, 'not written');
      assert.equal(chunkOf(frame, 1)?.[4], 1);
      assert.deepEqual([chunkOf(frame, 2)?.length, chunkOf(frame, 2)?.[9]], [10, 2]);
    }
  });

  test('nothing is written back by a revert, a trap, or without fuel for it', async () => {
    for (const [body, end, fuel] of [
      [`(call $revert ${c(0)} ${c(0)})`, 'revert 0x', undefined],
      ['unreachable', 'TRAP', undefined],
      ['', 'OUT_OF_FUEL', 8_300_000n],
    ] as const) {
      const frame = frameWith(filled(10, 7));
      const seen = await run(store(0, 1) + body, frame, fuel === undefined ? {} : { fuel });
      assert.equal(seen.split(':')[0], end);
      assert.deepEqual(chunkOf(frame, 0), filled(10, 7));
    }
  });

  test('in a static frame a change halts, and looking does not', async () => {
    assert.equal(await run(store(0, 7), frameWith(filled(10, 7)), { isStatic: true }), 'success 0x');
    assert.equal(await run(store(0, 1), frameWith(filled(10, 7)), { isStatic: true }), 'STATIC');
    const call = `(drop (call $call (i64.const 0) ${c(0)} ${c(64)} ${c(0)} ${c(0)}))`;
    assert.equal(await run(store(0, 1) + call, frameWith(filled(10, 7)), { isStatic: true }), 'STATIC');
  });

  test('storageResize changes what is mapped: added bytes are those that memory has there', async () => {
    const frame = frameWith(filled(10, 7));
    const grown = `${store(11, 5)} (call $storageResize ${c(12)})`;
    assert.equal(await run(grown, frame), 'success 0x');
    assert.equal(toHex(chunkOf(frame, 0) ?? filled(0, 0)), `0x${'07'.repeat(10)}0005`);
    assert.equal(await run(`(call $storageResize ${c(3)})`, frame), 'success 0x');
    assert.equal(toHex(chunkOf(frame, 0) ?? filled(0, 0)), '0x070707');
  });

  test('it fits into the memory that the module starts with, or halts with MEMORY', async () => {
    const room = 65_536 - PLACE;
    assert.equal(await run(`(call $storageResize ${c(room)})`, frameWith()), 'success 0x');
    const grow = `(drop (memory.grow ${c(1)}))`;
    assert.match(await run(`${grow}(call $storageResize ${c(room + 1)})`, frameWith()), /^MEMORY/);
    const chunks = Array.from({ length: 15 }, () => filled(4_096, 1));
    assert.match(await run('', frameWith(...chunks)), /^MEMORY/);
  });

  test('what changed is written before a call; after one that may have changed it, it is there', async () => {
    for (const [kind, reentrant, seen] of [
      ['call', false, '0x01'],
      ['call', true, '0x63'],
      ['delegateCall', false, '0x63'],
    ] as const) {
      const frame = frameWith(filled(10, 7));
      frame.reentrant = reentrant;
      const answer = frame.call.bind(frame);
      frame.call = (request) => {
        assert.equal(chunkOf(frame, 0)?.[0], 1, 'written before the call');
        frame.storage.set(toHex(chunkKey(0)), filled(5, 0x63));
        return answer(request);
      };
      const value = kind === 'call' ? c(64) : '';
      const call = `(drop (call $${kind} (i64.const 0) ${c(0)} ${value} ${c(0)} ${c(0)}))`;
      if (seen === '0x01') {
        // Nobody else may write there: the guard of SEMANTICS 17 holds. What memory says is not read again.
        frame.call = answer;
      }
      const end = await run(`${store(0, 1)}${call}${finishText(PLACE, 1)}`, frame);
      assert.equal(end, `success ${seen}`, kind);
    }
  });
});

test('it is never cheaper than reading all and writing what changed by hand', async () => {
  const chunks = () => frameWith(filled(4_096, 7), filled(4_096, 7), filled(4_096, 7), filled(1_000, 7));
  const size = 3 * 4_096 + 1_000;
  const fuel = async (main: string, rest: string): Promise<bigint> => {
    const code = await shardContractOf(main, rest);
    const result = runner.run(code, {}, chunks());
    assert.equal(result.kind, 'success', endOf(result));
    const bytes = runner.prepare(code).artefact.length;
    return result.fuelUsed - BigInt(bytes * DEV_PROTOCOL.schedule.load.perByte);
  };
  for (let changed = 0; changed <= 4; changed++) {
    const stores = Array.from({ length: changed }, (_, at) => store(at * 4_096, 1)).join('');
    const sets = Array.from({ length: changed }, (_, at) => {
      const length = at === 3 ? 1_000 : 4_096;
      return `(call $setStorage ${c(at * 4_096)} ${c(PLACE + at * 4_096)} ${c(length)})`;
    }).join('');
    const read = `(call $readStorage ${c(0)} ${c(PLACE)} ${c(size)})`;
    const byHand = await fuel(read + stores + sets, '');
    const mapped = await fuel(stores, MAPPED);
    // The instructions that call the functions by hand are no storage: three constants and a call each.
    const instructions = BigInt((changed + 1) * (3 + DEV_PROTOCOL.schedule.opcode.call));
    assert.ok(mapped >= byHand - instructions, `${changed} records: ${mapped} against ${byHand}`);
    assert.ok(mapped < byHand * 2n, `${changed} records: ${mapped} against ${byHand}`);
  }
});
