/**
 * Runs execution environments that were made for Scout: a script gets the root of its state and the data of a
 * block, and saves a new root (SEMANTICS 44, seed 002's forerunner).
 */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import {
  BIGNUM_FUNCTIONS,
  DEBUG_FUNCTIONS,
  ETH2_BLOCK_FUNCTIONS,
  ETH2_STATE_FUNCTIONS,
  Eth2Run,
} from './eth2-functions.js';
import { checkMain, ScriptModule, scriptInterface } from './script-module.js';
import type { ScriptEnd } from './script-run.js';

const SCOUT = scriptInterface([
  ...ETH2_STATE_FUNCTIONS,
  ...ETH2_BLOCK_FUNCTIONS,
  ...BIGNUM_FUNCTIONS,
  ...DEBUG_FUNCTIONS,
]);

export interface ScriptInput {
  /** 32 bytes. */
  readonly preStateRoot: Uint8Array;
  readonly blockData: Uint8Array;
  /** Below 2^46. */
  readonly fuel: bigint;
}

export interface ScoutResult {
  readonly end: ScriptEnd;
  /** 32 bytes; zero if the script saved none. After a halt it means nothing. */
  readonly postStateRoot: Uint8Array;
  /** Of 184 bytes each. */
  readonly deposits: readonly Uint8Array[];
  readonly fuelUsed: bigint;
  /** Debug data. */
  readonly log: readonly Uint8Array[];
}

export class ScoutScript {
  readonly #module: ScriptModule<Eth2Run>;
  readonly #protocol: ProtocolVersion;

  /** @throws PbevmError BAD_MODULE. */
  constructor(code: Uint8Array, protocol: ProtocolVersion) {
    this.#protocol = protocol;
    this.#module = new ScriptModule(code, SCOUT, protocol);
    checkMain(this.#module);
  }

  /** Executes the script; the calling thread has the stack that SEMANTICS 5 asks for. */
  execute({ fuel, ...input }: ScriptInput): ScoutResult {
    const run = new Eth2Run(this.#protocol.schedule, input);
    run.sandbox = this.#module.instantiate(run);
    const end = run.sandbox.run('main', { fuel, height: 0, pagesMax: this.#module.pagesMax });
    const { postStateRoot, deposits, log, sandbox } = run;
    if (end.kind === 'halt') return { end, postStateRoot, deposits, log, fuelUsed: fuel };
    return { end: { kind: 'success' }, postStateRoot, deposits, log, fuelUsed: fuel - sandbox.fuel };
  }
}
