/**
 * Hostile contracts as files: NAME.py and, in expected.json, how its first run must end. Whatever they do,
 * the host lives, the next call on it is unaffected, the state is untouched by a failure, and a second run
 * ends the same, with the same fuel. What screening refuses at deploy is run without screening too: the
 * fences behind it must hold alone. The format is in README.md.
 *
 * The ends in expected.json were recorded from a run and read by eye, not derived: they pin what happens.
 */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createHost, type Host, reprValue } from '../../host/index.js';
import { createUnscreenedHost, deploy, describe, successValue } from '../support/host.js';
import { packageRoot } from '../support/package-root.js';

const folder = join(packageRoot(), 'test/attacks/python');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.py'))
  .map((file) => file.slice(0, -3));
/** How an attack ends: by screening and without it, where these differ. */
type Expected = string | { readonly screened: string; readonly unscreened: string };
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Record<string, Expected>;

/** Enough for each to reach the point of the attack. */
const FUEL = 3_000_000_000;
const CANARY = 'chain["n"] = chain.get("n", 0) + 1\nfinish([chain["n"], sorted(globals())])';

/** A host under attack, and a contract on it that nothing may change. */
interface Target {
  readonly host: Host;
  readonly canary: string;
}

async function targetOn(host: Host): Promise<Target> {
  return { host, canary: await deploy(host, CANARY) };
}

let screened: Target;
let unscreened: Target;
before(async () => {
  screened = await targetOn(await createHost({ limits: { fuel: FUEL } }));
  unscreened = await targetOn(await createUnscreenedHost({ fuel: FUEL }));
});
after(async () => {
  await screened.host.close();
  await unscreened.host.close();
});

/** The end of a run with the value it finished with, cut to a line; of findings their codes. */
function ending(result: Awaited<ReturnType<Host['deploy']>>): string {
  if (result.status === 'halt' && result.findings !== undefined) {
    const codes = new Set(result.findings.map(({ code }) => code));
    return `halt ${result.code} ${[...codes].join(' ')}`;
  }
  // The trap's words are the engine's and differ between engines.
  const text = result.status === 'halt' && result.code === 'TRAP' ? 'halt TRAP' : describe(result);
  return result.status === 'success'
    ? `success ${reprValue(result.value)}`.slice(0, 120)
    : text.slice(0, 120);
}

test('every attack has an expected end, and the other way round', () => {
  assert.deepEqual(Object.keys(expected).sort(), [...names].sort());
});

async function attack({ host, canary }: Target, name: string, end: string): Promise<void> {
  const source = readFileSync(join(folder, `${name}.py`));
  const salt = (names.indexOf(name) + 1).toString(16).padStart(64, '0');
  const expectedCanary = successValue(await host.call(canary)) as unknown[];
  const first = await host.deploy(source, { salt });
  assert.equal(ending(first), end);
  if (first.status !== 'success') assert.equal(await host.inspect(first.address as string), undefined);
  assert.deepEqual(successValue(await host.call(canary)), expectedCanary);
  const again = await host.deploy(source, { salt: salt.replace(/^0/, 'f') });
  assert.deepEqual(
    [ending(again), again.fuelUsed, again.memoryPages],
    [ending(first), first.fuelUsed, first.memoryPages],
  );
}

for (const [name, end] of Object.entries(expected)) {
  if (typeof end === 'string') {
    test(name, () => attack(screened, name, end));
  } else {
    test(`${name}: refused at deploy`, () => attack(screened, name, end.screened));
    test(`${name}: without screening`, () => attack(unscreened, name, end.unscreened));
  }
}
