/** Environments are accounts: they pay rent for their code and root, or fall asleep (SEMANTICS 35). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { SCRIPT_VM } from '../../../../host/vm/vm.js';
import { EnvironmentHost, endOf, NO_SERVICES } from './environment-host.js';
import { LANGUAGES, ROOTS, type Step } from './programs.js';

const ACCOUNT_BYTES = 100n;
const give = (value: unknown): Step => ({ ask: 'decode', args: [encodeValue(value)] });

for (const [language, make] of Object.entries(LANGUAGES)) {
  test(`an environment in ${language} pays when its root is kept, and sleeps when it cannot`, async () => {
    const host = new EnvironmentHost(NO_SERVICES);
    const code = await make('script', { init: [give(null)], process_block: [give([...ROOTS])] });
    const at = (totalFee: bigint): void => {
      host.environment = { ...host.environment, rent: { policy: 'fee', totalFee } };
    };
    at(0n);
    const environment = host.deploy(code);
    const { world } = host.environment;
    world.credit(environment, 1_000_000n);
    const account = () => world.getAccount(environment);
    assert.equal(account()?.vm, SCRIPT_VM);
    at(10n);
    const first = host.processBlock(environment);
    assert.equal(endOf(first), 'success');
    assert.equal(first.burned, 10n * (ACCOUNT_BYTES + BigInt(code.length)));
    const size = account()?.storageSize ?? 0n;
    assert.equal(size, 32n);
    at(11n);
    assert.equal(host.processBlock(environment).burned, ACCOUNT_BYTES + BigInt(code.length) + size);
    at(10n ** 9n);
    const last = host.processBlock(environment);
    assert.match(endOf(last), /^halt RENT/);
    // It is asleep: its receipt is for whoever wakes it.
    assert.deepEqual([last.receipts.length, account()?.vm], [1, undefined]);
    assert.equal(endOf(host.processBlock(environment)), 'NO_CODE');
  });
}

test('without rent it keeps its root at no price but fuel', async () => {
  const host = new EnvironmentHost(NO_SERVICES);
  const code = await LANGUAGES.python('script', { init: [], process_block: [give([...ROOTS])] });
  const environment = host.deploy(code);
  const result = host.processBlock(environment);
  assert.deepEqual([endOf(result), result.burned], ['success', 0n]);
});
