/**
 * Blocks with tokens of the Ethereum environment, in both languages, executed from witnesses alone. What a
 * host with accounts makes of them, and the contracts that their holder has, come out of the blocks alone.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Language } from '../../../examples/environments/build.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { stateAfter } from '../../../host/environment/state-after.js';
import { EnvironmentRunner } from '../../../host/environment-runner.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { type Address, formatAddress } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { describe } from '../../support/host.js';
import { type EnvironmentAccount, EnvironmentChain } from './chain.js';
import { Codes, HERE, LANGUAGES } from './story.js';
import { addressOfContract, NO_VALUE, OWNER, signedCall } from './transactions.js';

/** The shard of `EnvironmentHost`. */
const SHARD = 3n;
const SALT = new Uint8Array(32);
const FUEL = 20_000_000_000;

const codes = await Codes.of('ethereum', 'wallet', 'token');
let runner: EnvironmentRunner;
before(async () => {
  runner = await EnvironmentRunner.start();
});
after(() => runner.close());

/** A wallet and a token are submitted, 1,500 minted, 1,000 of them moved. */
function batches(language: Language): ((environment: EnvironmentAccount) => Value[])[] {
  const code = (name: 'wallet' | 'token'): Uint8Array => codes.get(name, language);
  const owned = new Map<Value, Value>([
    ['owner', OWNER],
    ['nonce', 0],
  ]);
  const wallet = addressOfContract(code('wallet'), owned, SALT);
  const issued = new Map<Value, Value>([['owner', wallet]]);
  const token = addressOfContract(code('token'), issued, SALT);
  const call = (environment: EnvironmentAccount, nonce: number, args: Value[], ...others: Address[]): Value =>
    environment.transaction(
      wallet,
      signedCall(environment, wallet, nonce, [token, encodeValue(args), NO_VALUE]),
      ...others,
    );
  return [
    (environment) => [environment.transaction(wallet, ['submit', code('wallet'), owned, SALT])],
    (environment) => [environment.transaction(token, ['submit', code('token'), issued, SALT])],
    (environment) => [call(environment, 0, ['mint', 1_500], token)],
    (environment) => [
      call(environment, 1, ['transfer', wallet, 1_000], token),
      // Its witnesses are against the root before the transfer.
      call(environment, 2, ['transfer', wallet, 1], token),
    ],
    // It is not that nonce's turn: a receipt, and the state as it was.
    (environment) => [call(environment, 7, ['transfer', wallet, 1], token)],
  ];
}

for (const language of LANGUAGES) {
  test(`a token's blocks from witnesses alone, in ${language}`, async () => {
    const code = codes.get('ethereum', language);
    const chain = new EnvironmentChain();
    const environment = chain.place(HERE, code);
    let state = new EnvironmentState();
    const statuses: unknown[][] = [];
    for (const batch of batches(language)) {
      const transactions = batch(environment);
      const preStateRoot = state.root;
      const executed = environment.tryBlock(transactions);
      const block = chain.close(environment, executed);
      const { entry, result } = await runner.process({
        code,
        args: [preStateRoot],
        address: formatAddress(HERE),
        shardId: SHARD,
        preStateRoot,
        transactions,
        limits: { fuel: FUEL },
      });
      assert.equal(entry, 'process_block', describe(result));
      const outcome = result.environment ?? assert.fail(describe(result));
      assert.equal(toHex(outcome.stateRoot), block.root);
      assert.equal(toHex(outcome.receiptsRoot), block.receiptsRoot);
      const receipts = outcome.receipts?.map((receipt) => decodeValue(receipt)) ?? [];
      assert.deepEqual(receipts, block.receipts);
      assert.equal(result.frames, executed.frames);
      statuses.push(receipts.map((receipt) => (receipt as Value[])[0]));
      state = stateAfter(state, outcome) ?? assert.fail('nobody knows the state');
      assert.equal(state.toJson(), environment.state.toJson());
    }
    assert.deepEqual(statuses, [[0], [0], [0], [0], [2]]);
    assert.equal(state.contracts.size, 2);
  });
}
