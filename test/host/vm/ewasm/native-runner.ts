/**
 * Runs native contracts on a VM of theirs in this thread, on a frame's host that records what it is asked.
 */

import { EeiVm } from '../../../../host/vm/ewasm/eei-vm.js';
import type { ShardVm } from '../../../../host/vm/ewasm/shard-vm.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  CreateRequest,
  CreateResult,
  FrameHost,
  FrameResult,
  Message,
  YankRefusal,
} from '../../../../host/vm/vm.js';
import { toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { StubStorage } from '../stub-storage.js';

export const address = (byte: number): Uint8Array => new Uint8Array(20).fill(byte);
const CALLER = address(0xca);
const SELF = address(0x5e);
const ORIGIN = address(0x09);
const FUEL = 2_000_000_000n;

/** What the block and the transaction say. */
export const BLOCK = {
  number: 300n,
  timestamp: 1_000n,
  gasLimit: 80_000_000n,
  coinbase: address(0xc0),
  difficulty: 0x0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20n,
  baseFee: 7n,
  hashOf: (number: bigint): Uint8Array | undefined =>
    number < 300n && number >= 44n ? new Uint8Array(32).fill(Number(number % 256n)) : undefined,
};

export class RecordingFrame extends StubStorage implements FrameHost {
  readonly block = BLOCK;
  readonly transaction = { origin: ORIGIN, gasPrice: 3n };
  readonly calls: CallRequest[] = [];
  readonly creations: CreateRequest[] = [];
  readonly logs: { readonly data: string; readonly topics: readonly string[] }[] = [];
  readonly beneficiaries: string[] = [];
  printed = '';
  balances = new Map<string, bigint>();
  codes = new Map<string, Uint8Array>();
  answer: CallResult | undefined;
  readonly yanks: bigint[] = [];
  yankRefusal: YankRefusal | undefined;
  reentrant = true;

  getBalance(of: Uint8Array): bigint {
    return this.balances.get(toHex(of)) ?? 0n;
  }

  hasAccount(of: Uint8Array): boolean {
    return this.balances.has(toHex(of)) || this.codes.has(toHex(of));
  }

  getCode(of: Uint8Array): Uint8Array {
    return this.codes.get(toHex(of)) ?? new Uint8Array(0);
  }

  yank(shard: bigint): YankRefusal | undefined {
    this.yanks.push(shard);
    return this.yankRefusal;
  }

  call(request: CallRequest): CallResult {
    this.calls.push(request);
    return this.#answer(request);
  }

  create(request: CreateRequest): CreateResult {
    this.creations.push(request);
    const answer = this.#answer(request);
    return answer.kind === 'success' ? { ...answer, created: address(0xee) } : answer;
  }

  isReentrant(): boolean {
    return this.reentrant;
  }

  emit(): boolean {
    throw new Error('native contracts log');
  }

  log(data: Uint8Array, topics: readonly Uint8Array[]): boolean {
    this.logs.push({ data: toHex(data), topics: topics.map(toHex) });
    return true;
  }

  print(text: Uint8Array): void {
    this.printed += new TextDecoder().decode(text);
  }

  selfDestruct(beneficiary?: Uint8Array): void {
    this.beneficiaries.push(beneficiary === undefined ? 'nobody' : toHex(beneficiary));
  }

  notePages(): void {}

  /** Gas that was passed comes back whole. */
  #answer({ gas }: { readonly gas?: bigint }): CallResult {
    const answer = this.answer ?? ({ kind: 'refused', code: 'NO_CODE', fuelUsed: 0n } as const);
    return gas === undefined ? answer : { ...answer, gasLeft: gas };
  }
}

export class NativeRunner<NativeVm extends EeiVm | ShardVm = EeiVm> {
  readonly vm: NativeVm;

  constructor(vm: NativeVm = new EeiVm(DEV_PROTOCOL) as NativeVm) {
    this.vm = vm;
  }

  prepare(source: Uint8Array): ContractCode {
    const prepared = this.vm.prepare(source, FUEL);
    if (prepared.kind === 'halt') throw new Error(`${prepared.code}: ${prepared.detail}`);
    return { codeHash: toHex(source), source, artefact: prepared.artefact };
  }

  run(source: Uint8Array, parts: Partial<Message> = {}, host: FrameHost = new RecordingFrame()): FrameResult {
    return this.vm.execute(this.prepare(source), messageOf(parts), host);
  }
}

export function messageOf(parts: Partial<Message> = {}): Message {
  return {
    caller: CALLER,
    target: SELF,
    value: 0n,
    data: new Uint8Array(0),
    fuel: FUEL,
    depth: 0,
    height: 0,
    isStatic: false,
    isNew: false,
    pagesMax: DEV_PROTOCOL.limits.nativePagesMax,
    ...parts,
  };
}

/** `success 0x..`, `revert 0x..`, or the code of a halt with its detail. */
export function endOf(result: FrameResult): string {
  if (result.kind === 'success') return `success ${toHex(result.output)}`;
  if (result.kind === 'revert') return `revert ${toHex(result.reason)}`;
  return result.detail === undefined ? result.code : `${result.code}: ${result.detail}`;
}
