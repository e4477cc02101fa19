/** Everything that is measured, and the fuel that one block may have. */

import { KERNELS } from './kernel-table.js';
import type { PreparedKernel } from './kernels.js';
import { prepareKernel } from './kernels.js';
import { type Effort, measure, timeOf } from './measure.js';
import { preparePythonKernels } from './python-kernels.js';
import type { Composition, KernelRow } from './statistics.js';

const EFFORT: Effort = { rounds: 7, milliseconds: 15, samples: 3 };

export interface MeasuredKernel extends KernelRow {
  readonly composition: Composition;
  readonly otherFuel: number;
}

/** Times every kernel, instrumented with the schedule that hosts run. */
export async function measureKernels(): Promise<MeasuredKernel[]> {
  const kernels: PreparedKernel[] = [];
  for (const kernel of KERNELS) kernels.push(await prepareKernel(kernel));
  kernels.push(...preparePythonKernels());
  const times = await measure(
    kernels.map(({ timed }) => timed),
    EFFORT,
  );
  return kernels.map(({ kernel, composition, otherFuel, fuel }) => ({
    name: kernel.name,
    isUnkind: kernel.isUnkind,
    nanoseconds: timeOf(times, kernel.name),
    fuel,
    composition,
    otherFuel,
  }));
}
