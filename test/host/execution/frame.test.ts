/** Refusals and their order (SEMANTICS 19), on a VM that is told what to do: no interpreter needed. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ExecutionEnvironment, findCallee } from '../../../host/execution/frame.js';
import { executeCreate, executeTransaction } from '../../../host/execution/transaction.js';
import { TransactionContext } from '../../../host/execution/transaction-context.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import { WorldState } from '../../../host/state/world-state.js';
import type { CallResult, FrameHost, Message, Vm } from '../../../host/vm/vm.js';
import { ZERO_ADDRESS } from '../../../runtime/address.js';
import { EMPTY_BYTES } from '../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';

const SENDER = new Uint8Array(20).fill(1);
const LIMITS = { fuel: 1_000_000n, memoryPagesMax: 256, debugBytesMax: 0 };
const VM_ID = 7;

type Body = (message: Message, host: FrameHost) => void;

/** A VM whose contracts run `body`. */
function vmOf(body: Body): Vm {
  return {
    id: VM_ID,
    kind: 'stub',
    isReentrant: () => false,
    receives: () => false,
    firstRun: 'contract',
    pagesReserved: () => 256,
    prepare: () => ({ kind: 'ready', artefact: EMPTY_BYTES, fuelUsed: 0n }),
    execute(_code, message, host) {
      body(message, host);
      return { kind: 'success', output: EMPTY_BYTES, format: 'raw', fuelUsed: 1n };
    },
  };
}

/** A world with one contract, and what to execute in it. */
function worldWith(body: Body): { environment: ExecutionEnvironment; contract: Uint8Array } {
  const world = new WorldState(new MemoryStore());
  const environment = { world, vms: new Map([[VM_ID, vmOf(body)]]), protocol: DEV_PROTOCOL };
  const create = { sender: SENDER, vm: VM_ID, code: Uint8Array.of(1), salt: new Uint8Array(32), value: 0n };
  const { created } = executeCreate(environment, { ...create, data: EMPTY_BYTES, limits: LIMITS });
  return { environment, contract: created as Uint8Array };
}

function messageTo(target: Uint8Array, parts: Partial<Message> = {}): Message {
  const rest = { caller: SENDER, value: 0n, data: EMPTY_BYTES, fuel: 1n, depth: 0, height: 0, pagesMax: 256 };
  return { ...rest, target, isStatic: false, isNew: false, ...parts };
}

test('the first reason of the list is given', () => {
  const { environment, contract } = worldWith(() => undefined);
  const { depthMax, transactionPagesMax } = DEV_PROTOCOL.limits;
  const context = new TransactionContext(LIMITS);
  const refusal = (target: Uint8Array, parts: Partial<Message>): unknown => {
    const callee = findCallee(environment, context, messageTo(target, parts));
    return typeof callee === 'string' ? callee : 'runs';
  };
  assert.equal(refusal(contract, { depth: depthMax - 1 }), 'runs');
  assert.equal(refusal(ZERO_ADDRESS, {}), 'NO_CODE');
  assert.equal(refusal(ZERO_ADDRESS, { value: 1n }), 'BALANCE');
  context.enterFrame(contract, transactionPagesMax - 256, () => {
    assert.equal(refusal(contract, {}), 'REENTRANCY');
    assert.equal(refusal(contract, { value: 1n }), 'BALANCE');
  });
  context.enterFrame(SENDER, transactionPagesMax - 255, () => {
    assert.equal(refusal(ZERO_ADDRESS, { value: 1n }), 'PAGES');
    assert.equal(refusal(ZERO_ADDRESS, { depth: depthMax }), 'DEPTH');
  });
});

test('a bad address comes after what comes before NO_CODE', () => {
  let results: CallResult[] = [];
  const { environment, contract } = worldWith((message, host) => {
    const call = (value: bigint): CallResult =>
      host.call({
        address: 'nowhere',
        data: EMPTY_BYTES,
        value,
        fuelCap: undefined,
        fuelLeft: message.fuel,
        height: 0,
        pages: 1,
      });
    results = [call(0n), call(1n)];
  });
  executeTransaction(environment, {
    sender: SENDER,
    target: contract,
    value: 0n,
    data: EMPTY_BYTES,
    limits: LIMITS,
  });
  assert.deepEqual(
    results.map((result) => 'code' in result && result.code),
    ['BAD_ADDRESS', 'BALANCE'],
  );
});

test('a refused transaction costs the base price of a call, or what fuel there is', () => {
  const { environment } = worldWith(() => undefined);
  const { base } = DEV_PROTOCOL.schedule.host.call;
  for (const fuel of [0n, BigInt(base) - 1n, BigInt(base), BigInt(base) + 1n]) {
    const limits = { ...LIMITS, fuel };
    const result = executeTransaction(environment, {
      sender: SENDER,
      target: ZERO_ADDRESS,
      value: 0n,
      data: EMPTY_BYTES,
      limits,
    });
    assert.deepEqual(result.end, { kind: 'refused', code: 'NO_CODE' });
    assert.equal(result.fuelUsed, fuel < base ? fuel : BigInt(base));
  }
});

test('an unknown VM is VM_MISMATCH, and leaves the address free', () => {
  const { environment } = worldWith(() => undefined);
  const salt = new Uint8Array(32).fill(9);
  const create = {
    sender: SENDER,
    code: Uint8Array.of(1),
    salt,
    value: 0n,
    data: EMPTY_BYTES,
    limits: LIMITS,
  };
  assert.deepEqual(executeCreate(environment, { ...create, vm: 99 }).end, {
    kind: 'refused',
    code: 'VM_MISMATCH',
  });
  assert.equal(executeCreate(environment, { ...create, vm: VM_ID }).end.kind, 'success');
});

test('only the events and marks of frames that succeed remain', () => {
  const context = new TransactionContext(LIMITS);
  context.events.push({ address: SENDER, data: EMPTY_BYTES });
  const checkpoint = context.checkpoint();
  context.events.push({ address: SENDER, data: EMPTY_BYTES });
  context.marks.push({ address: SENDER });
  context.rents.push(1n);
  context.revert(checkpoint);
  const { events, marks, rents } = context;
  assert.deepEqual([events.length, marks.length, rents.length], [1, 0, 0]);
});

test('peak pages count the frames below', () => {
  const context = new TransactionContext(LIMITS);
  context.withLivePages(10, () => {
    context.withLivePages(20, () => context.notePages(5));
    context.notePages(7);
  });
  context.notePages(30);
  assert.equal(context.peakPages, 35);
});
