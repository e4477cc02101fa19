/** Opcodes under the baseline tier: tiers are chosen for a whole process. */

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { OpcodeTime } from './opcodes.js';

/** What `measureOpcodes` finds in a process that compiles with the baseline tier alone. */
export function measureOpcodesInBaseline(): OpcodeTime[] {
  const script = fileURLToPath(new URL('./baseline.js', import.meta.url));
  const output = execFileSync(process.execPath, ['--liftoff-only', script], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(output) as OpcodeTime[];
}
