/** ewasm-rt's interface: modules in slots, calls both ways, buffers, and what traps. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { EwasmRtScript } from '../../../../host/vm/script/ewasm-rt.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';

const FUEL = 1_000_000_000n;

const ROOT_IMPORTS = `
  (import "env" "eth2_savePostStateRoot" (func $save (param i32)))
  (import "env" "eth2_loadModule" (func $load (param i32 i32 i32)))
  (import "env" "eth2_callModule" (func $call (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "eth2_expose" (func $expose (param i32 i32)))
  (import "env" "eth2_argument" (func $argument (param i32 i32) (result i32)))
  (import "env" "eth2_return" (func $return (param i32 i32) (result i32)))
  (import "env" "eth2_bufferGet" (func $get (param i32 i32 i32) (result i32)))
  (import "env" "eth2_bufferSet" (func $set (param i32 i32 i32)))
  (import "env" "eth2_bufferMerge" (func $merge (param i32 i32)))
  (import "env" "eth2_bufferClear" (func $clear (param i32)))
  (import "env" "print" (func $print (param i32 i32)))`;

const CHILD_IMPORTS = `
  (import "env" "eth2_call" (func $call (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "eth2_argument" (func $argument (param i32 i32) (result i32)))
  (import "env" "eth2_return" (func $return (param i32 i32) (result i32)))
  (import "env" "print" (func $print (param i32 i32)))`;

/** Where the root has the child's code, and the names. */
const CODE = 4096;
const NAMES = '(data (i32.const 0) "work") (data (i32.const 8) "helper")';

/** A root whose main is `body`, with the code of a child in its memory. */
async function execute(body: string, child = '', functions = '', fuel = FUEL) {
  const code = await parse(`(module ${CHILD_IMPORTS} (memory (export "memory") 1) ${NAMES} ${child})`);
  const hex = Buffer.from(code).toString('hex').replace(/../g, '\\$&');
  const load = `(call $load (i32.const 3) (i32.const ${CODE}) (i32.const ${code.length}))`;
  const wat = `(module ${ROOT_IMPORTS} (memory (export "memory") 1) ${NAMES} ${functions}
    (data (i32.const ${CODE}) "${hex}") (func (export "main") ${body.replaceAll('LOAD', load)}))`;
  const script = new EwasmRtScript(await parse(wat), DEV_PROTOCOL);
  return script.execute({ preStateRoot: new Uint8Array(32), blockData: new Uint8Array(), fuel });
}

/** Calls `work` of the child with 4 bytes at 16; 4 bytes come back at 32, the result is stored at 64. */
const WORK = `(i32.store (i32.const 64) (call $call (i32.const 3) (i32.const 0) (i32.const 4)
  (i32.const 16) (i32.const 4) (i32.const 32) (i32.const 4)))`;

const word = (root: Uint8Array, at: number): number => new DataView(root.buffer).getUint32(at, true);
const codeOf = ({ end }: { end: { kind: string; code?: string } }): string | undefined =>
  end.kind === 'halt' ? end.code : undefined;

test('arguments and results cross both ways, and functions call each other back', async () => {
  const { end, postStateRoot, log } = await execute(
    `(call $expose (i32.const 8) (i32.const 6)) LOAD
     (i32.store (i32.const 16) (i32.const 1234)) ${WORK}
     (i32.store (i32.const 36) (i32.load (i32.const 64)))
     (call $save (i32.const 32))`,
    `(func (export "work") (result i32)
       (drop (call $argument (i32.const 100) (i32.const 4)))
       (i32.store (i32.const 104) (i32.add (i32.load (i32.const 100)) (i32.const 1)))
       (drop (call $call (i32.const 8) (i32.const 6)
         (i32.const 104) (i32.const 4) (i32.const 108) (i32.const 4)))
       (call $print (i32.const 0) (i32.const 4))
       (drop (call $return (i32.const 108) (i32.const 4)))
       (i32.const 77))`,
    `(func (export "helper") (result i32)
       (drop (call $argument (i32.const 200) (i32.const 4)))
       (i32.store (i32.const 200) (i32.mul (i32.load (i32.const 200)) (i32.const 2)))
       (call $return (i32.const 200) (i32.const 4)))`,
  );
  assert.deepEqual(end, { kind: 'success' });
  assert.equal(word(postStateRoot, 0), 2 * 1235);
  assert.equal(word(postStateRoot, 4), 77);
  assert.deepEqual(
    log.map((text) => Buffer.from(text).toString()),
    ['work'],
  );
});

test('copies take the smaller of data and buffer, and tell the whole length', async () => {
  const { postStateRoot } = await execute(
    `LOAD (i32.store (i32.const 16) (i32.const 0x04030201))
     (i32.store (i32.const 36) (call $call (i32.const 3) (i32.const 0) (i32.const 4)
       (i32.const 16) (i32.const 4) (i32.const 32) (i32.const 2)))
     (call $save (i32.const 32))`,
    `(func (export "work") (result i32) (local $length i32)
       (local.set $length (call $argument (i32.const 100) (i32.const 2)))
       (i32.store (i32.const 104) (i32.load (i32.const 100)))
       (i32.add (i32.mul (i32.const 16) (local.get $length)) (call $return (i32.const 104) (i32.const 4))))`,
  );
  assert.deepEqual([word(postStateRoot, 0), word(postStateRoot, 4)], [0x0201, 4 * 16 + 2]);
});

test('the memory of a module stays from call to call', async () => {
  const { postStateRoot } = await execute(
    `LOAD ${WORK} ${WORK} (call $save (i32.const 64))`,
    `(func (export "work") (result i32)
       (i32.store (i32.const 100) (i32.add (i32.load (i32.const 100)) (i32.const 5)))
       (i32.load (i32.const 100)))`,
  );
  assert.equal(word(postStateRoot, 0), 10);
});

test('buffers: what is set is there, merging overwrites, clearing forgets', async () => {
  // Keys are at 300 and 340, values at 400 and 440.
  const { postStateRoot } = await execute(
    `(i32.store (i32.const 300) (i32.const 1)) (i32.store (i32.const 340) (i32.const 2))
     (i32.store (i32.const 400) (i32.const 10)) (i32.store (i32.const 440) (i32.const 20))
     (call $set (i32.const 1) (i32.const 300) (i32.const 400))
     (call $set (i32.const 2) (i32.const 300) (i32.const 440))
     (call $set (i32.const 2) (i32.const 340) (i32.const 400))
     (call $merge (i32.const 1) (i32.const 2)) (call $clear (i32.const 2))
     (i32.store (i32.const 508) (call $get (i32.const 1) (i32.const 300) (i32.const 500)))
     (i32.store (i32.const 512) (call $get (i32.const 2) (i32.const 340) (i32.const 504)))
     (call $save (i32.const 500))`,
  );
  assert.deepEqual(
    [0, 8, 12].map((at) => word(postStateRoot, at)),
    [20, 0, 1],
  );
});

const NOTHING = '(func (export "work"))';
const EXPOSED = '(call $expose (i32.const 8) (i32.const 6)) LOAD';
const CALL_HELPER = `(func (export "work") (drop (call $call (i32.const 8) (i32.const 6)
  (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))`;

for (const [what, body, child, functions] of [
  ['a slot is used again', 'LOAD LOAD', NOTHING, ''],
  ['a slot beyond the last', '(call $load (i32.const 256) (i32.const 0) (i32.const 8))', NOTHING, ''],
  ['a call into an empty slot', WORK, NOTHING, ''],
  ['a function that a module does not export', `LOAD ${WORK}`, '(func (export "other"))', ''],
  ['a function of another type', `LOAD ${WORK}`, '(func (export "work") (param i32))', ''],
  ['code that is no module', '(call $load (i32.const 3) (i32.const 0) (i32.const 8))', NOTHING, ''],
  ['a root function that is not exposed', `LOAD ${WORK}`, CALL_HELPER, '(func (export "helper"))'],
  ['an exposed name without function', `${EXPOSED} ${WORK}`, CALL_HELPER, ''],
  ['a trap in a module', `LOAD ${WORK}`, '(func (export "work") unreachable)', ''],
  [
    'a result beyond memory',
    `LOAD (drop (call $call (i32.const 3) (i32.const 0) (i32.const 4)
     (i32.const 0) (i32.const 0) (i32.const 65535) (i32.const 4)))`,
    '(func (export "work") (drop (call $return (i32.const 0) (i32.const 4))))',
    '',
  ],
  ['a frame beyond the last', '(call $clear (i32.const 256))', NOTHING, ''],
] as const) {
  test(`traps: ${what}`, async () => {
    const result = await execute(body, child, functions);
    assert.deepEqual([codeOf(result), result.fuelUsed], ['TRAP', FUEL]);
  });
}

test('root and module that call each other for ever end in a trap', async () => {
  const result = await execute(
    `${EXPOSED} ${WORK}`,
    CALL_HELPER,
    `(func (export "helper") (drop (call $call (i32.const 3) (i32.const 0) (i32.const 4)
       (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))))`,
  );
  assert.equal(codeOf(result), 'TRAP');
});

test('fuel is one budget: an endless module takes all of it, one that ends what it used', async () => {
  const spin = '(func (export "work") (loop $again (br $again)))';
  const result = await execute(`LOAD ${WORK}`, spin);
  assert.deepEqual([codeOf(result), result.fuelUsed], ['OUT_OF_FUEL', FUEL]);
  const short = await execute(`LOAD ${WORK}`, NOTHING);
  const long = await execute(
    `LOAD ${WORK}`,
    `(func (export "work") (local $n i32)
       (loop $again
         (local.set $n (i32.add (local.get $n) (i32.const 1)))
         (br_if $again (i32.lt_u (local.get $n) (i32.const 1000)))))`,
  );
  assert.ok(long.fuelUsed - short.fuelUsed > 4_000n);
});
