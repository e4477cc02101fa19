/**
 * Hostile contracts as files: NAME.py and, in expected.json, how its first run must end. Whatever they do,
 * the host lives, the next call on it is unaffected, the state is untouched by a failure, and a second run
 * ends the same, with the same fuel.
 *
 * The ends in expected.json were recorded from a run and read by eye, not derived: they pin what happens.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHost, type Host, reprValue } from '../../host/index.js';
import { deploy, describe, successValue } from '../support/host.js';
import { packageRoot } from '../support/package-root.js';

const folder = join(packageRoot(), 'test/attacks/python');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3));
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, string>;

/** Enough for each to reach the point of the attack. */
const FUEL = 3_000_000_000;
let host: Host;
let canary: string;
before(async () => {
  host = await createHost({ limits: { fuel: FUEL } });
  canary = await deploy(host, 'chain["n"] = chain.get("n", 0) + 1\nfinish([chain["n"], sorted(globals())])');
});
after(() => host.close());

/** The end of a run with the value it finished with, cut to a line. */
function ending(result: Awaited<ReturnType<Host['deploy']>>): string {
  // The trap's words are the engine's and differ between engines.
  const text = result.status === 'halt' && result.code === 'TRAP' ? 'halt TRAP' : describe(result);
  return result.status === 'success'
    ? `success ${reprValue(result.value)}`.slice(0, 120)
    : text.slice(0, 120);
}

test('every attack has an expected end, and the other way round', () => {
  assert.deepEqual(Object.keys(expected).sort(), [...names].sort());
});

for (const [index, name] of names.entries()) {
  test(name, async () => {
    const source = readFileSync(join(folder, `${name}.py`));
    const salt = (index + 1).toString(16).padStart(64, '0');
    const expectedCanary = successValue(await host.call(canary)) as unknown[];
    const first = await host.deploy(source, { salt });
    assert.equal(ending(first), expected[name]);
    if (first.status !== 'success') assert.equal(await host.inspect(first.address as string), undefined);
    assert.deepEqual(successValue(await host.call(canary)), expectedCanary);
    const again = await host.deploy(source, { salt: salt.replace(/^0/, 'f') });
    assert.deepEqual(
      [ending(again), again.fuelUsed, again.memoryPages],
      [ending(first), first.fuelUsed, first.memoryPages],
    );
  });
}
