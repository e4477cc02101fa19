/** Scout's interface: every function, under both of its names, and what traps. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { ScoutScript } from '../../../../host/vm/script/scout.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';

const ROOT = Uint8Array.from({ length: 32 }, (_, i) => i + 1);
const DATA = Uint8Array.of(10, 20, 30, 40);
const FUEL = 100_000_000n;

/** Functions as [module of `eth2.X`, X, signature]. */
const FUNCTIONS = [
  ['eth2', 'loadPreStateRoot', '(param i32)'],
  ['eth2', 'savePostStateRoot', '(param i32)'],
  ['eth2', 'blockDataSize', '(result i32)'],
  ['eth2', 'blockDataCopy', '(param i32 i32 i32)'],
  ['eth2', 'pushNewDeposit', '(param i32 i32)'],
  ['eth2', 'useTicks', '(param i32)'],
  ['bignum', 'add256', '(param i32 i32 i32)'],
  ['bignum', 'sub256', '(param i32 i32 i32)'],
  ['bignum', 'mul256', '(param i32 i32 i32)'],
  ['bignum', 'div256', '(param i32 i32 i32)'],
  ['bignum', 'mulMod', '(param i32 i32 i32 i32)'],
  ['debug', 'print32', '(param i32)'],
  ['debug', 'print64', '(param i64)'],
  ['debug', 'printMem', '(param i32 i32)'],
  ['debug', 'printMemHex', '(param i32 i32)'],
] as const;

function imports(style: 'module' | 'env'): string {
  const lines = FUNCTIONS.map(([module, name, signature]) => {
    const [from, as] = style === 'module' ? [module, name] : ['env', `${module}_${name}`];
    return `(import "${from}" "${as}" (func $${name} ${signature}))`;
  });
  return lines.join('\n');
}

async function execute(
  body: string,
  {
    style = 'module',
    fuel = FUEL,
    more = '',
  }: {
    style?: 'module' | 'env';
    fuel?: bigint;
    more?: string;
  } = {},
) {
  const main = `(func (export "main") ${body})`;
  const wat = `(module ${imports(style)} (memory (export "memory") 1) ${more} ${main})`;
  const script = new ScoutScript(await parse(wat), DEV_PROTOCOL);
  return script.execute({ preStateRoot: ROOT, blockData: DATA, fuel });
}

for (const style of ['module', 'env'] as const) {
  test(`roots, block data, deposits and prints, by names of ${style}`, async () => {
    const { end, postStateRoot, deposits, log, fuelUsed } = await execute(
      `(call $loadPreStateRoot (i32.const 100))
       (call $blockDataCopy (i32.const 100) (i32.const 1) (i32.const 3))
       (i32.store8 (i32.const 131) (call $blockDataSize))
       (call $savePostStateRoot (i32.const 100))
       (call $pushNewDeposit (i32.const 0) (i32.const 184))
       (call $useTicks (i32.const 10000000))
       (call $print32 (i32.const -1)) (call $print64 (i64.const -1))
       (call $printMemHex (i32.const 100) (i32.const 2)) (call $printMem (i32.const 200) (i32.const 2))`,
      { style, more: '(data (i32.const 200) "hi")' },
    );
    assert.deepEqual(end, { kind: 'success' });
    const wanted = ROOT.slice();
    wanted.set([20, 30, 40]);
    wanted[31] = 4;
    assert.deepEqual(postStateRoot, wanted);
    assert.equal(deposits.length, 1);
    assert.equal(deposits[0].length, 184);
    const texts = log.map((text) => Buffer.from(text).toString());
    assert.deepEqual(texts, ['4294967295', '18446744073709551615', '141e', 'hi']);
    assert.ok(fuelUsed > 0n && fuelUsed < FUEL);
  });
}

test('a script that saves no root has the root of zeros', async () => {
  assert.deepEqual((await execute('')).postStateRoot, new Uint8Array(32));
});

/** A data segment of 32 bytes big-endian. */
const integer = (at: number, value: bigint): string => {
  const hex = value.toString(16).padStart(64, '0');
  return `(data (i32.const ${at}) "${hex.replace(/../g, '\\$&')}")`;
};
const MAX = 2n ** 256n - 1n;

const ARITHMETIC: readonly (readonly [string, bigint, bigint, bigint | undefined])[] = [
  ['add256', MAX - 1n, 1n, MAX],
  ['add256', MAX, 1n, undefined],
  ['sub256', 5n, 5n, 0n],
  ['sub256', 5n, 6n, undefined],
  ['mul256', 2n ** 128n - 1n, 2n ** 128n, (2n ** 128n - 1n) * 2n ** 128n],
  ['mul256', 2n ** 128n, 2n ** 128n, undefined],
  ['div256', MAX, 2n, MAX / 2n],
  ['div256', 1n, 0n, undefined],
];

for (const [name, a, b, wanted] of ARITHMETIC) {
  test(`${name} of ${a} and ${b}`, async () => {
    const { end, postStateRoot } = await execute(
      `(call $${name} (i32.const 0) (i32.const 32) (i32.const 64)) (call $savePostStateRoot (i32.const 64))`,
      { more: integer(0, a) + integer(32, b) },
    );
    if (wanted === undefined) assert.equal(end.kind === 'halt' && end.code, 'TRAP');
    else assert.equal(BigInt(toHex(postStateRoot)), wanted);
  });
}

test('mulMod does not overflow, and traps for 0', async () => {
  const run = (modulus: bigint) =>
    execute(
      `(call $mulMod (i32.const 0) (i32.const 32) (i32.const 64) (i32.const 96))
       (call $savePostStateRoot (i32.const 96))`,
      { more: integer(0, MAX) + integer(32, MAX - 3n) + integer(64, modulus) },
    );
  const { postStateRoot } = await run(1_000_007n);
  assert.equal(BigInt(toHex(postStateRoot)), (MAX * (MAX - 3n)) % 1_000_007n);
  const { end } = await run(0n);
  assert.equal(end.kind === 'halt' && end.code, 'TRAP');
});

for (const [what, body] of [
  ['block data beyond its end', '(call $blockDataCopy (i32.const 0) (i32.const 2) (i32.const 3))'],
  ['block data from beyond its end', '(call $blockDataCopy (i32.const 0) (i32.const 5) (i32.const 0))'],
  ['a root beyond memory', '(call $loadPreStateRoot (i32.const 65505))'],
  ['a root at the end of the address space', '(call $savePostStateRoot (i32.const -1))'],
  ['a deposit of another length', '(call $pushNewDeposit (i32.const 0) (i32.const 183))'],
  ['more ticks than there are', '(call $useTicks (i32.const 10000001))'],
  ['ticks that wrap', '(call $useTicks (i32.const 1)) (call $useTicks (i32.const -1))'],
  ['an operand beyond memory', '(call $add256 (i32.const 65505) (i32.const 0) (i32.const 0))'],
  ['a print of all memory and more', '(call $printMem (i32.const 1) (i32.const 65536))'],
] as const) {
  test(`traps: ${what}`, async () => {
    const { end, fuelUsed } = await execute(body);
    assert.deepEqual([end.kind === 'halt' && end.code, fuelUsed], ['TRAP', FUEL]);
  });
}

test('a length is paid for before it is looked at', async () => {
  const { end } = await execute('(call $blockDataCopy (i32.const 0) (i32.const 0) (i32.const -1))');
  assert.deepEqual(end, { kind: 'halt', code: 'OUT_OF_FUEL' });
});

test('an endless loop is out of fuel, and so are calls of the host', async () => {
  for (const call of ['', '(drop (call $blockDataSize))']) {
    const { end } = await execute(`(loop $again ${call} (br $again))`);
    assert.deepEqual(end, { kind: 'halt', code: 'OUT_OF_FUEL' });
  }
});

for (const [what, wat] of [
  ['a function that Scout has not', '(import "eth2" "selfDestruct" (func)) (func (export "main"))'],
  ['another signature', '(import "eth2" "useTicks" (func (param i64))) (func (export "main"))'],
  ['an inherited name', '(import "eth2" "constructor" (func)) (func (export "main"))'],
  ['no main', '(func (export "run"))'],
  ['a main with a result', '(func (export "main") (result i32) (i32.const 0))'],
] as const) {
  test(`refused: ${what}`, async () => {
    const code = await parse(`(module ${wat} (memory (export "memory") 1))`);
    assert.throws(() => new ScoutScript(code, DEV_PROTOCOL), { code: 'BAD_MODULE' });
  });
}

test('refused: no memory', async () => {
  const code = await parse('(module (func (export "main")))');
  assert.throws(() => new ScoutScript(code, DEV_PROTOCOL), { code: 'BAD_MODULE' });
});
