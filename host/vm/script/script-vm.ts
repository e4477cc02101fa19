/**
 * The VM of execution environments: accounts whose code defines rules of its own for contracts (SEMANTICS
 * 39-43, seed 002). What enters one decides at which of its functions.
 */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GuestHalt, GuestOutOfFuel } from '../../../runtime/sandbox/guest-exit.js';
import type { NativeSettings } from '../ewasm/native-vm.js';
import { Meter } from '../meter.js';
import type { PythonVm } from '../python/python-vm.js';
import { encodeValue, isCanonical } from '../values/cbor.js';
import type { ContractCode, Finding, FrameHost, FrameResult, Message, Preparation, Vm } from '../vm.js';
import { SCRIPT_KIND, SCRIPT_VM } from '../vm.js';
import { NO_ROOT, PROCESS_BLOCK, ROOT_BYTES, ROOT_KEY, readRoots } from './block-roots.js';
import { Context, NO_ENVIRONMENT } from './context.js';
import { Environment } from './environment.js';
import { RAW_EEI_NAMES } from './raw-eei.js';
import { ScriptCodes } from './script-codes.js';
import { ScriptWasmVm } from './script-wasm-vm.js';
import { type EnvironmentServices, ServicesMissing } from './services.js';

/** Functions at which an environment can be entered. */
const ENTRY = { creation: 'init', block: PROCESS_BLOCK, call: 'execute' } as const;

/** How the call data of ["process_block", txs] begins. */
const BLOCK_HEAD = encodeValue([ENTRY.block, null]).slice(0, -1);
/** Head of a list of two in CBOR. */
const LIST_OF_TWO = 0x82;

export interface ScriptSettings extends NativeSettings {
  /** Without them, nothing runs until `provide`. */
  readonly services?: EnvironmentServices;
}

interface Entry {
  readonly name: string;
  /** Canonical CBOR list of its arguments. */
  readonly data: Uint8Array;
}

export class ScriptVm implements Vm {
  readonly id = SCRIPT_VM;
  readonly kind = SCRIPT_KIND;
  readonly firstRun = 'contract';
  readonly #protocol: ProtocolVersion;
  #services: EnvironmentServices | undefined;
  readonly #wasm: Readonly<Record<'script' | 'child', ScriptWasmVm>>;
  readonly #codes: ScriptCodes;

  /** @param python runs what is no wasm; its caches are shared. */
  constructor(python: PythonVm, protocol: ProtocolVersion, { services, ...settings }: ScriptSettings) {
    this.#protocol = protocol;
    this.#services = services;
    const names = new Set(RAW_EEI_NAMES);
    this.#wasm = {
      script: new ScriptWasmVm(protocol, { ...settings, role: 'script', names }),
      child: new ScriptWasmVm(protocol, { ...settings, role: 'child' }),
    };
    this.#codes = new ScriptCodes(protocol, python, this.#wasm);
  }

  provide(services: EnvironmentServices): void {
    this.#services = services;
  }

  pagesReserved(code: ContractCode): number {
    return this.#vmOf(code.source).pagesReserved(code);
  }

  prepare(source: Uint8Array, fuel: bigint, height: number): Preparation {
    return this.#vmOf(source).prepare(source, fuel, height);
  }

  isReentrant(source: Uint8Array): boolean {
    return this.#vmOf(source).isReentrant(source);
  }

  /** Messages of other shards go to contracts. */
  receives(): boolean {
    return false;
  }

  /** Makes what a call needs, if it is not cached; runs nothing. False if it was there. */
  warm(code: ContractCode): boolean {
    return this.#vmOf(code.source).warm(code);
  }

  /** Rules that the code of an environment breaks. */
  check(source: Uint8Array): readonly Finding[] {
    return this.#vmOf(source).check(source);
  }

  /** Forgets what calls left in caches. Results do not depend on it. */
  dropCaches(): void {
    this.#codes.clear();
    this.#wasm.script.dropCaches();
    this.#wasm.child.dropCaches();
  }

  /** @throws ServicesMissing */
  execute(code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const meter = new Meter(message.fuel);
    try {
      const entry = this.#entryOf(message, host, meter);
      if (entry === undefined) return badArgs(meter);
      const environment = this.#environment(code, message);
      const context = Context.entry({ caller: NO_ENVIRONMENT, callee: environment.esId, ...message.claim });
      const script = environment.script(context, entry.name);
      const { claim: _told, ...own } = message;
      const inner = { ...own, data: entry.data, fuel: meter.left, script };
      const result = this.#vmOf(code.source).execute(code, inner, host);
      meter.use(result.fuelUsed);
      if (result.kind === 'halt') return { ...result, fuelUsed: message.fuel };
      if (result.kind === 'revert' || entry.name !== ENTRY.block) return { ...result, fuelUsed: meter.used };
      this.#keepRoot(result.output, message, host, meter);
      return { ...result, format: 'cbor', fuelUsed: meter.used };
    } catch (thrown) {
      if (thrown instanceof GuestOutOfFuel)
        return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: message.fuel };
      if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code, fuelUsed: message.fuel };
      if (!(thrown instanceof NoRoots)) throw thrown;
      return { kind: 'halt', code: 'TRAP', detail: thrown.message, fuelUsed: message.fuel };
    }
  }

  #vmOf(source: Uint8Array): PythonVm | ScriptWasmVm {
    return this.#codes.vmOf(source, 'script');
  }

  #environment(code: ContractCode, { target, isStatic, depth }: Message): Environment {
    if (this.#services === undefined) throw new ServicesMissing();
    return new Environment({
      protocol: this.#protocol,
      services: this.#services,
      codes: this.#codes,
      own: { vm: this.#vmOf(code.source), code },
      esId: target.reduce((id, byte) => (id << 8n) | BigInt(byte), 0n),
      isStatic,
      isOutermost: depth === 0,
    });
  }

  /** At which function a message enters; undefined if at none. */
  #entryOf({ isNew, claim, data }: Message, host: FrameHost, meter: Meter): Entry | undefined {
    const { system, host: prices } = this.#protocol.schedule;
    if (claim !== undefined) return { name: ENTRY.call, data: encodeValue([data]) };
    if (isNew) return { name: ENTRY.creation, data };
    if (Buffer.compare(data.subarray(0, BLOCK_HEAD.length), BLOCK_HEAD) !== 0) return undefined;
    meter.charge(system, data.length);
    const transactions = data.subarray(BLOCK_HEAD.length);
    if (!isCanonical(transactions)) return undefined;
    meter.charge(prices.storageGet, ROOT_KEY.length);
    const root = encodeValue(host.storageGet(ROOT_KEY) ?? NO_ROOT);
    return { name: ENTRY.block, data: Buffer.concat([Uint8Array.of(LIST_OF_TWO), transactions, root]) };
  }

  /** Keeps the first of (post_state, receipts) that `process_block` gave. */
  #keepRoot(output: Uint8Array, { isStatic }: Message, host: FrameHost, meter: Meter): void {
    const roots = readRoots(output);
    if (roots === undefined) throw new NoRoots(`${ENTRY.block} gave no (root, receipts root)`);
    meter.charge(this.#protocol.schedule.host.storageSet, ROOT_KEY.length + ROOT_BYTES);
    if (isStatic) throw new GuestHalt('STATIC');
    host.storageSet(ROOT_KEY, roots.stateRoot);
  }
}

/** What `process_block` gave is not two roots. */
class NoRoots extends Error {}

function badArgs({ used }: Meter): FrameResult {
  const reason = encodeValue(`an environment takes ["${ENTRY.block}", transactions]`);
  return { kind: 'revert', code: 'BAD_ARGS', reason, format: 'cbor', fuelUsed: used };
}
