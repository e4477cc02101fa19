/** What the `wasm` commands do with a module: hold it to a profile, instrument it. */

import { PbevmError } from '../../runtime/errors.js';
import { type InstrumentedModule, instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { PROFILES } from '../../runtime/wasm/profile.js';

export type ProfileName = keyof typeof PROFILES;

/** Instruments for a frame of the kind that the profile is for. @throws PbevmError BAD_MODULE */
export function instrumentFor(
  bytes: Uint8Array,
  profile: ProfileName,
  keepNames: boolean,
): InstrumentedModule {
  const { schedule, limits } = DEV_PROTOCOL;
  return instrument(bytes, {
    schedule,
    heightMax: limits.heightMax,
    pagesMax: profile === 'contract' ? limits.nativePagesMax : limits.pythonPagesMax,
    profile: PROFILES[profile],
    keepNames,
  });
}

/** Whether a profile accepts a module; if not, the limit or rule that failed, with value and place. */
export type Verdict = { readonly profile: ProfileName } & (
  | {
      readonly accepted: true;
      readonly functionCount: number;
      readonly weightMax: number;
      readonly startPages: number;
      readonly maxPages: number;
    }
  | { readonly accepted: false; readonly reason: string }
);

export function verdictOf(bytes: Uint8Array, profile: ProfileName): Verdict {
  try {
    const { functionCount, weightMax, startPages, maxPages } = instrumentFor(bytes, profile, false);
    return { profile, accepted: true, functionCount, weightMax, startPages, maxPages };
  } catch (thrown) {
    if (!(thrown instanceof PbevmError) || thrown.code !== 'BAD_MODULE') throw thrown;
    return { profile, accepted: false, reason: thrown.message };
  }
}
