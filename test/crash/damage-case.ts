/** A folder with a state, copies of it to be damaged, and what may come of opening one. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { copyFolder, temporaryFolder } from '../host/state/temporary-folder.js';
import { Checker, type Outcome } from './checker.js';
import { fillFolder } from './filled-folder.js';

export const HEIGHT = 13;

export interface Case {
  readonly folder: string;
  readonly copy: string;
  readonly checker: Checker;
}

export async function startCase(context: TestContext, height = HEIGHT): Promise<Case> {
  const checker = new Checker(HEIGHT);
  context.after(() => checker.close());
  const folder = await fillFolder(context, height);
  const copy = join(temporaryFolder(context), 'copy');
  copyFolder(folder, copy);
  const untouched = await checker.check(copy);
  assert.deepEqual(untouched, { kind: 'state', height, differences: [] });
  return { folder, copy, checker };
}

/** What of an outcome is allowed; `heights` of states. */
export function checkOutcome(outcome: Outcome, heights: readonly number[], where: string): void {
  if (outcome.kind === 'state') {
    assert.deepEqual(outcome.differences, [], where);
    assert.ok(heights.includes(outcome.height), `${where}: opened at ${outcome.height}`);
  } else if (outcome.kind === 'refused') {
    assert.equal(outcome.code, 'STORE_DAMAGED', `${where}: ${outcome.message}`);
    assert.match(outcome.message, /HEAD|CURRENT|MANIFEST|log|table|record|root|page|head|database/, where);
  } else {
    assert.equal(outcome.code, 'HOST_FAULT', where);
    assert.match(outcome.message, /(record|page) 0x[0-9a-f]+/, where);
  }
}
