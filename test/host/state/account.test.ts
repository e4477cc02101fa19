import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type Account,
  create2Address,
  decodeAccount,
  decodeIdentity,
  EMPTY_ACCOUNT,
  EMPTY_CODE_HASH,
  encodeAccount,
  encodeIdentity,
  hasCode,
  isAccountEmpty,
} from '../../../host/state/account.js';
import { formatAddress, parseAddress } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';

const ACCOUNT: Account = {
  vm: 0x01020304,
  nonce: 7n,
  balance: 2n ** 128n - 2n,
  codeHash: new Uint8Array(32).fill(0xcc),
  storageSize: 2n ** 64n - 3n,
  totalFee: 0n,
  isIncomplete: false,
};

/** Creator, salt, initcode, address: the examples of EIP-1014. */
const EIP_1014: ReadonlyArray<readonly [string, string, string, string]> = [
  ['0x0000000000000000000000000000000000000000', '00', '00', '0x4D1A2e2bB4F88F0250f26Ffff098B0b30B26BF38'],
  ['0xdeadbeef00000000000000000000000000000000', '00', '00', '0xB928f69Bb1D91Cd65274e3c79d8986362984fDA3'],
  [
    '0xdeadbeef00000000000000000000000000000000',
    '000000000000000000000000feed000000000000000000000000000000000000',
    '00',
    '0xD04116cDd17beBE565EB2422F2497E06cC1C9833',
  ],
  [
    '0x0000000000000000000000000000000000000000',
    '00',
    'deadbeef',
    '0x70f2b2914A2a4b783FaEFb75f459A580616Fcb5e',
  ],
  [
    '0x00000000000000000000000000000000deadbeef',
    'cafebabe',
    'deadbeef',
    '0x60f3f640a8508fC6a86d45DF051962668E1e8AC7',
  ],
  [
    '0x00000000000000000000000000000000deadbeef',
    'cafebabe',
    'deadbeef'.repeat(11),
    '0x1d8bfDC5D46DC4f61D6b6115972536eBE6A8854C',
  ],
  ['0x0000000000000000000000000000000000000000', '00', '', '0xE33C0C7F7df4809055C3ebA6c09CFe4BaF1BD9e0'],
];

/** Examples that a way to make addresses gets wrong. */
function wrongAddresses(create: typeof create2Address): string[] {
  return EIP_1014.filter(([creator, salt, initcode, address]) => {
    const created = create(parseAddress(creator), fromHex(salt.padStart(64, '0')), fromHex(initcode));
    return formatAddress(created) !== address.toLowerCase();
  }).map(([, , , address]) => address);
}

test('contract addresses are those of EIP-1014', () => {
  assert.deepEqual(wrongAddresses(create2Address), []);
});

test('a seeded bug fails: creator and salt without the code', () => {
  assert.notDeepEqual(
    wrongAddresses((creator, salt) => create2Address(creator, salt, new Uint8Array(1))),
    [],
  );
});

test('a salt or creator of another length is a bug of the caller', () => {
  assert.throws(() => create2Address(new Uint8Array(20), new Uint8Array(31), new Uint8Array(0)), HostFault);
  assert.throws(() => create2Address(new Uint8Array(19), new Uint8Array(32), new Uint8Array(0)), HostFault);
});

test('the encoding of an account is fixed', () => {
  assert.equal(
    toHex(encodeAccount(ACCOUNT)),
    `0x0101020304fffffffffffffffffffffffffffffffe${'cc'.repeat(32)}fffffffffffffffd`,
  );
  assert.deepEqual(decodeAccount(encodeAccount(ACCOUNT), 7n), ACCOUNT);
  assert.deepEqual(decodeAccount(encodeAccount(EMPTY_ACCOUNT), 0n), EMPTY_ACCOUNT);
});

test('an account has the longer encoding if it pays rent or is incomplete, and only then', () => {
  const rented = { ...ACCOUNT, totalFee: 2n ** 128n - 5n };
  const short = toHex(encodeAccount(ACCOUNT)).slice(4);
  assert.equal(toHex(encodeAccount(rented)), `0x02${short}fffffffffffffffffffffffffffffffb00`);
  const incomplete = { ...ACCOUNT, isIncomplete: true };
  assert.equal(toHex(encodeAccount(incomplete)), `0x02${short}${'00'.repeat(16)}01`);
  for (const account of [rented, incomplete])
    assert.deepEqual(decodeAccount(encodeAccount(account), 7n), account);
  for (const tail of [`${'00'.repeat(16)}00`, `${'00'.repeat(16)}02`, '00'])
    assert.throws(() => decodeAccount(fromHex(`0x02${short}${tail}`), 0n), HostFault);
});

test('fields out of bounds, and other bytes, are refused', () => {
  const wrong: Partial<Account>[] = [
    { vm: -1 },
    { vm: 2 ** 32 },
    { vm: 1.5 },
    { nonce: -1n },
    { nonce: 2n ** 64n },
    { balance: -1n },
    { balance: 2n ** 128n },
    { codeHash: new Uint8Array(31) },
    { storageSize: -1n },
    { storageSize: 2n ** 64n },
    { totalFee: -1n },
    { totalFee: 2n ** 128n },
  ];
  for (const fields of wrong) assert.throws(() => encodeAccount({ ...ACCOUNT, ...fields }), HostFault);
  const encoded = encodeAccount(ACCOUNT);
  assert.throws(() => decodeAccount(encoded.subarray(1), 0n), HostFault);
  assert.throws(() => decodeAccount(Uint8Array.of(...encoded, 0), 0n), HostFault);
  assert.throws(() => decodeAccount(Uint8Array.of(2, ...encoded.subarray(1)), 0n), HostFault);
});

test('the encoding of an identity is fixed and strict', () => {
  const identity = { nonce: 258n, incarnation: 3n, wasCreated: true };
  const encoded = encodeIdentity(identity);
  assert.equal(toHex(encoded), '0x010100000000000001020000000000000003');
  assert.deepEqual(decodeIdentity(encoded), identity);
  assert.throws(() => decodeIdentity(encoded.subarray(1)), HostFault);
  assert.throws(() => decodeIdentity(Uint8Array.of(1, 2, ...encoded.subarray(2))), HostFault);
  assert.throws(() => decodeIdentity(Uint8Array.of(2, 1, ...encoded.subarray(2))), HostFault);
});

test('emptiness', () => {
  assert.equal(toHex(EMPTY_CODE_HASH), '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  assert.ok(isAccountEmpty(EMPTY_ACCOUNT) && !hasCode(EMPTY_ACCOUNT));
  for (const fields of [
    { vm: 1 },
    { nonce: 1n },
    { balance: 1n },
    { storageSize: 1n },
    { codeHash: ACCOUNT.codeHash },
  ]) {
    assert.ok(!isAccountEmpty({ ...EMPTY_ACCOUNT, ...fields }));
  }
});

test('addresses are 0x and 40 digits of either case', () => {
  assert.equal(formatAddress(parseAddress(`0x${'aB'.repeat(20)}`)), `0x${'ab'.repeat(20)}`);
  for (const text of [
    '',
    '0x',
    'ab'.repeat(20),
    `0x${'ab'.repeat(19)}`,
    `0x${'ab'.repeat(21)}`,
    `0x${'zz'.repeat(20)}`,
  ]) {
    assert.throws(() => parseAddress(text), { code: 'BAD_INPUT' });
  }
});
