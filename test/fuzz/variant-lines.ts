/** Comparing what variants print: where two differ first. */

import type { Sample } from './execution.js';

export interface LineDifference {
  readonly sample: Sample;
  /** Call of the sample. */
  readonly call: number;
  readonly expected: string;
  readonly found: string;
}

/** @param lines one per call of every sample, in order. */
export function firstLineDifference(
  samples: readonly Sample[],
  expected: readonly string[],
  found: readonly string[],
): LineDifference | undefined {
  let line = 0;
  for (const sample of samples) {
    for (let call = 0; call < sample.calls.length; call++, line++) {
      if (expected[line] === found[line]) continue;
      return { sample, call, expected: expected[line], found: found[line] };
    }
  }
  return undefined;
}

/** For people: `own 7, call 2: {..} became {..}`. */
export function describeDifference(difference: LineDifference | undefined): string | undefined {
  if (difference === undefined) return undefined;
  const { sample, call, expected, found } = difference;
  return `${sample.name}, call ${call} (${sample.calls[call].name}):\n${expected}\nbecame\n${found}`;
}
