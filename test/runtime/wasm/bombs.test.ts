/** Compile bombs: the profile refuses every one, by the limit that the bomb says, and takes it in small. */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse } from '@bytecodealliance/jco';
import { type Bomb, bombText } from '../../../bench/bombs/bomb.js';
import { BOMBS } from '../../../bench/bombs/index.js';
import { type LimitName, PROFILES, type Profile } from '../../../runtime/wasm/profile.js';
import { refusal } from './limit-of.js';

const { contract } = PROFILES;

async function refusedBy(bomb: Bomb, size: number, profile: Profile): Promise<LimitName | undefined> {
  return refusal(await parse(bombText(bomb, size)), profile);
}

/** Bombs that the profile does not treat as they say. */
async function surprises(profile: Profile, bombs: readonly Bomb[]): Promise<string[]> {
  const found: string[] = [];
  for (const bomb of bombs) {
    const limit = await refusedBy(bomb, bomb.size, profile);
    if (limit !== bomb.refusedBy) found.push(bomb.name);
  }
  return found;
}

describe(`${BOMBS.length} bombs`, () => {
  test('there are at least 40, all of them different', () => {
    assert.ok(BOMBS.length >= 40);
    assert.equal(new Set(BOMBS.map(({ name }) => name)).size, BOMBS.length);
  });

  for (const bomb of BOMBS) {
    test(`${bomb.name}: ${bomb.size} refused by ${bomb.refusedBy}, 1 accepted`, async () => {
      assert.equal(await refusedBy(bomb, bomb.size, contract), bomb.refusedBy);
      assert.equal(await refusedBy(bomb, 1, contract), undefined);
    });
  }
});

/** Bombs of one limit each, to find what a lifted limit lets through. */
const SAMPLE = BOMBS.filter(({ name }) =>
  ['indirect calls', 'empty functions', 'deep operand stack', 'nested blocks'].includes(name),
);

for (const { name, refusedBy: limit } of SAMPLE) {
  test(`seeded bug: without the limit of ${limit} a bomb gets through, and is seen`, async () => {
    const limits = { ...contract.limits, [limit]: contract.limits[limit] * 1_000 };
    assert.deepEqual(await surprises({ ...contract, limits }, SAMPLE), [name]);
  });
}
