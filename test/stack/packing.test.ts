/**
 * SEMANTICS 4, the packing limit: fuel and height share one word (`runtime/instrument/emitter.ts`), and
 * heightMax and the largest weight stay below 2^15 together. Both sides of that limit, and both ends of fuel
 * and height.
 */

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { HOST_EXPORT } from '../../runtime/instrument/interface.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_LIMITS, FUEL_MAX } from '../../runtime/limits.js';
import { DEV_SCHEDULE } from '../../runtime/schedule.js';
import { INSTRUCTION_COST } from '../../runtime/wasm/compile-cost.js';
import { OPCODES } from '../../runtime/wasm/opcodes.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { assemble, Guest, load, OPTIONS } from '../runtime/instrument/harness.js';

const { limits } = PROFILES.contract;
const { heightMax } = DEV_LIMITS;
const HEIGHT_BOUND = 2 ** 15;

/** As many parameters, locals and operands as the profile allows, and so many `nop`s. */
const heavy = (nops: number): Promise<Uint8Array> =>
  assemble(`(func (export "f") (local ${'i32 '.repeat(limits['parameters and locals'])})
    ${'i32.const 0 '.repeat(limits['operand stack'])} ${'drop '.repeat(limits['operand stack'])}
    ${'nop '.repeat(nops)})`);

function isAccepted(bytes: Uint8Array): boolean {
  try {
    instrument(bytes, OPTIONS);
    return true;
  } catch (error) {
    assert.match((error as Error).message, /compile cost/);
    return false;
  }
}

/** Most `nop`s that the compile cost leaves room for. */
async function nopsOfHeaviest(): Promise<number> {
  let [most, tooMany] = [0, limits['compile cost']];
  while (tooMany - most > 1) {
    const middle = (most + tooMany) >> 1;
    if (isAccepted(await heavy(middle))) most = middle;
    else tooMany = middle;
  }
  return most;
}

const { simple, call } = DEV_SCHEDULE.opcode;
let heaviest: Uint8Array;
let heaviestWeight: number;
let heaviestFuel: bigint;
before(async () => {
  const nops = await nopsOfHeaviest();
  const instructions = nops + 2 * limits['operand stack'];
  heaviest = await heavy(nops);
  heaviestWeight =
    1 + Math.floor((limits['parameters and locals'] + limits['operand stack']) / 64 + instructions / 256);
  heaviestFuel = BigInt(instructions * simple);
});

/** What a host sees after a call of `f`. */
function seen(guest: Guest, fuel: bigint, height: number, ...args: number[]): unknown[] {
  const { end } = guest.call('f', args, fuel, height);
  return [end, guest.fuel];
}

describe('the largest weight that the profile allows', () => {
  test('is what the text says, and fits', () => {
    // No instruction costs less to compile than a `nop`, so that no other function has more of them.
    for (const { code } of OPCODES) assert.ok(INSTRUCTION_COST[code] >= 1);
    assert.equal(instrument(heaviest, OPTIONS).weightMax, heaviestWeight);
    assert.ok(heightMax + heaviestWeight < HEIGHT_BOUND);
  });

  test('trips one unit too high, and does not touch the fuel', () => {
    const guest = new Guest(instrument(heaviest, OPTIONS));
    for (const fuel of [heaviestFuel, FUEL_MAX]) {
      const left = fuel - heaviestFuel;
      assert.deepEqual(seen(guest, fuel, heightMax - heaviestWeight), ['RETURN', left]);
      assert.equal(guest.height, heightMax - heaviestWeight);
      assert.deepEqual(seen(guest, fuel, heightMax - heaviestWeight + 1), ['STACK_LIMIT', left]);
      assert.deepEqual(seen(guest, fuel, heightMax), ['STACK_LIMIT', left]);
      // A message from a caller at the limit starts so high.
      assert.deepEqual(seen(guest, fuel, heightMax + DEV_LIMITS.messageHeight), ['STACK_LIMIT', left]);
    }
  });
});

describe('heightMax and the largest weight together', () => {
  /** The module of which this is the largest weight, and what its export costs. */
  const check = (bytes: Uint8Array, weight: number, fuel: bigint): void => {
    const most = HEIGHT_BOUND - 1 - weight;
    const guest = new Guest(instrument(bytes, { ...OPTIONS, heightMax: most }));
    const left = FUEL_MAX - fuel;
    assert.deepEqual(seen(guest, FUEL_MAX, most - weight), ['RETURN', left]);
    assert.deepEqual(seen(guest, FUEL_MAX, most - weight + 1), ['STACK_LIMIT', left]);
    assert.deepEqual(seen(guest, FUEL_MAX, most), ['STACK_LIMIT', left]);
    for (const beyond of [most + 1, HEIGHT_BOUND, 2 ** 16]) {
      assert.throws(() => instrument(bytes, { ...OPTIONS, heightMax: beyond }), {
        code: 'HOST_FAULT',
        message: /heightMax and the largest weight fit 15 bits/,
      });
    }
  };

  test('weight 1: heightMax 32,766 is the most', async () => {
    check(await assemble('(func (export "f"))'), 1, 0n);
  });

  test('the largest weight: heightMax is the most that leaves room for it', () => {
    check(heaviest, heaviestWeight, heaviestFuel);
  });
});

/** n more frames below the first, each of weight 1. */
const RECURSION = `(func $f (export "f") (param i32)
  local.get 0 if local.get 0 i32.const 1 i32.sub call $f end)`;
/** Charged at entry: local.get, if. Charged in the arm: local.get, i32.const, i32.sub, call. */
const [AT_ENTRY, IN_ARM] = [BigInt(2 * simple), BigInt(3 * simple + call)];

/** End and fuel of a recursion, charge by charge, fuel and height apart. */
function recursion(frames: number, fuel: bigint, height: number): unknown[] {
  let [left, at] = [fuel, height];
  for (let more = frames; more >= 0; more--) {
    left -= AT_ENTRY;
    at++;
    if (left < 0n) return ['OUT_OF_FUEL', left];
    if (at > heightMax) return ['STACK_LIMIT', left];
    if (more > 0) left -= IN_ARM;
  }
  return ['RETURN', left];
}

describe('nothing carries between fuel and height', () => {
  const FRAMES = 9;
  const needed = BigInt(FRAMES) * (AT_ENTRY + IN_ARM) + AT_ENTRY;
  const around = (value: bigint): bigint[] => [value - 1n, value, value + 1n];
  const fuels = [0n, ...around(1n), ...[2n ** 15n, 2n ** 16n, 2n ** 31n, 2n ** 32n].flatMap(around)];
  const fuelsNear = Array.from({ length: Number(needed) + 2 }, (_, fuel) => BigInt(fuel));
  const heights = [0, 1, heightMax - FRAMES - 2, heightMax - FRAMES - 1, heightMax - FRAMES, heightMax - 1];

  test('whatever fuel and height a call starts with', async () => {
    const guest = await load(RECURSION);
    for (const fuel of [...fuels, ...fuelsNear, FUEL_MAX - 1n, FUEL_MAX]) {
      for (const height of [...heights, heightMax, heightMax + 1]) {
        const start = `fuel ${fuel}, height ${height}`;
        assert.deepEqual(seen(guest, fuel, height, FRAMES), recursion(FRAMES, fuel, height), start);
      }
    }
  });

  // The arm is charged after the last test: fuel goes below zero, and the export returns.
  const NOPS = 20_000;
  const OVERSHOOT = NOPS * simple;
  const overshooting = `(func $g (param i32) local.get 0 if ${'nop '.repeat(NOPS)} end)
    (func (export "f") (param i32) local.get 0 call $g)`;

  test('fuel below zero comes back as it is, and the height with it', async () => {
    const guest = await load(overshooting);
    const { used } = guest.call('f', [0]);
    for (const height of [0, 1, heightMax - 100]) {
      for (const missing of [1, 2, OVERSHOOT - 1, OVERSHOOT]) {
        const fuel = used + BigInt(OVERSHOOT - missing);
        assert.deepEqual(seen(guest, fuel, height, 1), ['OUT_OF_FUEL', BigInt(-missing)]);
        assert.equal(guest.height, height);
      }
      assert.deepEqual(seen(guest, used + BigInt(OVERSHOOT), height, 1), ['RETURN', 0n]);
      assert.equal(guest.height, height);
    }
  });

  test('a host function sees both, and what it makes of the fuel leaves the height alone', async () => {
    const heightsSeen: number[] = [];
    const guest: Guest = await load(
      '(import "env" "look" (func $look)) (func $g call $look) (func (export "f") call $g call $look)',
      {},
      {
        env: {
          look: () => {
            heightsSeen.push(guest.height);
            guest.global(HOST_EXPORT.fuel).value = next;
          },
        },
      },
    );
    let next = 0n;
    for (const height of [0, heightMax - 2]) {
      for (next of [100n, FUEL_MAX]) {
        heightsSeen.length = 0;
        assert.equal(guest.call('f', [], FUEL_MAX, height).end, 'RETURN');
        assert.deepEqual(heightsSeen, [height + 2, height + 1]);
        assert.equal(guest.height, height);
      }
      for (next of [-1n, -(2n ** 46n), -(2n ** 63n)]) {
        assert.deepEqual(seen(guest, FUEL_MAX, height), ['OUT_OF_FUEL', next]);
        assert.equal(guest.height, height + 2);
      }
    }
  });
});
