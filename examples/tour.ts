/** What `npm start` shows: a token deployed, transfers, a revert and an endless loop, each with its fuel. */

import { readFileSync } from 'node:fs';
import { type ContractResult, createHost, reprValue } from '../host/index.js';

const ALICE = `0x${'a1'.repeat(20)}`;
const BOB = `0x${'b0'.repeat(20)}`;

const host = await createHost({ limits: { fuel: 200_000_000 } });

function show(title: string, result: ContractResult): void {
  const fuel = `${result.fuelUsed.toLocaleString('en-US')} fuel`.padStart(17);
  const mark = result.status === 'success' ? '✔' : '✘';
  const end =
    result.status === 'success'
      ? result.value === null
        ? 'ok'
        : reprValue(result.value)
      : `${result.status} ${result.code}${'reason' in result ? `: ${result.reason}` : ''}`;
  console.log(`${mark} ${title.padEnd(34)} ${fuel}   ${end}`);
}

const source = readFileSync(new URL('../../examples/token.py', import.meta.url));
const deployed = await host.deploy(source, { from: ALICE, args: ['Gold', 1_000] });
const token = deployed.address as string;
show('deploy token.py', deployed);
console.log(`  at ${token}\n`);

show('alice sends bob 250', await host.send(token, ['transfer', BOB, 250], { from: ALICE }));
show('bob sends alice 40', await host.send(token, ['transfer', ALICE, 40], { from: BOB }));
show('balance of alice', await host.call(token, ['balance_of', ALICE]));
show('balance of bob', await host.call(token, ['balance_of', BOB]));
console.log();

show('bob sends 1,000, which he has not', await host.send(token, ['transfer', ALICE, 1_000], { from: BOB }));
show('a contract that never ends', await host.deploy('while True:\n    pass\n'));
show('balance of bob, unchanged', await host.call(token, ['balance_of', BOB]));

await host.close();
