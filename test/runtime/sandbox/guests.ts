/**
 * Small guests for tests of the sandbox: WAT, instrumented and compiled, as instances of `SandboxInstance`.
 */

import type { InstrumentOptions } from '../../../runtime/instrument/pipeline.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { type RunStart, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { assemble, OPTIONS } from '../instrument/harness.js';

/** Enough of everything for any case that is not about running out. */
export const START: RunStart = { fuel: 1_000_000_000n, height: 0, pagesMax: 16 };

/** A guest that does one thing each export says; `hook` is the host's. */
export const GUEST_WAT = `(module
  (import "host" "hook" (func $hook))
  (memory (export "memory") 1)
  (global $number (mut i32) (i32.const 7))
  (global $long (mut i64) (i64.const -9000000001))
  (global $fixed i32 (i32.const 3))
  (table 2 funcref)
  (data (i32.const 16) "data")
  (func $recurse (export "recurse") call $recurse)
  (func (export "nothing"))
  (func (export "value") (result i32) i32.const 42)
  (func (export "hook") call $hook)
  (func (export "loop") (loop br 0))
  (func (export "trap") unreachable)
  (func (export "divide") i32.const 1 i32.const 0 i32.div_s drop)
  (func (export "grow") i32.const 1 memory.grow drop)
  (func (export "growByNothing") i32.const 0 memory.grow drop)
  (func (export "growFar") i32.const 17 memory.grow drop)
  (func (export "growBeyondReality") i32.const 200 memory.grow drop)
  (func (export "setTable") i32.const 0 ref.null func table.set 0)
  (func (export "change")
    global.get $number i32.const 1 i32.add global.set $number
    i64.const 5 global.set $long
    i32.const 16 i64.const -1 i64.store
    i32.const 65528 i64.const -1 i64.store))`;

/** The same with a passive data segment, and an export that drops it. */
export const PASSIVE_WAT = GUEST_WAT.replace(
  '(func (export "nothing"))',
  '(func (export "nothing")) (data $passive "passive") (func (export "dropData") data.drop $passive)',
);

/** An instrumented module that instances can be made of. */
export interface GuestModule {
  readonly bytes: Uint8Array;
  readonly create: (hook?: () => void) => SandboxInstance;
}

export async function compileGuest(
  wat: string = GUEST_WAT,
  options: Partial<InstrumentOptions> = {},
): Promise<GuestModule> {
  const { bytes } = instrument(await assemble(wat), { ...OPTIONS, ...options });
  const module = new WebAssembly.Module(bytes);
  return {
    bytes,
    create: (hook = () => undefined) => new SandboxInstance(module, { host: { hook } }),
  };
}
