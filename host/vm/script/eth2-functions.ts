/**
 * The functions that execution environments of Eth2's phase 2 import: state roots, block data, deposits,
 * ticks, 256-bit integers. `eth2.X` and `env.eth2_X` are one function, and so are `bignum.X` and
 * `env.bignum_X`.
 */

import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import { I32, I64, type ScriptFunction } from './script-module.js';
import { ScriptRun } from './script-run.js';

export const ROOT_BYTES = 32;
/** pubkey 48, withdrawal credentials 32, amount u64 big-endian, signature 96. */
export const DEPOSIT_BYTES = 184;
/** Ticks of a run; an allowance of the interface's own beside fuel. */
export const TICKS_MAX = 10_000_000;
const DEPOSITS_MAX = 1_024;
const U256_BYTES = 32;
const U256_END = 2n ** 256n;

/** A run on a state root and the data of a block. */
export class Eth2Run extends ScriptRun {
  readonly preStateRoot: Uint8Array;
  readonly blockData: Uint8Array;
  /** Zero until it is saved. */
  postStateRoot: Uint8Array = new Uint8Array(ROOT_BYTES);
  readonly deposits: Uint8Array[] = [];
  ticksLeft = TICKS_MAX;

  constructor(
    schedule: ScriptRun['schedule'],
    { preStateRoot, blockData }: Pick<Eth2Run, 'preStateRoot' | 'blockData'>,
  ) {
    super(schedule);
    this.preStateRoot = preStateRoot;
    this.blockData = blockData;
  }
}

type Row = ScriptFunction<Eth2Run>;

const names = (module: string, name: string) => [
  [module, name] as const,
  ['env', `${module}_${name}`] as const,
];

function eth2(name: string, params: number, run: Row['run'], results: Row['results'] = []): Row {
  return { names: names('eth2', name), params: Array(params).fill(I32), results, run };
}

/** State roots and block data, which ewasm-rt has too. */
export const ETH2_STATE_FUNCTIONS: readonly Row[] = [
  eth2('loadPreStateRoot', 1, (run: Eth2Run, pointer: number): void => {
    run.charge('copy', ROOT_BYTES);
    run.write(pointer, run.preStateRoot);
  }),
  eth2('savePostStateRoot', 1, (run: Eth2Run, pointer: number): void => {
    run.charge('copy', ROOT_BYTES);
    run.postStateRoot = run.read(pointer, ROOT_BYTES);
  }),
  eth2(
    'blockDataSize',
    0,
    (run: Eth2Run): number => {
      run.charge('context');
      return run.blockData.length;
    },
    [I32],
  ),
  // The third argument is a length, as specified; Scout itself took it for the end of the range.
  eth2('blockDataCopy', 3, (run: Eth2Run, pointer: number, offset: number, length: number): void => {
    run.charge('copy', length);
    const [start, count] = [offset >>> 0, length >>> 0];
    if (count > run.blockData.length - start) throw new GuestTrap('beyond the block data');
    run.write(pointer, run.blockData.subarray(start, start + count));
  }),
];

/** What Scout has beyond it. */
export const ETH2_BLOCK_FUNCTIONS: readonly Row[] = [
  eth2('pushNewDeposit', 2, (run: Eth2Run, pointer: number, length: number): void => {
    run.charge('log', length);
    if (length !== DEPOSIT_BYTES) throw new GuestTrap(`a deposit has ${DEPOSIT_BYTES} bytes`);
    if (run.deposits.length >= DEPOSITS_MAX) throw new GuestTrap('too many deposits');
    run.deposits.push(run.read(pointer, length));
  }),
  eth2('useTicks', 1, (run: Eth2Run, ticks: number): void => {
    run.charge('context');
    if (ticks >>> 0 > run.ticksLeft) throw new GuestTrap('no ticks are left');
    run.ticksLeft -= ticks >>> 0;
  }),
];

/** Operands and result are 32 bytes big-endian, at pointers; what does not fit, or divides by zero, traps. */
function bignum(name: string, operands: number, compute: (...operands: bigint[]) => bigint): Row {
  const run = (run: Eth2Run, ...pointers: number[]): void => {
    run.charge('copy', (operands + 1) * U256_BYTES);
    const values = pointers.slice(0, operands).map((pointer) => toInteger(run.read(pointer, U256_BYTES)));
    const result = compute(...values);
    if (result < 0n || result >= U256_END) throw new GuestTrap(`the result of ${name} has no 256 bits`);
    run.write(pointers[operands], toBytes(result));
  };
  return { names: names('bignum', name), params: Array(operands + 1).fill(I32), results: [], run };
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new GuestTrap('division by zero');
  return value;
}

export const BIGNUM_FUNCTIONS: readonly Row[] = [
  bignum('add256', 2, (a, b) => a + b),
  bignum('sub256', 2, (a, b) => a - b),
  bignum('mul256', 2, (a, b) => a * b),
  bignum('div256', 2, (a, b) => a / nonZero(b)),
  bignum('mulMod', 3, (a, b, modulus) => (a * b) % nonZero(modulus)),
];

function debug(
  name: string,
  params: Row['params'],
  text: (run: Eth2Run, ...args: never[]) => Uint8Array,
): Row {
  const run = (run: Eth2Run, ...args: never[]): void => {
    const printed = text(run, ...args);
    run.charge('copy', printed.length);
    run.log.push(printed);
  };
  return { names: names('debug', name), params, results: [], run };
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Debug data, charged like a copy of what is printed. */
export const DEBUG_FUNCTIONS: readonly Row[] = [
  debug('print32', [I32], (_run: Eth2Run, value: number) => utf8(`${value >>> 0}`)),
  debug('print64', [I64], (_run: Eth2Run, value: bigint) => utf8(`${BigInt.asUintN(64, value)}`)),
  debug('printMem', [I32, I32], (run: Eth2Run, pointer: number, length: number) => run.read(pointer, length)),
  debug('printMemHex', [I32, I32], (run: Eth2Run, pointer: number, length: number) =>
    utf8(Buffer.from(run.read(pointer, length)).toString('hex')),
  ),
];

function toInteger(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function toBytes(value: bigint): Uint8Array {
  return new Uint8Array(Buffer.from(value.toString(16).padStart(2 * U256_BYTES, '0'), 'hex'));
}
