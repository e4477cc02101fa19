/**
 * The profile of this suite: contracts' limits with the boundary open, as far as instrumentation supports it,
 * so that scripts about imports, tables and references run as well. The product's own profile is asked beside
 * it.
 */

import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { DEV_SCHEDULE } from '../../runtime/schedule.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { EXTERN_KINDS } from '../../runtime/wasm/module.js';
import { PROFILES, type Profile } from '../../runtime/wasm/profile.js';

/** All that wasm can address, and what engines give to one function. */
const PAGES_MAX = 65_536;
const PARAMETERS_MAX = 1_000;
/** So few that instrumentation does not make a memory shared, which other instances could not import. */
const PAGES_LINKABLE = 256;

export const SUITE_PROFILE: Profile = {
  name: 'spec',
  instructionsPerUnit: PROFILES.contract.instructionsPerUnit,
  limits: { ...PROFILES.contract.limits, parameters: PARAMETERS_MAX },
  importKinds: EXTERN_KINDS,
  exportKinds: EXTERN_KINDS,
  referencesAtBoundary: true,
  startFunction: true,
  segmentsOutOfBounds: true,
  pagesWithoutMaximum: PAGES_MAX,
};

const SUITE_OPTIONS: InstrumentOptions = {
  schedule: DEV_SCHEDULE,
  heightMax: DEV_LIMITS.heightMax,
  pagesMax: PAGES_MAX,
  profile: SUITE_PROFILE,
};

/**
 * What a module of the suite is instrumented with.
 * @throws PbevmError BAD_MODULE if it is malformed.
 */
export function suiteOptions(bytes: Uint8Array): InstrumentOptions {
  const exportsMemory = decodeModule(bytes, SUITE_PROFILE).exports.some(({ kind }) => kind === 'memory');
  if (!exportsMemory) return SUITE_OPTIONS;
  return { ...SUITE_OPTIONS, profile: { ...SUITE_PROFILE, pagesWithoutMaximum: PAGES_LINKABLE } };
}

/** What a contract is instrumented with, for the verdict on each module. */
export const CONTRACT_OPTIONS: InstrumentOptions = {
  ...SUITE_OPTIONS,
  pagesMax: PROFILES.contract.limits['initial memory pages'],
  profile: PROFILES.contract,
};
