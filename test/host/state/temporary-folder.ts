/** Folders that are gone when the test is. */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A new, empty folder. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pbevm-state-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Replaces `to` by a copy of `from`. */
export function copyFolder(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
