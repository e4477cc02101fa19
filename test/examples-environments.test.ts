/**
 * The Ethereum environment of the examples, in Python and in WebAssembly: each story is told to both, with contracts
 * in both languages, and must come to the same roots and receipts.
 */

import assert from 'node:assert/strict';
import { before, mock, describe as suite, test } from 'node:test';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { type BuiltEnvironments, buildEnvironments, type Language } from '../examples/environments/build.js';
import { EnvironmentState } from '../host/environment/environment-state.js';
import { PythonVm } from '../host/vm/python/python-vm.js';
import { ScriptWasmVm } from '../host/vm/script/script-wasm-vm.js';
import { encodeValue } from '../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../host/vm/values/types.js';
import type { Address } from '../runtime/address.js';
import { toHex } from '../runtime/bytes.js';
import { endOf } from './host/vm/script/environment-host.js';
import { dict, type EnvironmentAccount, EnvironmentChain, text } from './support/environment-chain.js';
import {
  addressOfContract,
  NO_VALUE,
  OWNER,
  signedCall,
  submit,
  UINT256_MAX,
  value,
} from './support/ethereum-environment.js';

const LANGUAGES: readonly Language[] = ['python', 'wasm'];
const [HERE, THERE] = [0xa1, 0xb2].map((byte) => new Uint8Array(20).fill(byte));
const NONE = encodeValue(null);
const reason = (name: string): Uint8Array => encodeValue(name);
const done = (output: Value | Uint8Array, ...emitted: Value[]): Value => [
  0,
  output instanceof Uint8Array ? output : encodeValue(output),
  emitted,
];
const reverted = (name: string): Value => [2, reason(name), []];
const failed = (name: string): Value => [1, text(name), []];

let built: BuiltEnvironments;
before(async () => {
  built = await buildEnvironments();
});

/** Two environments on one chain, of one language. */
class World {
  readonly chain = new EnvironmentChain();
  readonly here: EnvironmentAccount;
  readonly there: EnvironmentAccount;
  readonly #contracts: Language;

  constructor(language: Language, contracts: Language, mode: string) {
    this.#contracts = contracts;
    const code = built[language].get('ethereum') as Uint8Array;
    this.here = this.chain.place(HERE, code, { mode });
    this.there = this.chain.place(THERE, code);
  }

  wallet(number = 0, environment = this.here): Address {
    const storage = new Map<Value, Value>([
      ['owner', OWNER],
      ['nonce', 0],
    ]);
    return submit(environment, built[this.#contracts].get('wallet') as Uint8Array, storage, number);
  }

  token(owner: Address): Address {
    return submit(this.here, built[this.#contracts].get('token') as Uint8Array, new Map([['owner', owner]]));
  }

  /** A contract of a test, which is Python. */
  contract(source: string, environment = this.here, storage: Map<Value, Value> = new Map()): Address {
    return submit(environment, text(source), storage);
  }

  /** A signed call of a wallet with what states it touches, in a block of its own: its receipt. */
  send(wallet: Address, nonce: number, call: Value[], ...others: Address[]): Value {
    const data = signedCall(this.here, wallet, nonce, call);
    return this.call(wallet, data, ...others);
  }

  /** A transaction in a block of its own: its receipt. */
  call(target: Address, data: Uint8Array | Value[], ...others: Address[]): Value {
    const { receipts } = this.here.block(this.here.transaction(target, data, ...others));
    assert.equal(receipts.length, 1);
    return receipts[0];
  }

  /** A wallet and a token, of which the wallet has 1,000 out of 1,500. */
  rich(): { wallet: Address; token: Address } {
    const wallet = this.wallet();
    const token = this.token(wallet);
    this.send(wallet, 0, [token, encodeValue(['mint', 1500]), NO_VALUE], token);
    const paid = this.send(wallet, 1, [token, encodeValue(['transfer', wallet, 1000]), NO_VALUE], token);
    assert.equal((paid as Value[])[0], 0);
    return { wallet, token };
  }

  /** Balances of a token by holder, in order; they are its supply. */
  balances(token: Address): ReadonlyMap<string, Value> {
    const storage = this.here.storage(token);
    const balances = [...(storage.get('balances') as Map<Value, Value>)];
    const sum = balances.reduce((total, [, amount]) => total + BigInt(amount as bigint), 0n);
    assert.equal(sum, BigInt(storage.get('supply') as bigint));
    return new Map(
      balances.map(([holder, amount]) => {
        const [id, address] = (holder as PyTuple).items;
        const where = id === this.here.id ? '' : id === this.there.id ? 'there ' : '? ';
        return [where + toHex(address as Uint8Array), amount];
      }),
    );
  }
}

/** Frames that ran, each in an instance of its own. */
function countInstances(body: () => void): number {
  const runs = [PythonVm, ScriptWasmVm].map((vm) => mock.method(vm.prototype, 'execute'));
  try {
    body();
    return runs.reduce((sum, run) => sum + run.mock.callCount(), 0);
  } finally {
    for (const run of runs) run.mock.restore();
  }
}

/** Tells a story to both environments; what they made of it must be the same. */
function story(name: string, tell: (world: World) => void, mode = 'default'): void {
  for (const contracts of LANGUAGES) {
    test(`${name}; contracts in ${contracts}`, () => {
      const blocks = LANGUAGES.map((language) => {
        const world = new World(language, contracts, mode);
        tell(world);
        return world.chain.blocks;
      });
      assert.deepEqual(blocks[0], blocks[1]);
    });
  }
}

suite('contracts of the Ethereum environment', () => {
  story('a wallet makes what its owner has signed, once', (world) => {
    const { wallet, token } = world.rich();
    const ask: Value[] = [token, encodeValue(['balance', wallet]), NO_VALUE];
    assert.deepEqual(world.send(wallet, 2, ask, token), done([0, encodeValue(1000)]));
    assert.deepEqual(world.send(wallet, 2, ask, token), reverted('NONCE'));
    assert.deepEqual(world.send(wallet, 4, ask, token), reverted('NONCE'));
    const stranger = signedCall(world.here, wallet, 3, ask, new Uint8Array(32).fill(1));
    assert.deepEqual(world.call(wallet, stranger, token), reverted('SIGNATURE'));
    const elsewhere = signedCall(world.there, wallet, 3, ask);
    assert.deepEqual(world.call(wallet, elsewhere, token), reverted('SIGNATURE'));
    const other = [...signedCall(world.here, wallet, 3, ask)];
    other[1] = [token, encodeValue(['mint', 5]), NO_VALUE];
    assert.deepEqual(world.call(wallet, other, token), reverted('SIGNATURE'));
    // A call that fails has used its nonce up.
    const wrong: Value[] = [token, encodeValue(['nonsense']), NO_VALUE];
    assert.deepEqual(world.send(wallet, 3, wrong, token), done([2, reason('BAD_ARGS')]));
    assert.deepEqual(world.send(wallet, 4, ask), done([1, text('NO_WITNESS')]));
    assert.equal(world.here.storage(wallet).get('nonce'), 5);
  });

  story('call data that no contract knows', (world) => {
    const { wallet, token } = world.rich();
    for (const target of [wallet, token]) {
      for (const data of [[], [1], ['mint'], [0, [], []], [0, [1, 2, 3], [1, 2]]])
        assert.deepEqual(world.call(target, data), reverted('BAD_ARGS'));
      for (const data of [text('no CBOR'), NONE, new Uint8Array(0)])
        assert.deepEqual((world.call(target, data) as Value[])[0], 2);
    }
  });

  story('a token is its owner’s to mint, and whoever has it may pass it on or send it back', (world) => {
    const { wallet, token } = world.rich();
    const friend = world.wallet(1);
    assert.deepEqual(world.call(token, ['mint', 5]), reverted('OWNER'));
    assert.deepEqual(world.call(token, ['transfer', friend, 5], friend), reverted('OWNER'));
    const emitted = [token, ['transfer', friend, 100]];
    const pay: Value[] = [token, encodeValue(['transfer', friend, 100]), NO_VALUE];
    assert.deepEqual(world.send(wallet, 2, pay, token, friend), done([0, encodeValue(true)], emitted));
    const give = (amount: number | bigint, to: Address): Value[] => [to, null, value(amount, token)];
    assert.deepEqual(world.send(wallet, 3, give(250, friend), token, friend), done([0, text('')]));
    assert.deepEqual(world.send(wallet, 4, give(751, friend), token, friend), done([1, text('')]));
    assert.deepEqual(world.send(wallet, 5, give(-1, friend), token, friend), done([1, text('')]));
    assert.deepEqual(world.send(wallet, 6, give(0, friend), token, friend), done([1, text('')]));
    assert.deepEqual(world.send(wallet, 7, give(UINT256_MAX, friend), token, friend), done([1, text('')]));
    assert.deepEqual(world.send(wallet, 8, give(1, friend), friend), done([1, text('')]), 'no such token');
    assert.deepEqual(world.send(wallet, 9, give(50, token), token), done([0, text('')]), 'burnt');
    assert.deepEqual([...world.balances(token).values()], [400, 700, 350]);
    const more: Value[] = [token, encodeValue(['mint', UINT256_MAX - 1449n]), NO_VALUE];
    assert.deepEqual(world.send(wallet, 10, more, token), done([0, encodeValue(false)]));
    const most: Value[] = [token, encodeValue(['mint', UINT256_MAX - 1450n]), NO_VALUE];
    assert.deepEqual(world.send(wallet, 11, most, token), done([0, encodeValue(true)]));
    assert.equal(world.here.storage(token).get('supply'), UINT256_MAX);
    assert.equal([...world.balances(token).values()].length, 3);
  });

  story('msg.value comes with a call, and goes back if that fails', (world) => {
    const { wallet, token } = world.rich();
    const shop = world.contract(`
match args:
    case ['receive_value', _, sender]:
        set_storage('payer', sender)
    case ['buy', wanted]:
        message = get_message()
        if message['value']['amount'] != wanted:
            revert('PRICE')
        finish([message['sender'], message['value'], balance_of(message['value']['token'], message['target'])])
`);
    const paid = value(30, token);
    const buy = (wanted: number): Value[] => [shop, encodeValue(['buy', wanted]), paid];
    const output = encodeValue([wallet, paid, 30]);
    assert.deepEqual(world.send(wallet, 2, buy(30), token, shop), done([0, output]));
    assert.deepEqual(world.send(wallet, 3, buy(31), token, shop), done([2, reason('PRICE')]));
    const poor: Value[] = [shop, encodeValue(['buy', 30]), value(2000, token)];
    assert.deepEqual(world.send(wallet, 4, poor, token, shop), done([1, text('NO_VALUE')]));
    assert.deepEqual(world.here.storage(shop).get('payer'), wallet);
    assert.deepEqual([...world.balances(token).values()], [500, 970, 30]);
    for (const [index, wrong] of [
      dict({ amount: 0, token }),
      dict({ amount: 1 }),
      dict({ amount: 0, token: UINT256_MAX - 1n }),
      dict({ amount: 1, token: UINT256_MAX }),
      dict({ amount: 1, token, home: world.here.id }),
      dict({ amount: true, token }),
      null,
      7,
    ].entries()) {
      const call: Value[] = [shop, encodeValue(['buy', 0]), wrong];
      assert.deepEqual(world.send(wallet, 5 + index, call, token, shop), done([1, text('NO_VALUE')]));
    }
  });

  const HOOK = `
match args:
    case ['receive_value', value, sender]:
        match get_storage('mode'):
            case 'revert': revert('no')
            case 'loop':
                while True: pass
            case 'call':
                set_storage('got', list(call_contract(sender, encode(['again']), {'amount': 0, 'token': 2**256 - 1})))
            case 'pay': set_storage('got', transfer_value({'amount': 1, 'token': value['token']}, sender))
            case 'self':
                set_storage('got', list(call_contract(get_message()['target'], b'', {'amount': 0, 'token': 2**256 - 1})))
            case 'hook':
                data = encode(['receive_value', value, sender])
                set_storage('got', list(call_contract(value['token'], data, {'amount': 0, 'token': 2**256 - 1})))
`;
  story('receive_value may refuse, and cannot call back into who waits for it', (world) => {
    const { wallet, token } = world.rich();
    const outcome = (nonce: number, mode: string): readonly [Value, Value | undefined] => {
      const hook = world.contract(HOOK, world.here, new Map([['mode', mode]]));
      const receipt = world.send(wallet, nonce, [hook, null, value(10, token)], token, hook);
      return [receipt, world.here.storage(hook).get('got')];
    };
    assert.deepEqual(outcome(2, 'revert'), [done([1, text('')]), undefined]);
    assert.deepEqual([...world.balances(token).values()], [500, 1000]);
    assert.deepEqual(outcome(3, 'call'), [done([0, text('')]), [1, text('LOCKED')]]);
    assert.deepEqual(outcome(4, 'pay'), [done([0, text('')]), false]);
    assert.deepEqual(outcome(5, 'self'), [done([0, text('')]), [1, text('LOCKED')]]);
    assert.deepEqual(outcome(6, 'hook'), [done([0, text('')]), [1, text('BAD_DATA')]]);
    assert.deepEqual(outcome(7, 'none'), [done([0, text('')]), undefined]);
    assert.deepEqual([...world.balances(token).values()], [500, 950, 10, 10, 10, 10, 10]);
  });
});

suite('blocks of the Ethereum environment', () => {
  const ECHO = 'finish(args)';

  story('contracts are submitted to the address that binds them', (world) => {
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
  });

  story('a transaction with a witness that is none is skipped', (world) => {
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
  });

  story('what a contract did before it failed is not there', (world) => {
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
  });

  story('storage keeps any value under an int, bytes or a text; None takes it away', (world) => {
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
  });
});

suite('the mode that the proposal has', () => {
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

  story('by default the second of two changes needs a witness of after the first', (world) => {
    const { receipts, root, target } = twice(world);
    assert.deepEqual(receipts, [done(1)]);
    assert.equal(root, rootWith(target, 1));
    assert.deepEqual(world.call(target, [10]), done(11));
  });

  story(
    'in the literal mode every witness is of before the block, and the last change counts',
    (world) => {
      const { receipts, root, target } = twice(world);
      assert.deepEqual(receipts, [done(1), done(10)]);
      assert.equal(root, rootWith(target, 10), 'the first is lost');
    },
    'literal',
  );

  story(
    'in the literal mode a failed transaction leaves nothing in the post-state',
    (world) => {
      const { receipts, root } = world.here.block(world.here.transaction(new Uint8Array(20), [1]));
      assert.deepEqual(receipts, [failed('INVALID_CODE')]);
      assert.equal(root, toHex(new Uint8Array(32)));
    },
    'literal',
  );

  test('init takes a root and a mode', () => {
    for (const language of LANGUAGES) {
      const { host } = new EnvironmentChain();
      const create = (code: 'ethereum' | 'continuation', ...args: Value[]): string =>
        endOf(host.create(built[language].get(code) as Uint8Array, args));
      const root = new Uint8Array(32);
      for (const args of [[root], [root, 'default'], [root, 'literal']])
        assert.equal(create('ethereum', ...args), 'success');
      for (const args of [[], [new Uint8Array(31)], [1], [root, 'other'], [root, 1], [root, 'default', 1]])
        assert.match(create('ethereum', ...args), /^REVERT/);
      assert.equal(create('continuation', root), 'success');
      for (const args of [[], [7], [root, 1]]) assert.match(create('continuation', ...args), /^REVERT/);
    }
  });
});

suite('environments that call each other', () => {
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
    assert.deepEqual(call(witness(['loop'])), done([2, reason('OUT_OF_FUEL')]));
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
    assert.deepEqual(
      call(there, foreign(there), token),
      done([2, reason('NO_VALUE')]),
      'it has no such token',
    );
    assert.deepEqual(call(7n, NO_VALUE), done([1, text('NO_CODE')]));
    assert.deepEqual(call(2n ** 200n, NO_VALUE), done([1, text('BAD_ADDRESS')]));
    assert.deepEqual(call(-1, NO_VALUE), failed('TRAP'));
    assert.deepEqual(call('there', NO_VALUE), failed('TRAP'));
    assert.equal(world.balances(token).get(toHex(caller)), 100);
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
});

suite('the salary example in both styles', () => {
  const [EMPLOYEES, APPROVER] = [0xe1, 0xa9].map((byte) => new Uint8Array(20).fill(byte));

  /** The approver's storage and the root after two blocks, and how many instances the blocks took. */
  function approve(style: 'ethereum' | 'continuation', language: Language, contracts: Language) {
    const of = (name: 'employees' | 'approver'): Uint8Array => built[contracts].get(name) as Uint8Array;
    const salaries = new Map<Value, Value>([
      [7, 48_000],
      [8, 50_000],
      ['nine', 49_999],
    ]);
    const names = new Map<Value, Value>([
      ['employees', EMPLOYEES],
      ['alice', 7],
      ['bob', 8],
      ['carol', 'nine'],
    ]);
    const state = new EnvironmentState([
      [EMPLOYEES, { code: of('employees'), storage: salaries }],
      [APPROVER, { code: of('approver'), storage: names }],
    ]);
    const chain = new EnvironmentChain();
    const environment = chain.place(HERE, built[language].get(style) as Uint8Array, { state });
    const ask = (name: string) =>
      environment.transaction(APPROVER, ['process_employee_eligibility', name], EMPLOYEES);
    const instances = countInstances(() => {
      for (const name of ['alice', 'bob', 'carol']) {
        const { receipts } = environment.block(ask(name));
        assert.equal((receipts[0] as Value[])[0], 0);
      }
    });
    const before = toHex(environment.state.root);
    assert.deepEqual(environment.block(ask('dave')).receipts, [reverted('UNKNOWN')]);
    assert.equal(toHex(environment.state.root), before);
    return { root: before, storage: environment.storage(APPROVER), instances };
  }

  for (const contracts of LANGUAGES) {
    test(`contracts in ${contracts}: the same post-state; the continuation takes fewer instances`, (context) => {
      const runs = LANGUAGES.flatMap((language) =>
        (['ethereum', 'continuation'] as const).map((style) => approve(style, language, contracts)),
      );
      for (const { root, storage } of runs) {
        assert.equal(root, runs[0].root);
        assert.deepEqual(
          [storage.get(7), storage.get(8), storage.get('nine')],
          ['APPROVED', 'REJECTED', 'APPROVED'],
        );
      }
      const [linked, continued] = runs.map(({ instances }) => instances);
      context.diagnostic(`instances: dynamic linking ${linked}, continuation ${continued}`);
      assert.equal(continued, 3 * (1 + 3));
      assert.ok(linked > continued);
    });
  }

  test('in the continuation nobody but the employees’ contract answers, and later transactions see earlier ones', () => {
    for (const [language, contracts] of LANGUAGES.flatMap((one) =>
      LANGUAGES.map((two) => [one, two] as const),
    )) {
      const of = (name: 'employees' | 'approver'): Uint8Array => built[contracts].get(name) as Uint8Array;
      const forger = text(`
state, calldata, ctx = args
finish((state, {'target': calldata[0], 'calldata': ['post_process_employee_eligibility', {'employee_id': 7, 'salary': 1}]}))
`);
      const FORGER = new Uint8Array(20).fill(0xf0);
      const state = new EnvironmentState([
        [
          EMPLOYEES,
          {
            code: of('employees'),
            storage: new Map([
              [7, 60_000],
              [8, 1],
            ]),
          },
        ],
        [
          APPROVER,
          {
            code: of('approver'),
            storage: new Map<Value, Value>([
              ['employees', EMPLOYEES],
              ['a', 7],
              ['b', 8],
            ]),
          },
        ],
        [FORGER, { code: forger, storage: new Map() }],
      ]);
      const chain = new EnvironmentChain();
      const environment = chain.place(HERE, built[language].get('continuation') as Uint8Array, { state });
      const direct = ['post_process_employee_eligibility', dict({ employee_id: 7, salary: 1 })];
      const ask = (name: string, ...others: Address[]): Value =>
        environment.transaction(APPROVER, ['process_employee_eligibility', name], ...others);
      const { receipts } = environment.block(
        ask('a', EMPLOYEES),
        environment.transaction(APPROVER, direct),
        environment.transaction(FORGER, [APPROVER], APPROVER),
        ask('a'),
        environment.transaction(APPROVER, text('nonsense')),
        environment.transaction(APPROVER, encodeValue(7)),
        ask('b', EMPLOYEES),
        null,
      );
      assert.deepEqual(receipts, [
        [0, text(''), []],
        reverted('NOT_ASKED'),
        reverted('NOT_ASKED'),
        failed('BAD_DATA'),
        reverted('BAD_ARGS'),
        [0, text(''), []],
      ]);
      const storage = environment.storage(APPROVER);
      assert.deepEqual([storage.get(7), storage.get(8)], ['REJECTED', 'APPROVED']);
    }
  });
});
