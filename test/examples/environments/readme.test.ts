/** The commands of the README do what it says, with each environment in each language. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { packageRoot } from '../../support/package-root.js';

const root = packageRoot();
const BUILT = 'dist/examples/environments';
const PYTHON = 'examples/environments/ethereum.py';
const page = readFileSync(join(root, 'examples/environments/README.md'), 'utf8');
const commands = [...page.matchAll(/^pbevm ([^#\n]*)/gm)].map(([, line]) => line.trim());

function run(command: string, script: string, line: string): string {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `'${process.execPath}' '${join(root, script)}' ${line}`],
    { cwd: root, encoding: 'utf8' },
  );
  assert.equal(status, 0, `${command}\n${stderr}${stdout}`);
  return stdout;
}

before(() => {
  run('build', `${BUILT}/build.js`, '');
});

for (const file of [
  PYTHON,
  `${BUILT}/ethereum.wasm`,
  'examples/environments/continuation.py',
  `${BUILT}/continuation.wasm`,
]) {
  test(`the salary example from the command line: ${file}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'pbevm-environments-'));
    try {
      assert.equal(commands.length, 2);
      const contracts = join(folder, 'contracts.json');
      cpSync(join(root, BUILT, 'salary.json'), contracts);
      const pbevm = (line: string): string => {
        const own = line.replace(PYTHON, file).replace('contracts.json', `'${contracts}'`);
        return run(line, 'dist/host/cli/main.js', `${own} --data '${folder}/data'`);
      };
      const address = /address {2}(0x[0-9a-f]{40})/.exec(pbevm(commands[0]))?.[1] as string;
      pbevm(commands[1].replace(' EE ', ` ${address} `));
      const { contracts: after } = JSON.parse(readFileSync(contracts, 'utf8'));
      assert.match(JSON.stringify(after[`0x${'a9'.repeat(20)}`].storage), /\[7,"APPROVED"\]/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
