/**
 * `npm run test:spec -- [FILE...]`: the published tests of the WebAssembly specification, raw and
 * instrumented. Prints the counts. Exit code 0 if nothing is unexplained, 1 if something is, 2 if the tests
 * or `wast2json` are not here.
 */

import { formatReport } from './report.js';
import { runSuite } from './suite.js';

const answer = await runSuite({ only: process.argv.slice(2), seed: 'none' });
if ('missing' in answer) {
  console.error(answer.missing);
  process.exitCode = 2;
} else {
  for (const line of formatReport(answer)) console.log(line);
  const ran = Object.keys(answer.assertions).length;
  process.exitCode = ran === 0 || answer.unexplained.length > 0 ? 1 : 0;
}
