/**
 * The profile of this suite: contracts' limits with the boundary open, as far as instrumentation supports it,
 * so that scripts about imports, tables and references run as well. The product's own profile is asked beside
 * it.
 */

import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { DEV_SCHEDULE } from '../../runtime/schedule.js';
import { EXTERN_KINDS } from '../../runtime/wasm/module.js';
import { PROFILES, type Profile } from '../../runtime/wasm/profile.js';

/** All that wasm can address, and what engines give to one function. */
const PAGES_MAX = 65_536;
const PARAMETERS_MAX = 1_000;

export const SUITE_PROFILE: Profile = {
  name: 'spec',
  limits: { ...PROFILES.contract.limits, parameters: PARAMETERS_MAX },
  importKinds: EXTERN_KINDS,
  exportKinds: EXTERN_KINDS,
  referencesAtBoundary: true,
  startFunction: true,
  pagesWithoutMaximum: PAGES_MAX,
};

export const SUITE_OPTIONS: InstrumentOptions = {
  schedule: DEV_SCHEDULE,
  heightMax: DEV_LIMITS.heightMax,
  pagesMax: PAGES_MAX,
  profile: SUITE_PROFILE,
};

/** What a contract is instrumented with, for the verdict on each module. */
export const CONTRACT_OPTIONS: InstrumentOptions = {
  ...SUITE_OPTIONS,
  pagesMax: PROFILES.contract.limits['initial memory pages'],
  profile: PROFILES.contract,
};
