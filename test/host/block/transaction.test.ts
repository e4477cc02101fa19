import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RLP } from '@ethereumjs/rlp';
import { encodeCreation, readCreation } from '../../../host/block/creation.js';
import { type TransactionDefect, TransactionError } from '../../../host/block/errors.js';
import { signTransaction } from '../../../host/block/signer.js';
import {
  decodeEnvelope,
  decodePoke,
  decodeTransaction,
  encodePoke,
  encodeTransaction,
  type SignedTransaction,
  signingHash,
  transactionHash,
} from '../../../host/block/transaction.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { DEV_LIMITS, FUEL_MAX } from '../../../runtime/limits.js';
import { assertStrict, laxities, type StrictCodec } from './hostile-bytes.js';
import { CREATION, MESSAGE, privateKey, RandomTransactions } from './samples.js';

const MESSAGE_SIGNED = signTransaction(MESSAGE, privateKey(1));
const CREATION_SIGNED = signTransaction(CREATION, privateKey(1));
const POKE = { chainId: 1337n, shardId: 2n, target: new Uint8Array(20).fill(0xdd) };

const CODEC: StrictCodec<SignedTransaction> = {
  decode: decodeTransaction,
  encode: encodeTransaction,
  isRefusal: (error) => error instanceof TransactionError,
};

const hasReason = (reason: TransactionDefect) => (error: unknown) =>
  error instanceof TransactionError && error.code === 'BAD_TRANSACTION' && error.reason === reason;

/** Fields of an envelope, by place. */
const FIELD = {
  chainId: 0,
  fuelLimit: 3,
  to: 4,
  value: 5,
  vm: 6,
  salt: 7,
  payload: 8,
  yParity: 9,
  r: 10,
  s: 11,
};

/** The envelope of a transaction in which one field has other bytes. */
function withField(transaction: SignedTransaction, field: keyof typeof FIELD, bytes: string): Uint8Array {
  const fields = RLP.decode(encodeTransaction(transaction).subarray(1)) as Uint8Array[];
  fields[FIELD[field]] = fromHex(bytes);
  return Uint8Array.of(0x50, ...RLP.encode(fields));
}

test('what is written is read back', () => {
  const random = new RandomTransactions(1);
  const signed = [MESSAGE_SIGNED, CREATION_SIGNED, ...Array.from({ length: 500 }, () => random.signed())];
  for (const transaction of signed) {
    const envelope = encodeTransaction(transaction);
    assert.deepEqual(decodeTransaction(envelope), transaction);
    assert.deepEqual(decodeEnvelope(envelope), { kind: 'transaction', transaction });
  }
});

test('the edges of every field are read, what is beyond is refused', () => {
  const edges: readonly [Partial<SignedTransaction>, Partial<SignedTransaction>, TransactionDefect][] = [
    [{ chainId: 2n ** 64n - 1n }, { chainId: 2n ** 64n }, 'FIELD'],
    [{ shardId: 0n }, { shardId: -1n }, 'FIELD'],
    [{ nonce: 2n ** 64n - 1n }, { nonce: 2n ** 64n }, 'FIELD'],
    [{ fuelLimit: FUEL_MAX }, { fuelLimit: FUEL_MAX + 1n }, 'FUEL_LIMIT'],
    [{ fuelLimit: 0n }, { fuelLimit: 2n ** 64n }, 'FIELD'],
    [{ value: 2n ** 128n - 1n }, { value: 2n ** 128n }, 'FIELD'],
    [{ to: new Uint8Array(20) }, { to: new Uint8Array(19) }, 'FIELD'],
    [{ vm: 0 }, { vm: 1 }, 'MESSAGE'],
    [{ vm: 0 }, { vm: 0.5 }, 'FIELD'],
    [{ vm: 0 }, { vm: 2 ** 32 }, 'FIELD'],
    [{ salt: new Uint8Array(0) }, { salt: new Uint8Array(32) }, 'MESSAGE'],
    [{ payload: new Uint8Array(0) }, { to: undefined, vm: 1, salt: new Uint8Array(32) }, 'CREATION'],
    [
      { payload: new Uint8Array(DEV_LIMITS.payloadBytesMax) },
      { payload: new Uint8Array(DEV_LIMITS.payloadBytesMax + 1) },
      'PAYLOAD',
    ],
  ];
  for (const [within, beyond, reason] of edges) {
    const transaction = { ...MESSAGE_SIGNED, ...within };
    assert.deepEqual(decodeTransaction(encodeTransaction(transaction)), transaction);
    assert.throws(() => encodeTransaction({ ...MESSAGE_SIGNED, ...beyond }), hasReason(reason));
    assert.throws(() => signTransaction({ ...MESSAGE, ...beyond }, privateKey(1)), hasReason(reason));
  }
});

test('r and s are in [1, order - 1] and [1, order / 2], minimal', () => {
  const order = 'fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141';
  const half = '7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0';
  for (const [field, bytes] of [
    ['r', '01'],
    ['r', `${order.slice(0, -1)}0`],
    ['s', '01'],
    ['s', half],
    ['yParity', ''],
    ['yParity', '01'],
  ] as const) {
    const envelope = withField(MESSAGE_SIGNED, field, bytes);
    assert.deepEqual(encodeTransaction(decodeTransaction(envelope)), envelope);
  }
  const refused: readonly [keyof typeof FIELD, string, TransactionDefect][] = [
    ['r', '', 'SIGNATURE'],
    ['r', order, 'SIGNATURE'],
    ['r', 'ff'.repeat(32), 'SIGNATURE'],
    ['r', '01'.repeat(33), 'FIELD'],
    ['r', `00${'11'.repeat(31)}`, 'FIELD'],
    ['s', '', 'SIGNATURE'],
    ['s', `${half.slice(0, -1)}1`, 'SIGNATURE'],
    ['s', order, 'SIGNATURE'],
    ['s', '00', 'FIELD'],
    ['yParity', '02', 'FIELD'],
    ['yParity', '00', 'FIELD'],
  ];
  for (const [field, bytes, reason] of refused) {
    assert.throws(() => decodeTransaction(withField(MESSAGE_SIGNED, field, bytes)), hasReason(reason));
  }
});

test('bytes that are no envelope get a reason', () => {
  const valid = encodeTransaction(MESSAGE_SIGNED);
  const list = (...fields: unknown[]) => Uint8Array.of(0x50, ...RLP.encode(fields as Uint8Array[]));
  const fields = RLP.decode(valid.subarray(1)) as Uint8Array[];
  const cases: readonly [string, Uint8Array, TransactionDefect][] = [
    ['nothing', new Uint8Array(0), 'TYPE'],
    ['another type', Uint8Array.of(0x02, ...valid.subarray(1)), 'TYPE'],
    ['the type alone', Uint8Array.of(0x50), 'ENCODING'],
    ['a string', Uint8Array.of(0x50, 0x83, 1, 2, 3), 'ENCODING'],
    ['an empty list', Uint8Array.of(0x50, 0xc0), 'ARITY'],
    ['eleven fields', list(...fields.slice(0, 11)), 'ARITY'],
    ['thirteen fields', list(...fields, fields[0]), 'ARITY'],
    ['a list as payload', list(...fields.slice(0, 8), [fields[8]], ...fields.slice(9)), 'ENCODING'],
    ['more bytes than any envelope', new Uint8Array(DEV_LIMITS.payloadBytesMax + 257).fill(0x50), 'SIZE'],
    ['a chainId with leading zeros', withField(MESSAGE_SIGNED, 'chainId', '0001'), 'FIELD'],
    ['a value of 17 bytes', withField(MESSAGE_SIGNED, 'value', '01'.repeat(17)), 'FIELD'],
    ['a vm of 5 bytes', withField(CREATION_SIGNED, 'vm', '0100000000'), 'FIELD'],
    ['a short salt', withField(CREATION_SIGNED, 'salt', '11'.repeat(31)), 'FIELD'],
    ['a creation without vm', withField(CREATION_SIGNED, 'vm', ''), 'CREATION'],
    ['args that are no list', withField(CREATION_SIGNED, 'payload', '824141f5'), 'CREATION'],
    ['code that is text', withField(CREATION_SIGNED, 'payload', '82614180'), 'CREATION'],
    ['a payload that is no CBOR', withField(CREATION_SIGNED, 'payload', 'ff'), 'CREATION'],
    ['a payload with more behind', withField(CREATION_SIGNED, 'payload', '82414180f6'), 'CREATION'],
  ];
  for (const [what, bytes, reason] of cases) {
    assert.throws(() => decodeEnvelope(bytes), hasReason(reason), what);
    assert.throws(() => decodeTransaction(bytes), hasReason(reason), what);
  }
});

test('lists within lists, however deep, are refused and not followed', () => {
  const deep = new Uint8Array(130_000).fill(0xc1);
  deep[0] = 0x50;
  assert.throws(() => decodeTransaction(deep), hasReason('ENCODING'));
  // With right lengths.
  let nested: Uint8Array = Uint8Array.of(0xc0);
  for (let level = 0; level < 100; level++) nested = RLP.encode([nested, []] as never);
  assert.throws(() => decodeTransaction(Uint8Array.of(0x50, ...nested)), hasReason('ENCODING'));
});

test('cut, padded, or with a flipped bit: refused, or another transaction with these very bytes', () => {
  assertStrict(CODEC, encodeTransaction(MESSAGE_SIGNED));
  assertStrict(CODEC, encodeTransaction(CREATION_SIGNED));
  const random = new RandomTransactions(2);
  for (let i = 0; i < 20; i++) assertStrict(CODEC, encodeTransaction(random.signed()));
  assertStrict({ decode: decodePoke, encode: encodePoke, isRefusal: CODEC.isRefusal }, encodePoke(POKE));
});

test('seeded bug: a decoder that ignores what is behind the list is found', () => {
  const lax: StrictCodec<SignedTransaction> = {
    ...CODEC,
    decode: (bytes) => {
      const length = bytes[0] === 0x50 && bytes[1] === 0xf8 ? 3 + bytes[2] : bytes.length;
      return decodeTransaction(bytes.subarray(0, length));
    },
  };
  assert.deepEqual(
    laxities(lax, encodeTransaction(MESSAGE_SIGNED)).map((line) => line.slice(0, 12)),
    ['padded by 0:', 'padded by 12', 'padded by 25', 'padded by 0,'],
  );
});

test('random bytes behind the type are refused', () => {
  const random = new RandomTransactions(3);
  for (let i = 0; i < 20_000; i++) {
    const bytes = random.bytes(1 + random.below(40));
    bytes[0] = 0x50 + random.below(2);
    assert.throws(() => decodeEnvelope(bytes), CODEC.isRefusal);
  }
});

test('pokes are read back; what is beyond their fields is refused', () => {
  assert.deepEqual(decodePoke(encodePoke(POKE)), POKE);
  assert.deepEqual(decodeEnvelope(encodePoke(POKE)), { kind: 'poke', poke: POKE });
  assert.throws(() => encodePoke({ ...POKE, target: new Uint8Array(0) }), hasReason('FIELD'));
  assert.throws(() => encodePoke({ ...POKE, shardId: 2n ** 64n }), hasReason('FIELD'));
  assert.throws(() => decodePoke(encodeTransaction(MESSAGE_SIGNED)), hasReason('TYPE'));
});

test('a signature covers the first nine fields and nothing else', () => {
  const hash = toHex(signingHash(MESSAGE));
  const others: Partial<SignedTransaction>[] = [
    { chainId: 1n },
    { shardId: 1n },
    { nonce: 1n },
    { fuelLimit: 1n },
    { to: new Uint8Array(20) },
    { value: 1n },
    { payload: new Uint8Array(1) },
  ];
  for (const other of others) assert.notEqual(toHex(signingHash({ ...MESSAGE, ...other })), hash);
  assert.equal(toHex(signingHash(MESSAGE_SIGNED)), hash);
  const again = { ...MESSAGE_SIGNED, s: new Uint8Array(32).fill(1) };
  assert.notDeepEqual(
    transactionHash(encodeTransaction(again)),
    transactionHash(encodeTransaction(MESSAGE_SIGNED)),
  );
});

test('creation payloads: code and arguments are read back, arguments as deep as any value', () => {
  let deep: import('../../../host/vm/values/types.js').Value = [];
  for (let level = 1; level < 64; level++) deep = [deep];
  for (const args of [[], [1, 'x', null], deep as []]) {
    const { code, args: data } = readCreation(encodeCreation(Uint8Array.of(1, 2), args));
    assert.deepEqual(code, Uint8Array.of(1, 2));
    assert.deepEqual(encodeCreation(code, args).subarray(4), data);
  }
  assert.throws(() => encodeCreation(Uint8Array.of(1), [[deep]]), { code: 'BAD_VALUE' });
});
