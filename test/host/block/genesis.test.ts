import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeGenesis, genesisHash, parseGenesis } from '../../../host/block/genesis.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import { toHex } from '../../../runtime/bytes.js';

const A = `0x${'aa'.repeat(20)}`;
const B = `0x${'bb'.repeat(20)}`;
const bytes = (byte: number, length: number) => new Uint8Array(length).fill(byte);

const LEAST = { chainId: 1, shardId: 0, timestamp: 0, protocol: 'dev', devnet: true, fuelLimit: 1_000_000 };
const WHOLE = {
  ...LEAST,
  chainId: '0x539',
  timestamp: '1700000000',
  currency: { balances: { [B]: '340282366920938463463374607431768211454', [A]: 1 } },
  rent: 'none',
  reputation: { policy: 'mine', parameters: { mint: 5, cap: '0xff' }, initial: { [A]: 100 } },
  contracts: [
    { creator: A, vm: 'python', source: 'finish(1)', args: [{ $bytes: '0x01' }, 12] },
    { creator: B, vm: 'python', code: '0x70617373', salt: `0x${'07'.repeat(32)}` },
  ],
};
const parse = (genesis: object, readFile?: (name: string) => Uint8Array) =>
  parseGenesis(JSON.stringify(genesis), readFile);

test('the least that a genesis file says', () => {
  assert.deepEqual(parse(LEAST), {
    chainId: 1n,
    shardId: 0n,
    timestamp: 0n,
    protocol: 0,
    devnet: true,
    fuelLimit: 1_000_000n,
    balances: undefined,
    rent: 'none',
    isOfNetwork: false,
    reputation: { policy: 'shares', parameters: [], initial: [] },
    contracts: [],
  });
});

test('all that a genesis file can say, sorted where order means nothing', () => {
  const genesis = parse(WHOLE);
  assert.deepEqual([genesis.chainId, genesis.timestamp], [1337n, 1_700_000_000n]);
  assert.deepEqual(genesis.balances, [
    [bytes(0xaa, 20), 1n],
    [bytes(0xbb, 20), 2n ** 128n - 2n],
  ]);
  assert.deepEqual(genesis.reputation, {
    policy: 'mine',
    parameters: [
      ['cap', 255n],
      ['mint', 5n],
    ],
    initial: [[bytes(0xaa, 20), 100n]],
  });
  assert.deepEqual(genesis.contracts, [
    {
      creator: bytes(0xaa, 20),
      salt: bytes(0, 32),
      vm: 1,
      code: new TextEncoder().encode('finish(1)'),
      args: encodeValue([Uint8Array.of(1), 12]),
    },
    {
      creator: bytes(0xbb, 20),
      salt: bytes(7, 32),
      vm: 1,
      code: new TextEncoder().encode('pass'),
      args: encodeValue([]),
    },
  ]);
});

test('the VM of a contract by its name; a binary may be as long as a payload', () => {
  const contract = (vm: string, bytes: number) => ({ creator: A, vm, code: toHex(new Uint8Array(bytes)) });
  const vms = ['python', 'ewasm', 'shard'];
  const read = parse({ ...LEAST, contracts: vms.map((vm) => contract(vm, 65_536)) });
  assert.deepEqual(
    read.contracts.map(({ vm }) => vm),
    [1, 2, 3],
  );
  for (const [vm, bytes] of [
    ['python', 65_536],
    ['ewasm', 131_072],
    ['shard', 131_072],
  ] as const) {
    assert.equal(parse({ ...LEAST, contracts: [contract(vm, bytes)] }).contracts[0].code.length, bytes);
    const over = { ...LEAST, contracts: [contract(vm, bytes + 1)] };
    assert.throws(() => parse(over), { code: 'BAD_GENESIS', message: /^contracts\[0\]\.code/ });
  }
});

test('files are read by whoever may', () => {
  const genesis = { ...LEAST, contracts: [{ creator: A, vm: 'python', file: 'token.py' }] };
  const names: string[] = [];
  const read = parse(genesis, (name) => {
    names.push(name);
    return Uint8Array.of(1);
  });
  assert.deepEqual([names, read.contracts[0].code], [['token.py'], Uint8Array.of(1)]);
  assert.throws(() => parse(genesis), { code: 'BAD_GENESIS', message: /^contracts\[0\]\.file: / });
});

test('what is wrong is refused by its path', () => {
  const contract = WHOLE.contracts[0];
  const { source: _, ...noCode } = contract;
  const cases: readonly (readonly [object, RegExp])[] = [
    [{ chainId: undefined }, /^the text: chainId is missing/],
    [{ chainId: -1 }, /^chainId: an integer of at least 0/],
    [{ chainId: 1.5 }, /^chainId: an integer of at least 0/],
    [{ chainId: '01' }, /^chainId: an integer of at least 0/],
    [{ chainId: '18446744073709551616' }, /^chainId: an integer below 2\^64/],
    [{ timestamp: null }, /^timestamp: /],
    [{ protocol: 'prod' }, /^protocol: one of "dev" expected/],
    [{ protocol: 0 }, /^protocol: a string expected/],
    [{ devnet: false }, /^protocol: dev may change at any time/],
    [{ devnet: undefined }, /^protocol: dev may change at any time/],
    [{ devnet: 'true' }, /^devnet: true or false/],
    [{ fuelLimit: 2 ** 46 }, /^fuelLimit: at most/],
    [{ currency: {} }, /^currency: balances is missing/],
    [{ currency: { balances: [] } }, /^currency\.balances: an object expected/],
    [{ currency: { balances: { [A]: -5 } } }, /^currency\.balances\.0xaa.*: an integer/],
    [{ currency: { balances: { '0xaa': 1 } } }, /^currency\.balances\.0xaa: 20 bytes/],
    [
      { currency: { balances: { [A]: 1, [A.replaceAll('a', 'A')]: 1 } } },
      /^currency\.balances\.0xA+: this address is there twice/,
    ],
    [
      { currency: { balances: { [A]: '340282366920938463463374607431768211455', [B]: 1 } } },
      /^currency\.balances: the sum is 2\^128 or more/,
    ],
    [{ currency: { balances: {}, symbol: 'X' } }, /^currency\.symbol: is not known/],
    [{ rent: 'fee', currency: null }, /^rent: rent is paid in the currency of the shard, and it has none/],
    [{ rent: 'ttl', currency: null }, /^rent: rent is paid in the currency/],
    [{ network: 1 }, /^network: /],
    [{ rent: 'gas' }, /^rent: one of/],
    [{ reputation: { parameters: { 'a b': 1 } } }, /^reputation\.parameters\.a b: /],
    [{ reputation: { parameters: { a: '0x10000000000000000' } } }, /^reputation\.parameters\.a: /],
    [{ reputation: { policy: 'a-b' } }, /^reputation\.policy: a policy is named by/],
    [{ reputation: { policy: 1 } }, /^reputation\.policy: /],
    [{ reputation: { mint: 1 } }, /^reputation\.mint: is not known/],
    [{ contracts: {} }, /^contracts: an array expected/],
    [{ contracts: [contract, { ...contract, vm: 'java' }] }, /^contracts\[1\]\.vm: one of "python"/],
    [{ contracts: [{ ...contract, salt: '0x00' }] }, /^contracts\[0\]\.salt: 32 bytes/],
    [{ contracts: [noCode] }, /^contracts\[0\]: one of source, code and file/],
    [{ contracts: [{ ...contract, code: '0x00' }] }, /^contracts\[0\]: one of source, code and file/],
    [{ contracts: [{ ...contract, source: 'x'.repeat(65_537) }] }, /^contracts\[0\]\.source: at most 65536/],
    [{ contracts: [{ ...contract, args: {} }] }, /^contracts\[0\]\.args: an array expected/],
    [{ contracts: [{ ...contract, args: [{ $byte: 1 }] }] }, /^contracts\[0\]\.args: JSON line 1, column/],
    [{ extra: 1 }, /^extra: is not known/],
  ];
  for (const [change, message] of cases) {
    assert.throws(() => parse({ ...WHOLE, ...change }), { code: 'BAD_GENESIS', message });
  }
  for (const text of ['', '[]', '{"chainId": 1,}', JSON.stringify(LEAST).replace('{', '{"chainId":2,')]) {
    assert.throws(() => parseGenesis(text), { code: 'BAD_GENESIS' });
  }
});

test('files that say the same have the same canonical form, others another hash', () => {
  const hash = (genesis: object) => toHex(genesisHash(parse(genesis)));
  const reordered = Object.fromEntries(Object.entries(WHOLE).reverse());
  assert.equal(hash(reordered), hash(WHOLE));
  assert.equal(hash({ ...WHOLE, chainId: 1337 }), hash(WHOLE));
  const zero = { balances: { ...WHOLE.currency.balances, [`0x${'cc'.repeat(20)}`]: 0 } };
  assert.equal(hash({ ...WHOLE, currency: zero }), hash(WHOLE));
  assert.equal(hash({ ...LEAST, currency: null, rent: 'none', contracts: [] }), hash(LEAST));
  const others = [
    { chainId: 2 },
    { shardId: 1 },
    { timestamp: 1 },
    { rent: 'fee' },
    { rent: 'ttl' },
    { network: true },
    { fuelLimit: 1 },
    { currency: { balances: {} } },
    { currency: null },
    { reputation: {} },
    { reputation: { ...WHOLE.reputation, policy: 'yours' } },
    { contracts: WHOLE.contracts.slice(1) },
    { contracts: [...WHOLE.contracts].reverse() },
  ];
  const hashes = new Set([hash(WHOLE), ...others.map((other) => hash({ ...WHOLE, ...other }))]);
  assert.equal(hashes.size, others.length + 1);
});

test('the canonical form is the list that docs/layouts.md tells', () => {
  const list = decodeValue(encodeGenesis(parse(WHOLE)));
  const balances = [
    [bytes(0xaa, 20), 1],
    [bytes(0xbb, 20), 2n ** 128n - 2n],
  ];
  const contracts = parse(WHOLE).contracts.map(({ creator, salt, vm, code, args }) => [
    creator,
    salt,
    vm,
    code,
    args,
  ]);
  const parameters = [
    ['cap', 255],
    ['mint', 5],
  ];
  const initial = [[bytes(0xaa, 20), 100]];
  const head = [1337, 0, 1_700_000_000, 0, true, 1_000_000];
  assert.deepEqual(list, [...head, balances, 'none', 'mine', parameters, initial, contracts]);
});
