/**
 * `npm run test:eei -- DIR`: cases in the published GeneralStateTests form, on the EEI VM. Prints `N passed,
 * M failed`, and of each failure the name and the first difference. Exit code 0 if all passed, 1 if one
 * failed or there is none, 2 without a folder.
 */

import { existsSync } from 'node:fs';
import { casesFolder } from '../support/cases.js';
import { runSuite } from './suite.js';

const [given] = process.argv.slice(2);
const folder = given === undefined ? casesFolder('eei-state') : { path: given };
if ('missing' in folder || !existsSync(folder.path)) {
  console.error('missing' in folder ? folder.missing : `there is no folder ${folder.path}`);
  process.exitCode = 2;
} else {
  const { passed, failures } = await runSuite(folder.path);
  for (const failure of failures) console.log(failure);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}
