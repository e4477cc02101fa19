/** Protocol versions: one row each. Row 0 is `dev` and may change; a later row never does (SEMANTICS 32). */

import { DEV_LIMITS, type Limits } from './limits.js';
import { DEV_SCHEDULE, type FuelSchedule } from './schedule.js';

export interface ProtocolVersion {
  readonly name: string;
  readonly schedule: FuelSchedule;
  readonly limits: Limits;
  /** SHA-256 of python-wasm/screening.json: which contracts may be deployed (SEMANTICS 8, 32). */
  readonly screeningSha256: string;
}

export const PROTOCOL_VERSIONS: readonly ProtocolVersion[] = [
  {
    name: 'dev',
    schedule: DEV_SCHEDULE,
    limits: DEV_LIMITS,
    screeningSha256: '533f56cf4cb649cbe2e877d29803a1d0251bfa1f74f2e1d9a171b9502b5441fb',
  },
];

/** The row that hosts run until a release freezes row 1. */
export const DEV_PROTOCOL: ProtocolVersion = PROTOCOL_VERSIONS[0];
