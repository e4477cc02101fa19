/** Two Ethereum environments on one shard: calls between them, and tokens of one as value in the other. */

import assert from 'node:assert/strict';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { dict, type EnvironmentAccount, text } from './chain.js';
import { done, failed, reason, reverted, story, type World } from './story.js';
import { NO_VALUE, UINT256_MAX, value } from './transactions.js';

/** Calls what it is told, and takes money. */
const CALLER = `
match args:
  case ['receive_value', _, _] | ['take']:
      finish(get_message()['value'])
  case ['fail']:
      revert('NO')
  case ['loop']:
      while True: pass
  case [es, target, data, value]:
      finish(list(call_execution_script(es, target, data, value)))
  case [es, target, data, value, 'revert']:
      call_execution_script(es, target, data, value)
      revert('AFTER')
`;
const senderThere = (world: World, from: Address, home = world.here): Uint8Array =>
  keccak_256(Buffer.concat([new Uint8Array(12), home.address, from])).slice(12);

interface Pair {
  readonly caller: Address;
  readonly callee: Address;
  readonly token: Address;
  readonly witness: (data: Value[], environment?: EnvironmentAccount, ...others: Address[]) => Uint8Array;
}

/** A contract on each side; the one here has 100 of a token. */
function pair(world: World): Pair {
  const { wallet, token } = world.rich();
  const caller = world.contract(CALLER);
  const callee = world.contract(CALLER, world.there);
  assert.deepEqual(
    world.send(wallet, 2, [caller, null, value(100, token)], token, caller),
    done([0, text('')]),
  );
  return {
    caller,
    callee,
    token,
    witness: (data, environment = world.there, ...others) =>
      encodeValue([encodeValue(data), environment.state.witnesses([callee, ...others])]),
  };
}
const inside = (output: Value, ...emitted: Value[]): Value[] => [
  0,
  encodeValue([0, encodeValue(output), emitted]),
];

story('sender, target and value arrive; a token of one is msg.value in the other', (world) => {
  const { caller, callee, token, witness } = pair(world);
  const nothing = world.call(caller, [world.there.id, callee, witness(['take']), NO_VALUE]);
  assert.deepEqual(nothing, done(inside(NO_VALUE)));
  const paid = value(40, token);
  const receipt = world.call(caller, [world.there.id, callee, witness(['take']), paid], token);
  assert.deepEqual(receipt, done(inside(dict({ amount: 40, token, home: world.here.id }))));
  assert.deepEqual([...world.balances(token)].slice(2), [
    [toHex(caller), 60],
    [`there ${toHex(callee)}`, 40],
  ]);
  const message = world.contract('finish(get_message())', world.there);
  const data = encodeValue([encodeValue([]), world.there.state.witnesses([message])]);
  const told = dict({ value: NO_VALUE, sender: senderThere(world, caller), target: message });
  assert.deepEqual(world.call(caller, [world.there.id, message, data, NO_VALUE]), done(inside(told)));
});

story('what has come can be sent back to where it is from', (world) => {
  const { caller, callee, token, witness } = pair(world);
  world.call(caller, [world.there.id, callee, witness(['take']), value(40, token)], token);
  const sendBack = (amount: number, data: Value[]): Value => {
    const back = dict({ amount, token, home: world.here.id });
    const states = world.here.state.witnesses([caller, token]);
    const call: Value[] = [world.here.id, caller, encodeValue([encodeValue(data), states]), back];
    return world.there.block(world.there.transaction(callee, call)).receipts[0];
  };
  assert.deepEqual(sendBack(41, ['take']), done([2, reason('NO_VALUE')]));
  assert.deepEqual(sendBack(10, ['fail']), done([2, reason('NO')]));
  assert.deepEqual(sendBack(10, ['take']), done(inside(value(10, token))));
  assert.deepEqual([...world.balances(token)].slice(2), [
    [toHex(caller), 70],
    [`there ${toHex(callee)}`, 30],
  ]);
});

story('a call that fails, and one whose caller fails after it, has moved nothing', (world) => {
  const { caller, callee, token, witness } = pair(world);
  const before = [world.balances(token), toHex(world.there.state.root)];
  const paid = value(40, token);
  const keep = world.contract("set_storage('n', 1)", world.there);
  const roots = toHex(world.there.state.root);
  const call = (data: Uint8Array, ...rest: Value[]): Value =>
    world.call(caller, [world.there.id, callee, data, paid, ...rest], token);
  assert.deepEqual(call(witness(['fail'])), done([2, reason('NO')]));
  const endless: Value[] = [world.there.id, callee, witness(['loop']), paid];
  const block = world.here.tryBlock([world.here.transaction(caller, endless, token)], 2_000_000_000n);
  assert.deepEqual(world.chain.close(world.here, block).receipts, [done([2, reason('OUT_OF_FUEL')])]);
  assert.deepEqual(call(text('nonsense')), done([2, reason('BAD_DATA')]));
  assert.deepEqual(call(encodeValue([encodeValue([]), new Map()])), done([2, reason('NO_WITNESS')]));
  assert.deepEqual(call(witness(['receive_value', paid, caller])), done([2, reason('BAD_DATA')]));
  const stale = encodeValue([encodeValue(['take']), world.here.state.witnesses([callee])]);
  assert.deepEqual(call(stale), done([2, reason('NO_WITNESS')]));
  const data = encodeValue([encodeValue([]), world.there.state.witnesses([keep])]);
  const after = world.call(caller, [world.there.id, keep, data, NO_VALUE, 'revert']);
  assert.deepEqual(after, reverted('AFTER'));
  assert.deepEqual([world.balances(token), toHex(world.chain.storedRoot(world.there))], [before[0], roots]);
});

story('values that are not the caller’s to give, and environments that are none', (world) => {
  const { caller, callee, token, witness } = pair(world);
  const call = (id: Value, paid: Value, ...others: Address[]): Value =>
    world.call(caller, [id, callee, witness(['take']), paid], ...others);
  const there = world.there.id;
  assert.deepEqual(call(there, value(101, token), token), done([1, text('NO_VALUE')]));
  assert.deepEqual(call(there, value(1, token)), done([1, text('NO_VALUE')]), 'no witness of the token');
  assert.deepEqual(call(there, value(1, callee), token), done([1, text('NO_VALUE')]));
  const foreign = (home: bigint): Value => dict({ amount: 1, token, home });
  assert.deepEqual(call(there, foreign(world.here.id), token), done([1, text('NO_VALUE')]));
  assert.deepEqual(call(there, foreign(there), token), done([2, reason('NO_VALUE')]), 'it has no such token');
  assert.deepEqual(call(7n, NO_VALUE), done([1, text('NO_CODE')]));
  assert.deepEqual(call(2n ** 200n, NO_VALUE), done([1, text('BAD_ADDRESS')]));
  assert.deepEqual(call(-1, NO_VALUE), failed('TRAP'));
  assert.deepEqual(call('there', NO_VALUE), failed('TRAP'));
  assert.equal(world.balances(token).get(toHex(caller)), 100);
});

/** An environment of strangers, which says whatever it is told to say to another. */
const STRANGER = `
def init(): pass
def process_block(transactions, root):
    receipts = [eei.encode(eei.execute_script(*asked)) for asked in transactions]
    return (root, eei.hash_tree_root(receipts))
`;

story('a callee believes a value of the caller’s own and none else', (world) => {
  const { callee, token } = pair(world);
  const stranger = world.chain.place(new Uint8Array(20).fill(0xc3), text(STRANGER));
  const tell = (from: Value, data: Uint8Array): Value =>
    stranger.block([world.there.id, data, from]).receipts[0];
  const states = world.there.state.witnesses([callee]);
  const take = encodeValue([encodeValue(['take']), states]);
  const says = (message: Value): Value => tell(dict({ eth: dict({ msg: message }) }), take);
  const claim = (paid: Value): Value => dict({ value: paid, sender: token, target: callee });
  const believed = (output: Value): Value => new PyTuple([0, encodeValue([0, encodeValue(output), []])]);
  const refused = (why: string): Value => new PyTuple([2, reason(why)]);
  assert.deepEqual(says(claim(NO_VALUE)), believed(NO_VALUE));
  assert.deepEqual(says(claim(value(5, token))), believed(dict({ amount: 5, token, home: stranger.id })));
  for (const wrong of [
    dict({ amount: 5, token, home: stranger.id }),
    dict({ amount: 5, token, home: world.here.id }),
    dict({ amount: 0, token }),
    dict({ amount: 5, token: UINT256_MAX }),
    null,
  ])
    assert.deepEqual(says(claim(wrong)), refused('BAD_VALUE'));
  assert.deepEqual(says(claim(dict({ amount: 5, token, home: world.there.id }))), refused('NO_VALUE'));
  for (const wrong of [
    null,
    dict({}),
    dict({ value: NO_VALUE, sender: new Uint8Array(19), target: callee }),
    dict({ value: NO_VALUE, sender: token, target: 'callee' }),
  ])
    assert.deepEqual(says(wrong), refused('BAD_CLAIM'));
  for (const wrong of [null, dict({}), dict({ eth: 5 })])
    assert.deepEqual(tell(dict({ eth: wrong }), take), refused('BAD_CLAIM'));
  assert.deepEqual(tell(dict({}), take), refused('BAD_CLAIM'));
  for (const wrong of [null, [], [encodeValue([])], ['text', states], [encodeValue([]), dict({ a: 1 })]])
    assert.deepEqual(
      tell(dict({ eth: dict({ msg: claim(NO_VALUE) }) }), encodeValue(wrong)),
      refused('BAD_DATA'),
    );
});

story('nobody comes in again', (world) => {
  const { caller, callee, token } = pair(world);
  const here = encodeValue([encodeValue(['take']), world.here.state.witnesses([caller])]);
  assert.deepEqual(
    world.call(caller, [world.here.id, caller, here, NO_VALUE]),
    done([1, text('REENTRANCY')]),
  );
  const back = encodeValue([world.here.id, caller, here, NO_VALUE]);
  const data = encodeValue([back, world.there.state.witnesses([callee])]);
  const receipt = world.call(caller, [world.there.id, callee, data, value(5, token)], token);
  assert.deepEqual(receipt, done(inside([1, text('REENTRANCY')])));
});
