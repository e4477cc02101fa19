/**
 * Runs every compiled test (or those whose path contains an argument) and closes with the real counts:
 * `N passed, M failed, K skipped`. Exit code 1 if one failed or none ran.
 */

import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { packageRoot } from './support/package-root.js';

const folder = dirname(fileURLToPath(import.meta.url));
const filters = process.argv.slice(2);

/** Test files; `slow-` ones first, so that they overlap with the others. */
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  // A compiled test whose source is gone is a leftover of an earlier build.
  .filter((file) => existsSync(join(packageRoot(), 'test', file.replace(/\.js$/, '.ts'))))
  .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
  .sort((a, b) => Number(b.includes('slow-')) - Number(a.includes('slow-')) || a.localeCompare(b))
  .map((file) => join(folder, file));

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const events = run({ files, concurrency: 2, timeout: 30 * 60_000 });
events.on('test:pass', ({ details, skip }) => {
  if (details.type === 'suite') return;
  if (skip === undefined) counts.passed++;
  else counts.skipped++;
});
events.on('test:fail', ({ details, name, file }) => {
  if (details.type === 'suite') return;
  counts.failed++;
  failures.push(`${file === undefined ? '' : relative(folder, file)}: ${name}`);
});
const report = events.compose(new spec());
report.pipe(process.stdout, { end: false });
// After the reporter's own summary: this is the line that counts.
report.on('end', () => {
  const text = failures.map((failure) => `failed: ${failure}\n`).join('');
  const line = `${text}${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
  process.stdout.write(line);
  process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;
});
