/**
 * Blocks of the Ethereum environment: submissions, witnesses, failures, and the mode that the proposal has.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { toHex } from '../../../runtime/bytes.js';
import { endOf } from '../../host/vm/script/environment-host.js';
import { dict, EnvironmentChain, text } from './chain.js';
import { Codes, done, failed, HERE, LANGUAGES, reason, reverted, story, type World } from './story.js';
import { addressOfContract } from './transactions.js';

/** Contracts of these stories are Python: there is nothing to be told twice. */
const ONE = { contracts: ['python'] } as const;

const codes = await Codes.of('ethereum', 'continuation');

const ECHO = 'finish(args)';

story(
  'contracts are submitted to the address that binds them',
  (world) => {
    const salt = new Uint8Array(32).fill(9);
    const code = text(ECHO);
    const submission = (storage: Map<Value, Value>, source = code): [Address, Value[]] => [
      addressOfContract(source, storage, salt),
      ['submit', source, storage, salt],
    ];
    const [address, data] = submission(new Map([['a', 1]]));
    const { storage } = { storage: new Map<Value, Value>([['a', 2]]) };
    assert.deepEqual(world.call(address, ['submit', code, storage, salt]), failed('BAD_ADDRESS'));
    assert.deepEqual(world.call(address, data), [0, address, []]);
    assert.deepEqual(world.here.storage(address), new Map([['a', 1]]));
    assert.deepEqual(world.call(address, data), done(data), 'a contract that is there is called');
    const [unscreened, forbidden] = submission(new Map(), text('import os'));
    assert.deepEqual(world.call(unscreened, forbidden), failed('INVALID_CODE'));
    for (const key of ['supply', 'balances', true, null, new PyTuple([1])]) {
      const [target, wrong] = submission(new Map([[key, 1]]));
      const expected = key === true ? [0, target, []] : failed('BAD_SUBMISSION');
      assert.deepEqual(world.call(target, wrong), expected, String(key));
    }
    let deep: Value = 1;
    for (let depth = 0; depth < 54; depth++) deep = [deep];
    const [shallow, good] = submission(new Map([['deep', deep]]));
    assert.deepEqual(world.call(shallow, good), [0, shallow, []]);
    const [target, bad] = submission(new Map([['deep', [deep]]]));
    assert.deepEqual(world.call(target, bad), failed('BAD_SUBMISSION'));
    for (const wrong of [
      ['submit'],
      [...data, 1],
      ['submit', 'text', new Map(), salt],
      ['submit', code, [], salt],
    ])
      assert.deepEqual(world.call(new Uint8Array(20), wrong), failed('BAD_SUBMISSION'));
    for (const other of [[], ['commit'], 1, new PyTuple(data)])
      assert.deepEqual(world.call(new Uint8Array(20), encodeValue(other)), failed('INVALID_CODE'));
  },
  ONE,
);

story(
  'a transaction with a witness that is none is skipped',
  (world) => {
    const one = world.contract(ECHO);
    const other = world.contract(`set_storage('n', args[0])`);
    const good = world.here.transaction(one, [1]);
    const changing = world.here.transaction(other, [1]);
    const { receipts } = world.here.block(
      good,
      changing,
      changing,
      null,
      dict({}),
      new Map([...good, ['more', 1]]),
      new Map([...good, ['target', new Uint8Array(19)]]),
      new Map([...good, ['target', other]]),
      new Map([...good, ['data', 'text']]),
      new Map([...good, ['state', new Map([[one, world.here.state.witness(other)]])]]),
      new Map([...good, ['state', new Map([[one, dict({})]])]]),
    );
    assert.deepEqual(
      receipts,
      [done([1]), done(null)],
      'the second change came with a witness of before the first',
    );
    const fresh = world.here.transaction(one, [2], other);
    const states = fresh.get('state') as Map<Value, Map<Value, Value>>;
    const proof = states.get([...states.keys()][0])?.get('proof') as Uint8Array;
    const swapped = new Map([...(world.here.state.witness(other) as Map<Value, Value>), ['proof', proof]]);
    const forged = new Map([...world.here.state.witness(other), ['storage', dict({ n: 5 })]]);
    for (const wrong of [swapped, forged, new Map([...forged, ['proof', new Uint8Array(0)]])]) {
      const block = world.here.block(
        new Map([...fresh, ['state', new Map([...states, [[...states.keys()][1], wrong]])]]),
      );
      assert.deepEqual(block.receipts, []);
    }
    assert.deepEqual(world.here.block(fresh).receipts, [done([2])]);
  },
  ONE,
);

story(
  'what a contract did before it failed is not there',
  (world) => {
    const source = `
set_storage('n', args[0])
emit_receipt(args[0])
if args[0] == 1: revert('x' * 2000)
if args[0] == 2: set_storage('supply', 1)
if args[0] == 3: set_storage([], 1)
if args[0] == 4: emit_receipt('y' * 3072)
if args[0] == 5: set_storage(1.5, 1)
if args[0] == 6: get_storage((1, 2))
if args[0] == 7: decode(bytes([24, 1]))
if args[0] == 8: get_message(1)
if args[0] == 9: call_contract(1, b'', 1)
if args[0] == 10: keccak256('text')
if args[0] == 11: eei.get_context()
if args[0] == 12: set_context({})
if args[0] == 13: chain['a'] = 1
finish('z' * args[1])
`;
    const target = world.contract(source);
    const longest = (reason('x'.repeat(2000)) as Uint8Array).length;
    const [status, said] = world.call(target, [1, 0]) as [Value, Uint8Array];
    assert.deepEqual([status, said.length < longest], [2, true]);
    for (const wrong of [2, 3, 4, 5, 6, 7, 8, 9, 10, 13])
      assert.deepEqual(world.call(target, [wrong, 0]), failed('TRAP'), String(wrong));
    for (const [index, unknown] of ['eei', 'set_context'].entries()) {
      const expected = reverted(`NameError: name '${unknown}' is not defined`);
      assert.deepEqual(world.call(target, [11 + index, 0]), expected);
    }
    assert.deepEqual(world.here.storage(target), new Map());
    const long = encodeValue('z'.repeat(5000)).slice(0, 1024);
    assert.deepEqual(world.call(target, [0, 5000]), done(long, [target, 0]));
    assert.deepEqual(world.here.storage(target), new Map([['n', 0]]));
  },
  ONE,
);

story(
  'storage keeps any value under an int, bytes or a text; None takes it away',
  (world) => {
    const target = world.contract(`
kept = [1.5, {1, 2}, (1, [None, True]), {'a': 2**70, (1, 2): -2**64}, -1, 'é', b'']
for number, item in enumerate(kept):
  set_storage(number - 2, item)
set_storage(b'k', 1)
set_storage(b'k', None)
set_storage('never', None)
finish([get_storage(-2), get_storage(b'k'), get_storage('never')])
`);
    assert.deepEqual((world.call(target, []) as Value[])[0], 0);
    assert.deepEqual([...world.here.storage(target).keys()], [-2, -1, 0, 1, 2, 3, 4]);
  },
  ONE,
);

story(
  'bounds: calls within calls, bytes of a transaction, receipts of a block',
  (world) => {
    const recursive = world.contract(`
depth = args[0]
data = encode([depth + 1])
status, output = call_contract(get_message()['target'], data, {'amount': 0, 'token': 2**256 - 1})
finish(decode(output) if status == 0 else [depth, output])
`);
    assert.deepEqual(world.call(recursive, [1]), done([16, text('DEPTH')]));
    const echo = world.contract('finish(len(args[0]))');
    const { state } = world.here;
    const around = encodeValue(world.here.transaction(echo, [new Uint8Array(70_000)])).length - 70_000;
    const longest = 2 ** 18 - around;
    assert.deepEqual(world.call(echo, [new Uint8Array(longest)]), done(longest));
    const longer = world.here.transaction(echo, [new Uint8Array(longest + 1)]);
    assert.deepEqual(world.here.block(longer).receipts, []);
    const loud = world.contract(`emit_receipt(b'a' * 3000)\nfinish('b' * 2000)`);
    const before = toHex(state.root);
    const block = world.here.block(...Array.from({ length: 300 }, () => world.here.transaction(loud, [])));
    assert.equal(
      block.receipts.length,
      Math.ceil((2 ** 20 - 2 ** 13) / (encodeValue(block.receipts[0]).length + 5)),
    );
    assert.equal(toHex(state.root), before);
  },
  ONE,
);

const ADD = `
total = (get_storage('total') or 0) + args[0]
set_storage('total', total)
finish(total)
`;

/** A block of two transactions to one contract, both with witnesses of before the block. */
function twice(world: World): { receipts: readonly Value[]; root: string; target: Address } {
  const code = text(ADD);
  const target = addressOfContract(code, new Map(), new Uint8Array(32));
  const state = world.here.state;
  state.apply(new Map([[target, dict({ code, storage: new Map(), proof: new Uint8Array(0) })]]));
  world.chain.host.environment.world.setStorage(HERE, text('root'), state.root);
  const block = world.here.block(world.here.transaction(target, [1]), world.here.transaction(target, [10]));
  return { ...block, target };
}
const rootWith = (target: Address, total: number): string =>
  toHex(new EnvironmentState([[target, { code: text(ADD), storage: new Map([['total', total]]) }]]).root);

story(
  'by default the second of two changes needs a witness of after the first',
  (world) => {
    const { receipts, root, target } = twice(world);
    assert.deepEqual(receipts, [done(1)]);
    assert.equal(root, rootWith(target, 1));
    assert.deepEqual(world.call(target, [10]), done(11));
  },
  ONE,
);

story(
  'in the literal mode every witness is of before the block, and the last change counts',
  (world) => {
    const { receipts, root, target } = twice(world);
    assert.deepEqual(receipts, [done(1), done(10)]);
    assert.equal(root, rootWith(target, 10), 'the first is lost');
  },
  { mode: 'literal', ...ONE },
);

story(
  'in the literal mode a failed transaction leaves nothing in the post-state',
  (world) => {
    const { receipts, root } = world.here.block(world.here.transaction(new Uint8Array(20), [1]));
    assert.deepEqual(receipts, [failed('INVALID_CODE')]);
    assert.equal(root, toHex(new Uint8Array(32)));
  },
  { mode: 'literal', ...ONE },
);

test('init takes a root, a mode and the fuel of a transaction', () => {
  for (const language of LANGUAGES) {
    const { host } = new EnvironmentChain();
    const create = (code: 'ethereum' | 'continuation', ...args: Value[]): string =>
      endOf(host.create(codes.get(code, language), args));
    const root = new Uint8Array(32);
    for (const args of [[root], [root, 'default'], [root, 'literal'], [root, 'literal', 10n ** 9n]])
      assert.equal(create('ethereum', ...args), 'success');
    for (const args of [
      [],
      [new Uint8Array(31)],
      [1],
      [root, 'other'],
      [root, 1],
      [root, 'default', 0],
      [root, 'default', true],
      [root, 'default', 1, 1],
    ])
      assert.match(create('ethereum', ...args), /^REVERT/);
    assert.equal(create('continuation', root), 'success');
    for (const args of [[], [7], [root, 1]]) assert.match(create('continuation', ...args), /^REVERT/);
  }
});
