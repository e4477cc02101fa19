/** Reporter of `node:test`: one line of JSON for each test that was run. */

import type { TestEvent } from 'node:test/reporters';

export interface Verdict {
  readonly name: string;
  /** `assertion`: the test's own assertion failed; `error`: anything else was thrown. */
  readonly end: 'pass' | 'assertion' | 'error';
}

function endOf(event: TestEvent & { readonly type: 'test:fail' }): Verdict['end'] {
  const { cause } = event.data.details.error;
  return (cause as { code?: string } | undefined)?.code === 'ERR_ASSERTION' ? 'assertion' : 'error';
}

export default async function* verdicts(events: AsyncIterable<TestEvent>): AsyncIterable<string> {
  for await (const event of events) {
    if (event.type !== 'test:pass' && event.type !== 'test:fail') continue;
    const { name, skip, details } = event.data;
    if (skip !== undefined || details.type === 'suite') continue;
    const verdict: Verdict = { name, end: event.type === 'test:pass' ? 'pass' : endOf(event) };
    yield `${JSON.stringify(verdict)}\n`;
  }
}
