/** The wallet and the token, value that comes with calls, and the hook that may refuse it. */

import assert from 'node:assert/strict';
import { encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { dict, text } from './chain.js';
import { done, reason, reverted, story } from './story.js';
import { NO_VALUE, signedCall, UINT256_MAX, value } from './transactions.js';

const NONE = encodeValue(null);

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
EMPTY = {'amount': 0, 'token': 2**256 - 1}
match args:
  case ['receive_value', value, sender]:
      match get_storage('mode'):
          case 'revert': revert('no')
          case 'loop':
              while True: pass
          case 'call':
              set_storage('got', list(call_contract(sender, encode(['again']), EMPTY)))
          case 'pay': set_storage('got', transfer_value({'amount': 1, 'token': value['token']}, sender))
          case 'self':
              set_storage('got', list(call_contract(get_message()['target'], b'', EMPTY)))
          case 'hook':
              data = encode(['receive_value', value, sender])
              set_storage('got', list(call_contract(value['token'], data, EMPTY)))
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
  const endless = world.contract(HOOK, world.here, new Map([['mode', 'loop']]));
  const call = signedCall(world.here, wallet, 8, [endless, null, value(10, token)]);
  const transaction = world.here.transaction(wallet, call, token, endless);
  const block = world.here.tryBlock([transaction], 2_000_000_000n);
  assert.deepEqual(world.chain.close(world.here, block).receipts, [done([1, text('')])]);
  assert.deepEqual(world.here.storage(wallet).get('nonce'), 9);
});
