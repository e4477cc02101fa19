/**
 * Recursion of native contracts to the limit, in a Worker with the protocol's stack: in an Ethereum-shaped
 * block 1,025 frames stand on one native stack, in a PBEVM block as many as fuel allows. Prints what came
 * out; a native overflow would be a HostFault.
 */

import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { createHost } from '../../host/index.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { contractOf } from '../host/vm/ewasm/contract-text.js';
import { createMachine } from './cases.js';
import { executeCase } from './ethereum-transaction.js';
import type { StateCase } from './state-case.js';

export interface DepthReport {
  /** Frames of an Ethereum-shaped transaction, without and with guest recursion in each. */
  readonly ethereum: number;
  readonly ethereumHigh: number;
  /** Frames of a PBEVM transaction that was given all fuel there can be. */
  readonly pbevm: number;
  readonly pbevmHigh: number;
}

const SELF = new Uint8Array(20).fill(0x5e);
const SECRET = new Uint8Array(32).fill(0x45);
const LIVE_LOCALS = 60;
const c = (value: number): string => `(i32.const ${value})`;

/** Locals that are all needed after the call: a frame that takes its whole height unit. */
function recursion(levels: number): string {
  const locals = Array.from({ length: LIVE_LOCALS }, (_, at) => `$l${at}`);
  const set = locals
    .map((name, at) => `(local.set ${name} (i64.add (local.get $n) (i64.const ${at})))`)
    .join('');
  const sum = locals.reduce((text, name) => `(i64.xor ${text} (local.get ${name}))`, '(i64.const 0)');
  const declared = locals.map((name) => `(local ${name} i64)`).join('');
  return `(func $down (param $n i64) (result i64) ${declared} ${set}
    (if (i64.ge_u (local.get $n) (i64.const ${levels})) (then (call $again)) (else
      (local.set $n (call $down (i64.add (local.get $n) (i64.const 1)))))) (i64.add (local.get $n) ${sum}))`;
}

const NO_RECURSION = '(func $down (param i64) (result i64) (call $again) (i64.const 0))';

/** Counts its frames in a slot (big-endian in the last two bytes), recurses in itself, then calls itself. */
function recursive(levels: number): Promise<Uint8Array> {
  const rest = `(func $again
      (call $getAddress ${c(96)})
      (drop (call $call (i64.const 0x7fffffffffffffff) ${c(96)} ${c(128)} ${c(0)} ${c(1)})))
    ${levels === 0 ? NO_RECURSION : recursion(levels)}`;
  return contractOf(
    `(if (i32.eqz (call $getCallDataSize)) (then (return)))
     (call $storageLoad ${c(0)} ${c(64)})
     (i32.store8 ${c(95)} (i32.add (i32.load8_u ${c(95)}) ${c(1)}))
     (if (i32.eqz (i32.load8_u ${c(95)}))
       (then (i32.store8 ${c(94)} (i32.add (i32.load8_u ${c(94)}) ${c(1)}))))
     (call $storageStore ${c(0)} ${c(64)}) (drop (call $down (i64.const 0)))
     (call $storageLoad ${c(0)} ${c(64)}) (call $finish ${c(64)} ${c(32)})`,
    rest,
  );
}

const ZERO_SLOT = `0x${'00'.repeat(32)}`;
const countOf = (slot: Uint8Array | undefined): number =>
  slot === undefined ? 0 : slot[30] * 256 + slot[31];

async function framesInEthereum(levels: number): Promise<number> {
  const gas = 2n ** 60n;
  const code = await recursive(levels);
  const machine = await createMachine();
  const { privateToAddress } = await import('@ethereumjs/util');
  const rich = { nonce: 0n, code: new Uint8Array(0), storage: [] };
  const stateCase: StateCase = {
    name: 'depth',
    block: {
      coinbase: new Uint8Array(20),
      difficulty: 0n,
      gasLimit: gas,
      number: 1n,
      timestamp: 1n,
      previousHash: new Uint8Array(32),
    },
    pre: [
      { ...rich, address: privateToAddress(SECRET), balance: gas },
      { ...rich, address: SELF, balance: 0n, code },
    ],
    transaction: {
      secretKey: SECRET,
      nonce: 0n,
      gasPrice: 1n,
      gasLimit: gas,
      to: SELF,
      value: 0n,
      data: Uint8Array.of(1),
    },
    stateRoot: '',
    logsHash: '',
  };
  return countOf(executeCase(machine, stateCase).get(SELF)?.storage.get(ZERO_SLOT));
}

async function framesInPbevm(levels: number): Promise<number> {
  const host = await createHost({ isolation: 'inline', warmUp: false, limits: { fuel: Number(FUEL_MAX) } });
  const { address } = await host.deploy(await recursive(levels), { args: new Uint8Array(0) });
  const result = await host.send(address as string, Uint8Array.of(1));
  await host.close();
  return result.status === 'success' ? countOf(result.value as Uint8Array) : 0;
}

async function report(): Promise<DepthReport> {
  return {
    ethereum: await framesInEthereum(0),
    ethereumHigh: await framesInEthereum(3),
    pbevm: await framesInPbevm(0),
    pbevmHigh: await framesInPbevm(20),
  };
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), {
    resourceLimits: { stackSizeMb: DEV_PROTOCOL.limits.stackMb },
  });
  worker.on('message', (message: DepthReport) => console.log(JSON.stringify(message)));
} else {
  parentPort?.postMessage(await report());
}
