/**
 * Loads WAT as an instrumented guest and runs its exports the way the sandbox does, for tests of
 * instrumentation.
 */

import { parse } from '@bytecodealliance/jco';
import {
  type InstrumentedModule,
  type InstrumentOptions,
  instrument,
} from '../../../runtime/instrument/pipeline.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import { BareGuest } from './guest.js';

export { type EndCode, type Outcome, PLENTY } from './guest.js';

export const OPTIONS: InstrumentOptions = {
  schedule: DEV_SCHEDULE,
  heightMax: 32_000,
  pagesMax: 1_024,
  profile: PROFILES.contract,
};

export class Guest extends BareGuest {
  readonly module: InstrumentedModule;

  constructor(module: InstrumentedModule, imports: WebAssembly.Imports = {}) {
    super(module.bytes, imports);
    this.module = module;
  }
}

/** Bytes of a module in text form; `body` alone is put into a module. */
export async function assemble(wat: string): Promise<Uint8Array> {
  return parse(/^\s*\(module/.test(wat) ? wat : `(module ${wat})`);
}

export async function load(
  wat: string,
  options: Partial<InstrumentOptions> = {},
  imports: WebAssembly.Imports = {},
): Promise<Guest> {
  return new Guest(instrument(await assemble(wat), { ...OPTIONS, ...options }), imports);
}
