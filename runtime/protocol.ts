/** Protocol versions: one row each. Row 0 is `dev` and may change; a later row never does (SEMANTICS 32). */

import { DEV_LIMITS, type Limits } from './limits.js';
import { DEV_SCHEDULE, type FuelSchedule } from './schedule.js';

export interface ProtocolVersion {
  readonly name: string;
  readonly schedule: FuelSchedule;
  readonly limits: Limits;
}

export const PROTOCOL_VERSIONS: readonly ProtocolVersion[] = [
  { name: 'dev', schedule: DEV_SCHEDULE, limits: DEV_LIMITS },
];

/** The row that hosts run until a release freezes row 1. */
export const DEV_PROTOCOL: ProtocolVersion = PROTOCOL_VERSIONS[0];
