/**
 * Runs in any engine: reads jobs from the file named on the command line, writes records to the second: one
 * line of JSON per call, in order.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { type EngineJob, runJob } from './engine-job.js';

const [jobsPath, recordsPath] = process.argv.slice(2);
const jobs = JSON.parse(readFileSync(jobsPath, 'utf8')) as EngineJob[];
const lines = jobs.flatMap((job) => runJob(job).map((record) => JSON.stringify(record)));
writeFileSync(recordsPath, `${lines.join('\n')}\n`);
