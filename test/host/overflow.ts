/**
 * A recursion that a small native stack does not hold, and what a host says to it. As the entry of a Worker:
 * runs it inline, on an engine in that very thread, and posts what was said.
 */

import { parentPort } from 'node:worker_threads';
import { type ContractInfo, type ContractResult, DEFAULT_LIMITS } from '../../host/api.js';
import { Host } from '../../host/host.js';
import { openInlineEngine } from '../../host/inline-engine.js';
import { ALICE, describe } from '../support/host.js';

/** A recursion in C that only the height limit ends. */
export const DEEP = `
chain["n"] = 7
iterator = iter([1])
for i in range(50000):
    iterator = map(int, iterator)
finish(next(iterator))
`;

/** What a call was answered: the code and text of an error, or the result as text. */
async function answerTo(call: Promise<ContractResult | ContractInfo | undefined>): Promise<string> {
  return call.then(
    (result) => (result !== undefined && 'status' in result ? describe(result) : 'no result'),
    (error: { code: string; message: string }) => `${error.code}: ${error.message}`,
  );
}

/** The deep call, one made before its end is known, and some that come after it. */
export async function answersToOverflow(host: Host): Promise<string[]> {
  const deep = host.deploy(DEEP, { from: ALICE });
  const behind = host.send(ALICE);
  const answers = [await answerTo(deep), await answerTo(behind)];
  for (const call of [() => host.deploy('pass'), () => host.call(ALICE), () => host.inspect(ALICE)]) {
    answers.push(await answerTo(call()));
  }
  return answers;
}

if (parentPort !== null) {
  const host = new Host(await openInlineEngine({ store: 'memory' }), DEFAULT_LIMITS);
  parentPort.postMessage(await answersToOverflow(host));
}
