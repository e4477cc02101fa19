/** The ratios of calibration as rows of `npm run bench`. */

import type { BenchRow, BenchSuite } from '../row.js';
import { measureKernels } from './calibration.js';
import { spreadOf } from './statistics.js';

const KIND = 'calibrate/worst-over-median/kind';
const ALL = 'calibrate/worst-over-median/all';

export const calibrateSuite: BenchSuite = {
  names: [KIND, ALL],

  async run(wanted): Promise<readonly BenchRow[]> {
    const rows = await measureKernels();
    const kind = rows.filter(({ isUnkind }) => !isUnkind);
    return wanted.map((name) => ({ name, value: spreadOf(name === KIND ? kind : rows).ratio, unit: 'x' }));
  },
};
