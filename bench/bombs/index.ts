/** All bombs. */

import type { Bomb } from './bomb.js';
import { CALL_BOMBS } from './calls.js';
import { FLOW_BOMBS } from './flow.js';
import { STRAIGHT_BOMBS } from './straight.js';

export const BOMBS: readonly Bomb[] = [...STRAIGHT_BOMBS, ...CALL_BOMBS, ...FLOW_BOMBS];
