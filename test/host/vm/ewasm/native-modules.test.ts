/** Compiled modules and instances change the time of a call and nothing else (SEMANTICS 6, 7, 9). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeArtefact } from '../../../../host/vm/ewasm/artefact.js';
import { EeiVm } from '../../../../host/vm/ewasm/eei-vm.js';
import { NativeModules } from '../../../../host/vm/ewasm/native-modules.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { MemoryBudget } from '../../../../runtime/sandbox/memory-budget.js';
import { contractOf, dataText, finishText } from './contract-text.js';
import { endOf, messageOf, NativeRunner, RecordingFrame } from './native-runner.js';

const c = (value: number): string => `(i32.const ${value})`;
const MIB = 1024 * 1024;

for (const [memory, start, frame] of [
  ['1', 1, 32],
  ['40', 40, 40],
  ['2 5', 2, 5],
  ['0', 0, 32],
  ['1 65536', 1, 1_024],
  ['1024', 1_024, 1_024],
] as const) {
  test(`9: a memory of (${memory}) starts with ${start} pages and reserves ${frame}`, async () => {
    const runner = new NativeRunner();
    const code = runner.prepare(await contractOf('', '', memory));
    const { startPages, framePages } = decodeArtefact(code.artefact);
    assert.deepEqual([startPages, framePages, runner.vm.pagesReserved(code)], [start, frame, frame]);
    const { base, perByte, perPage } = DEV_PROTOCOL.schedule.load;
    const price = BigInt(base + perByte * code.artefact.length + perPage * start);
    const { kind, fuelUsed } = runner.vm.execute(code, messageOf(), new RecordingFrame());
    assert.equal(kind, 'success');
    assert.ok(fuelUsed >= price && fuelUsed < price + 100n, `${fuelUsed}, price ${price}`);
    const short = runner.vm.execute(code, messageOf({ fuel: price - 1n }), new RecordingFrame());
    assert.deepEqual([endOf(short), short.fuelUsed], ['OUT_OF_FUEL', price - 1n]);
  });
}

test('a message that allows fewer pages than a module starts with halts', async () => {
  const runner = new NativeRunner();
  const code = await contractOf('', '', '9');
  assert.equal(endOf(runner.run(code, { pagesMax: 9 })), 'success 0x');
  assert.equal(endOf(runner.run(code, { pagesMax: 8 })), 'MEMORY');
});

/** Whatever a run leaves behind, the next one starts as new: also after a trap, growth, or an exit. */
test('6: what ends a run changes nothing of the next', async () => {
  const runner = new NativeRunner();
  const code = await contractOf(
    `(i32.store8 ${c(1)} (i32.add (i32.load8_u ${c(0)}) (i32.load8_u ${c(65_535)})))
     (i32.store8 ${c(0)} ${c(99)}) (i32.store8 ${c(65_535)} ${c(99)})
     (call $callDataCopy ${c(8)} ${c(0)} (call $getCallDataSize))
     (if (i32.eq (i32.load8_u ${c(8)}) ${c(1)}) (then unreachable))
     (if (i32.eq (i32.load8_u ${c(8)}) ${c(2)}) (then (drop (memory.grow ${c(3)}))))
     (if (i32.eq (i32.load8_u ${c(8)}) ${c(3)}) (then (call $revert ${c(0)} ${c(0)})))
     (if (i32.eq (i32.load8_u ${c(8)}) ${c(4)}) (then (loop (br 0))))
     ${finishText(1, 1)}`,
    dataText(0, Uint8Array.of(7)),
  );
  for (const how of [0, 1, 0, 2, 0, 3, 0, 4, 0]) {
    const result = runner.run(code, { data: Uint8Array.of(how), fuel: 20_000_000n });
    if (how === 0 || how === 2) assert.equal(endOf(result), 'success 0x07');
    else assert.notEqual(result.kind, 'success');
  }
});

test('modules are kept up to a number of bytes: the least recently used go, and their memories', async () => {
  const budget = new MemoryBudget();
  const vm = new EeiVm(DEV_PROTOCOL);
  const modules = new NativeModules(() => ({ ethereum: {} }), budget);
  const codes = [];
  for (let at = 0; at < 5; at++) {
    const source = await contractOf('', dataText(at, Uint8Array.of(1)), '1000');
    const prepared = vm.prepare(source, 2_000_000_000n);
    assert.ok(prepared.kind === 'ready');
    codes.push({ codeHash: toHex(source), source, artefact: prepared.artefact });
  }
  const held = modules.get(codes[0]).heldBytes;
  assert.ok(held >= 125 * MIB && held < 126 * MIB, 'one idle memory and the image');
  modules.get(codes[1]);
  modules.get(codes[0]);
  modules.get(codes[2]);
  assert.deepEqual(
    codes.map(({ codeHash }) => modules.has(codeHash)),
    [true, false, true, false, false],
  );
  assert.equal(budget.live, 2);
  modules.clear();
  assert.deepEqual([modules.size, budget.live], [0, 0]);
});

test('7: results and fuel are the same after the caches were dropped', async () => {
  const runner = new NativeRunner();
  const code = await contractOf(finishText(0, 2), dataText(0, Uint8Array.of(5, 6)));
  const [first, second] = [runner.run(code), runner.run(code)];
  assert.equal(runner.vm.cachedModules, 1);
  runner.vm.dropCaches();
  assert.equal(runner.vm.cachedModules, 0);
  assert.deepEqual([second, runner.run(code)], [first, first]);
});
