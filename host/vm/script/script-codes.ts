/**
 * Codes that environments execute and link: checked and compiled on first use in a transaction, at the price
 * of a deployment, then as cheap as any call (SEMANTICS 40). What was made is kept beyond the transaction,
 * which changes times and nothing else.
 */

import { hash } from 'node:crypto';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { hasWasmMagic } from '../../../runtime/wasm/binary.js';
import type { PythonVm } from '../python/python-vm.js';
import type { ContractCode, FrameHost, Preparation, Vm } from '../vm.js';
import type { ScriptWasmVm } from './script-wasm-vm.js';

/** What a code is for: what it may import depends on it. */
export type CodeRole = 'script' | 'child';

/** Bytes of sources and artefacts that are kept. */
const CACHE_BYTES_MAX = 32 * 1024 * 1024;

/** A code with what runs it. */
export interface Runnable {
  readonly vm: Vm;
  readonly code: ContractCode;
}

/** `fuelUsed` is 0 where the transaction has paid before. */
export type PreparedCode =
  | { readonly kind: 'ready'; readonly runnable: Runnable; readonly fuelUsed: bigint }
  | { readonly kind: 'invalid'; readonly detail: string; readonly fuelUsed: bigint }
  | { readonly kind: 'outOfFuel' };

interface Kept {
  readonly runnable: Runnable;
  readonly preparation: Preparation;
  readonly bytes: number;
}

export class ScriptCodes {
  readonly #protocol: ProtocolVersion;
  readonly #python: PythonVm;
  readonly #wasm: Readonly<Record<CodeRole, ScriptWasmVm>>;
  /** Least recently used first. */
  readonly #kept = new Map<string, Kept>();
  #keptBytes = 0;

  constructor(protocol: ProtocolVersion, python: PythonVm, wasm: Readonly<Record<CodeRole, ScriptWasmVm>>) {
    this.#protocol = protocol;
    this.#python = python;
    this.#wasm = wasm;
  }

  /** What runs a code: wasm by its first bytes, else Python. */
  vmOf(source: Uint8Array, role: CodeRole): PythonVm | ScriptWasmVm {
    return hasWasmMagic(source) ? this.#wasm[role] : this.#python;
  }

  clear(): void {
    this.#kept.clear();
    this.#keptBytes = 0;
  }

  /**
   * Checks and compiles a code with at most `fuel`. A code that is refused costs PREPARE_BASE +
   * PREPARE_PER_BYTE x its bytes, and none that is accepted costs more: an environment survives a bad one.
   */
  prepare(host: FrameHost, role: CodeRole, source: Uint8Array, fuel: bigint, height: number): PreparedCode {
    const codeHash = hash('sha256', source, 'hex');
    const key = `${role} ${codeHash}`;
    const { base, perByte } = this.#protocol.schedule.script.prepare;
    const cap = BigInt(base + perByte * source.length);
    const { runnable, preparation } = this.#get(`${key} ${height}`, () => {
      const vm = this.vmOf(source, role);
      const made = vm.prepare(source, cap, height);
      const artefact = made.kind === 'ready' ? made.artefact : new Uint8Array();
      return { runnable: { vm, code: { codeHash, source, artefact } }, preparation: made };
    });
    const price = preparation.kind === 'ready' ? preparation.fuelUsed : cap;
    const fuelUsed = host.isFirstUse(key) ? price : 0n;
    if (fuelUsed > fuel) return { kind: 'outOfFuel' };
    if (preparation.kind === 'ready') return { kind: 'ready', runnable, fuelUsed };
    return { kind: 'invalid', detail: preparation.detail ?? preparation.code, fuelUsed };
  }

  #get(key: string, make: () => Omit<Kept, 'bytes'>): Omit<Kept, 'bytes'> {
    const known = this.#kept.get(key);
    const { runnable, preparation } = known ?? make();
    const { source, artefact } = runnable.code;
    const kept = known ?? { runnable, preparation, bytes: source.length + artefact.length };
    if (known === undefined) this.#keptBytes += kept.bytes;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#keptBytes <= CACHE_BYTES_MAX || this.#kept.size === 1) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= bytes;
    }
    return kept;
  }
}
