/**
 * An environment at work: one entry into it, with the frames that it executes, each in a context of its own
 * (SEMANTICS 39-41). Which functions a frame has is decided here, by its kind, whatever language it is in.
 */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_OUT_OF_FUEL } from '../../../runtime/sandbox/guest-exit.js';
import { isCanonical } from '../values/cbor.js';
import type { CallResult, FrameHost, ScriptSide, Standing } from '../vm.js';
import { type Ask, answer } from './ask.js';
import type { Context } from './context.js';
import { RAW_EEI_NAMES, rawEei } from './raw-eei.js';
import type { PreparedCode, Runnable, ScriptCodes } from './script-codes.js';
import { ScriptWasmVm } from './script-wasm-vm.js';
import type { EnvironmentServices } from './services.js';

/** What an entry is made with. */
export interface EnvironmentSettings {
  readonly protocol: ProtocolVersion;
  readonly services: EnvironmentServices;
  readonly codes: ScriptCodes;
  /** The environment's own code, which it has paid for. */
  readonly own: Runnable;
  /** Its account's address as an integer. */
  readonly esId: bigint;
  readonly isStatic: boolean;
  /** Whether a transaction entered it: at height 0 nobody but a child is to blame for a limit. */
  readonly isOutermost: boolean;
}

export class Environment {
  readonly protocol: ProtocolVersion;
  readonly services: EnvironmentServices;
  readonly esId: bigint;
  readonly isStatic: boolean;
  readonly #isOutermost: boolean;
  readonly #codes: ScriptCodes;
  readonly #own: Runnable;

  constructor({ protocol, services, codes, own, esId, isStatic, isOutermost }: EnvironmentSettings) {
    this.protocol = protocol;
    this.services = services;
    this.esId = esId;
    this.isStatic = isStatic;
    this.#isOutermost = isOutermost;
    this.#codes = codes;
    this.#own = own;
  }

  /** What the frame that is entered at a function of the environment's own code may ask for. */
  script(context: Context, entry: string): ScriptSide {
    return this.#raw('script', context, entry);
  }

  /** Runs code as a child in a context, with at most so much fuel. */
  execute(
    context: Context,
    code: Uint8Array,
    data: Uint8Array,
    fuelCap: bigint | undefined,
    ask: Ask,
  ): CallResult {
    const { meter } = ask;
    const { fuelLeft, height } = ask.standing();
    const prepared = this.#codes.prepare(ask.host, 'child', code, fuelLeft, height);
    if (prepared.kind === 'outOfFuel') return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuelLeft };
    meter.use(prepared.fuelUsed);
    if (prepared.kind === 'invalid') return invalid(prepared.detail);
    const { runnable } = prepared;
    const missing = missingImport(runnable, context);
    if (missing !== undefined) return invalid(`there is no linked function ${missing}`);
    return ask.host.nest({ ...runnable, data, script: this.#child(context), fuelCap, ...ask.standing() });
  }

  /** The first fault of code as what a child runs; undefined if it has none. */
  findFault(code: Uint8Array, { host, meter, standing }: Ask): string | undefined {
    const { fuelLeft, height } = standing();
    const prepared = this.#codes.prepare(host, 'child', code, fuelLeft, height);
    if (prepared.kind === 'outOfFuel') throw GUEST_OUT_OF_FUEL;
    meter.use(prepared.fuelUsed);
    return prepared.kind === 'invalid' ? prepared.detail : undefined;
  }

  /** What a child may ask for: the functions that its context links, and nothing else. */
  #child(context: Context): ScriptSide {
    const ask = (host: FrameHost, name: string, data: Uint8Array, at: Standing): CallResult =>
      this.#callLinked(context, host, name, data, at);
    return { kind: 'child', names: [...context.ext.keys()], ask };
  }

  /** What the environment's own code may ask for, in a context. */
  #raw(kind: 'script' | 'linked', context: Context, entry: string): ScriptSide {
    const isCatching = kind === 'script' && this.#isOutermost;
    const ask = (host: FrameHost, name: string, data: Uint8Array, at: Standing): CallResult =>
      answer({ host, data, at, isCatching }, (question) => rawEei(name)(this, context, question));
    return { kind, entry, names: RAW_EEI_NAMES, ask };
  }

  /** Calls a linked function, with the environment's rights; its failure halts its caller (SEMANTICS 40). */
  #callLinked(context: Context, host: FrameHost, name: string, data: Uint8Array, at: Standing): CallResult {
    const { fuelLeft } = at;
    const fails = (detail: string): CallResult => ({
      kind: 'halt',
      code: 'TRAP',
      detail,
      fuelUsed: fuelLeft,
    });
    const code = context.ext.get(name);
    if (code === undefined) return fails(`there is no linked function ${name}`);
    const prepared = this.#prepareLinked(host, code, at);
    if (prepared.kind === 'outOfFuel') return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuelLeft };
    if (prepared.kind === 'invalid') return fails(`the code of ${name}: ${prepared.detail}`);
    const { runnable, fuelUsed } = prepared;
    const script = this.#raw('linked', context, name);
    const result = host.nest({ ...runnable, data, script, ...at, fuelLeft: fuelLeft - fuelUsed });
    if (result.kind === 'revert') {
      const trace = result.trace === undefined ? {} : { trace: result.trace };
      return { ...trace, kind: 'halt', code: 'TRAP', detail: `${name} reverted`, fuelUsed: fuelLeft };
    }
    if (result.kind !== 'success') return result;
    if (result.format === 'raw' && !isCanonical(result.output))
      return fails(`${name} gave no canonical CBOR`);
    return { ...result, format: 'cbor', fuelUsed: result.fuelUsed + fuelUsed };
  }

  /** The environment's own file costs nothing to link: it was prepared where it was deployed. */
  #prepareLinked(host: FrameHost, code: Uint8Array | null, { fuelLeft, height }: Standing): PreparedCode {
    if (code === null) return { kind: 'ready', runnable: this.#own, fuelUsed: 0n };
    return this.#codes.prepare(host, 'script', code, fuelLeft, height);
  }
}

const invalid = (detail: string): CallResult => ({
  kind: 'halt',
  code: 'INVALID_CODE',
  detail,
  fuelUsed: 0n,
});

/** What a wasm child imports and its context does not link. */
function missingImport({ vm, code }: Runnable, { ext }: Context): string | undefined {
  if (!(vm instanceof ScriptWasmVm)) return undefined;
  return vm.asksFor(code).find((name) => !ext.has(name));
}
