/** Contracts after a block: what its outcome shows, with the root that it tells, or nothing. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockOutcome, StateChanges } from '../../../host/environment/block-outcome.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { stateAfter } from '../../../host/environment/state-after.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { adder, FIRST, ledgerState, SECOND, THIRD } from './ledger.js';

const outcome = (stateRoot: Uint8Array, changes: StateChanges | undefined): BlockOutcome => ({
  stateRoot,
  receiptsRoot: new Uint8Array(32),
  receipts: undefined,
  changes,
});

/** A dict of States of a state, as an environment hashes it. */
const shown = (state: EnvironmentState, ...addresses: Uint8Array[]): Uint8Array =>
  encodeValue(state.witnesses(addresses));

test('changes take effect one after another; the state before stays as it is', () => {
  const before = ledgerState();
  const text = before.toJson();
  const one = new EnvironmentState([
    [FIRST, adder([['a', 1]])],
    [SECOND, adder([['a', 1]])],
  ]);
  const after = new EnvironmentState([
    [FIRST, adder([['a', 2]])],
    [SECOND, adder([['a', 1]])],
    [THIRD, adder([['z', 1]])],
  ]);
  const states = [shown(one, FIRST, SECOND), shown(after, FIRST)];
  const found = stateAfter(before, outcome(after.root, { base: 'before', states }));
  assert.equal(found?.toJson(), after.toJson());
  assert.equal(before.toJson(), text);
  const alone = new EnvironmentState([[FIRST, adder([['a', 2]])]]);
  const whole = { base: 'nothing', states: [shown(alone, FIRST)] } as const;
  assert.equal(stateAfter(before, outcome(alone.root, whole))?.toJson(), alone.toJson());
});

test('contracts that end', () => {
  const before = ledgerState();
  const gone = new EnvironmentState([
    [SECOND, adder([['a', 40]])],
    [THIRD, adder([['z', 1]])],
  ]);
  const states = [encodeValue(gone.witnesses([FIRST]) as Value)];
  const after = stateAfter(before, outcome(gone.root, { base: 'before', states }));
  assert.equal(after?.get(FIRST), undefined);
  assert.equal(after?.toJson(), gone.toJson());
});

test('an outcome of other contracts, and one that shows nothing', () => {
  const before = ledgerState();
  const changed = new EnvironmentState([[FIRST, adder([['a', 9]])]]);
  const states = [shown(changed, FIRST)];
  assert.equal(stateAfter(before, outcome(changed.root, { base: 'before', states })), undefined);
  assert.equal(stateAfter(before, outcome(before.root, undefined)), undefined);
});
