/** Which limit refuses a module. */

import { PbevmError } from '../../../runtime/errors.js';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import { DEV_SCHEDULE } from '../../../runtime/schedule.js';
import type { LimitName, Profile } from '../../../runtime/wasm/profile.js';

/** No limit of its own: the profile's is looked for. */
const PAGES_MAX = 65_536;

/** Undefined if the module is accepted. @throws whatever else is wrong with it. */
export function refusal(bytes: Uint8Array, profile: Profile): LimitName | undefined {
  const options = { schedule: DEV_SCHEDULE, heightMax: DEV_LIMITS.heightMax, pagesMax: PAGES_MAX, profile };
  try {
    instrument(bytes, options);
    return undefined;
  } catch (error) {
    if (!(error instanceof PbevmError) || error.code !== 'BAD_MODULE') throw error;
    const limit = limitIn(error.message, profile);
    if (limit === undefined) throw error;
    return limit;
  }
}

/** The limit that a refusal names: `name: value, limit N` or, of a count, `name: value exceeds N`. */
function limitIn(message: string, { limits }: Profile): LimitName | undefined {
  const names = Object.keys(limits) as LimitName[];
  return names.find((name) => new RegExp(`(^|: )${name}: \\d+, limit ${limits[name]}\\b`).test(message));
}
