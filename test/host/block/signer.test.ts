import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { type Curve, loadNativeCurve, nobleCurve } from '../../../host/block/curve.js';
import { TransactionError } from '../../../host/block/errors.js';
import { isPrivateKey, type Signature } from '../../../host/block/signature.js';
import { addressOf, recoverAddress, recoverSender, signTransaction } from '../../../host/block/signer.js';
import { formatAddress } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { CREATION, MESSAGE, privateKey, RandomTransactions } from './samples.js';

const native = await loadNativeCurve();
const withNative = { skip: native === undefined && 'the native secp256k1 is not installed for this machine' };
const CURVES = [nobleCurve, ...(native === undefined ? [] : [native])];

/** Signatures per kind; the slow suite has many more. */
const ROUNDS = Number(process.env['PBEVM_SIGNATURE_ROUNDS'] ?? 120);

const ORDER = secp256k1.Point.Fn.ORDER;
const PRIME = secp256k1.Point.Fp.ORDER;
const scalar = (value: bigint) => fromHex(value.toString(16).padStart(64, '0'));

/** What every curve says about a signature, as text, so that a difference shows both. */
const verdicts = (curves: readonly Curve[], hash: Uint8Array, signature: Signature) =>
  curves.map((on) => {
    const address = recoverAddress(hash, signature, on);
    return address === undefined ? 'none' : formatAddress(address);
  });

function differences(curves: readonly Curve[], cases: Iterable<readonly [Uint8Array, Signature]>): string[] {
  const found: string[] = [];
  for (const [hash, signature] of cases) {
    const [first, ...others] = verdicts(curves, hash, signature);
    if (others.some((other) => other !== first)) found.push(`${toHex(signature.r)}: ${first}, ${others}`);
  }
  return found;
}

test('addresses of private keys that everybody knows', () => {
  // The keys 1 and 2, and the first account of Hardhat and Anvil.
  const known: readonly [string, string][] = [
    [`${'0'.repeat(63)}1`, '0x7e5f4552091a69125d5dfcb7b8c2659029395bdf'],
    [`${'0'.repeat(63)}2`, '0x2b5ad5c4795c026514f8317c7a215e218dccd6cf'],
    [
      'ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
      '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
    ],
  ];
  for (const on of CURVES) {
    for (const [key, address] of known) assert.equal(formatAddress(addressOf(fromHex(key), on)), address);
  }
});

test('a private key is a number from 1 to the order less 1', () => {
  for (const [key, valid] of [
    [scalar(1n), true],
    [scalar(ORDER - 1n), true],
    [scalar(0n), false],
    [scalar(ORDER), false],
    [new Uint8Array(32).fill(0xff), false],
    [new Uint8Array(31).fill(1), false],
    [new Uint8Array(33).fill(1), false],
  ] as const) {
    assert.equal(isPrivateKey(key), valid);
    if (valid) continue;
    assert.throws(() => addressOf(key), { code: 'BAD_INPUT' });
    assert.throws(() => signTransaction(MESSAGE, key), { code: 'BAD_INPUT' });
  }
});

test('what a key signs is recovered as its address, on every curve; signing twice is the same', () => {
  for (const on of CURVES) {
    for (const unsigned of [MESSAGE, CREATION]) {
      const signed = signTransaction(unsigned, privateKey(7), on);
      assert.deepEqual(signed, signTransaction(unsigned, privateKey(7), nobleCurve));
      assert.deepEqual(recoverSender(signed, on), addressOf(privateKey(7)));
      const changed = recoverSender({ ...signed, nonce: signed.nonce + 1n }, on);
      assert.notDeepEqual(changed, addressOf(privateKey(7)));
    }
  }
});

test('a signature that no key can have made', () => {
  // No point has this x-coordinate: 5^3 + 7 = 132 has no root.
  const forged = { ...MESSAGE, yParity: 0 as const, r: scalar(5n), s: scalar(1n) };
  for (const on of CURVES) {
    assert.throws(
      () => recoverSender(forged, on),
      (error) => error instanceof TransactionError && error.reason === 'SIGNATURE',
    );
  }
});

/** Valid signatures, and the same with something wrong about them. */
function* signatures(rounds: number): Generator<readonly [Uint8Array, Signature]> {
  const random = new RandomTransactions(11);
  for (let i = 0; i < rounds; i++) {
    const hash = random.bytes(32);
    const signature = nobleCurve.sign(hash, privateKey(random.below(1_000)));
    const parity = signature.yParity === 0 ? 1 : 0;
    yield [hash, signature];
    yield [hash, { ...signature, yParity: parity }];
    yield [random.bytes(32), signature];
    yield [hash, { ...signature, r: random.bytes(32) }];
    yield [hash, { ...signature, s: scalar(ORDER - BigInt(toHex(signature.s))), yParity: parity }];
    yield [hash, { yParity: signature.yParity, r: signature.s, s: signature.r }];
  }
}

/** Numbers at which implementations go wrong. */
function* edges(): Generator<readonly [Uint8Array, Signature]> {
  const numbers = [0n, 1n, 2n, 5n, ORDER / 2n, ORDER / 2n + 1n, ORDER - 1n, ORDER, ORDER + 1n, PRIME - ORDER];
  const all = [...numbers, PRIME - 1n, PRIME, 2n ** 256n - 1n, 2n ** 255n];
  const hashes = [0n, 1n, ORDER - 1n, ORDER, 2n ** 256n - 1n];
  for (const r of all) {
    for (const s of all) {
      for (const hash of hashes) {
        for (const yParity of [0, 1, 2, 3] as (0 | 1)[]) {
          yield [scalar(hash), { yParity, r: scalar(r), s: scalar(s) }];
        }
      }
    }
  }
  // With R = kG and hash = s k, the key would be the point at infinity.
  for (const k of [1n, 2n, 3n, 12345n]) {
    const { x, y } = secp256k1.Point.BASE.multiply(k).toAffine();
    for (const s of [1n, 2n, ORDER / 2n]) {
      for (const parity of [Number(y & 1n), Number(1n - (y & 1n))] as (0 | 1)[]) {
        yield [scalar((s * k) % ORDER), { yParity: parity, r: scalar(x % ORDER), s: scalar(s) }];
      }
    }
  }
}

test('both curves say the same about random and hostile signatures', withNative, () => {
  assert.deepEqual(differences(CURVES, signatures(ROUNDS)), []);
});

test('both curves say the same at the edges of r, s, parity and hash', withNative, () => {
  assert.deepEqual(differences(CURVES, edges()), []);
});

test('the point at infinity and numbers out of range are no signature', () => {
  const k = 12345n;
  const { x, y } = secp256k1.Point.BASE.multiply(k).toAffine();
  const infinite: Signature = { yParity: Number(y & 1n) as 0 | 1, r: scalar(x), s: scalar(3n) };
  assert.deepEqual(new Set(verdicts(CURVES, scalar((3n * k) % ORDER), infinite)), new Set(['none']));
  const hash = new Uint8Array(32).fill(3);
  const signature = nobleCurve.sign(hash, privateKey(1));
  const bad: Partial<Signature>[] = [
    { s: scalar(ORDER - BigInt(toHex(signature.s))) },
    { s: scalar(0n) },
    { s: scalar(ORDER) },
    { r: scalar(0n) },
    { r: scalar(ORDER) },
    { r: new Uint8Array(31).fill(1) },
    { yParity: 2 as 0 },
  ];
  assert.deepEqual(
    new Set(verdicts(CURVES, hash, signature)),
    new Set([formatAddress(addressOf(privateKey(1)))]),
  );
  for (const change of bad) {
    assert.deepEqual(new Set(verdicts(CURVES, hash, { ...signature, ...change })), new Set(['none']));
  }
});

test('seeded bug: a curve that takes either parity is found', () => {
  const lax: Curve = {
    ...nobleCurve,
    recover: (hash, signature) => nobleCurve.recover(hash, { ...signature, yParity: 0 }),
  };
  assert.ok(differences([nobleCurve, lax], signatures(3)).length > 0);
});
