/** A module and its calls as they are handed to an engine in another process. */

import { engineSide } from './engine-side.js';
import { type CallRecord, type RecordOptions, recordCalls, type Sample } from './execution.js';

export interface EngineJob extends Pick<Sample, 'imports' | 'calls'>, RecordOptions {
  /** Base64. */
  readonly bytes: string;
  readonly isInstrumented: boolean;
}

export function engineJob(
  { imports, calls }: Pick<Sample, 'imports' | 'calls'>,
  bytes: Uint8Array,
  isInstrumented: boolean,
  options: RecordOptions = {},
): EngineJob {
  return { bytes: Buffer.from(bytes).toString('base64'), isInstrumented, imports, calls, ...options };
}

export function runJob(job: EngineJob): CallRecord[] {
  return recordCalls(job, engineSide(Buffer.from(job.bytes, 'base64'), job.isInstrumented), job);
}
