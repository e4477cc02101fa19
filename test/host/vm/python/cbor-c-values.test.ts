/**
 * The interpreter's CBOR codec against the host's and npm `cbor2`: not only bytes that come back as they
 * were, but values that Python itself describes (SEMANTICS 11).
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decode } from 'cbor2';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import { reprValue } from '../../../../host/vm/values/repr.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { equalBytes, toHex } from '../../../../runtime/bytes.js';
import { encodeByPeer, simplify } from '../values/peer.js';
import { mutate, RandomValues } from '../values/random-values.js';
import { ContractRunner, describeFrame } from './contract-runner.js';

const runner = new ContractRunner();

/** Finishes with each argument and what it is, in words that no codec has a part in. */
const WITNESS = runner.compile(`
def told(value):
    kind = type(value).__name__
    match kind:
        case "list" | "tuple": return f"{kind}({','.join(map(told, value))})"
        case "set": return f"set({','.join(sorted(map(told, value)))})"
        case "dict": return f"dict({','.join(told(key) + ':' + told(value[key]) for key in value)})"
        case "int": return hex(value)
        case "bytes": return f"bytes {value.hex()}"
        case "str": return f"str {value.encode().hex()}"
        case _: return repr(value)

finish([(value, told(value)) for value in args])
`);

const hexOf = (bytes: Uint8Array): string => toHex(bytes).slice(2);

/** The same words from the host's decoder. */
function told(value: Value): string {
  const all = (items: readonly Value[]): string[] => items.map(told);
  if (Array.isArray(value)) return `list(${all(value).join(',')})`;
  if (value instanceof PyTuple) return `tuple(${all(value.items).join(',')})`;
  if (value instanceof PySet) return `set(${all(value.items).sort().join(',')})`;
  if (value instanceof Map) {
    return `dict(${[...value].map(([key, item]) => `${told(key)}:${told(item)}`).join(',')})`;
  }
  if (value instanceof Uint8Array) return `bytes ${hexOf(value)}`;
  if (typeof value === 'string') return `str ${Buffer.from(value).toString('hex')}`;
  if (value instanceof PyFloat || (typeof value === 'number' && !Number.isInteger(value)))
    return reprValue(value);
  if (typeof value !== 'number' && typeof value !== 'bigint') return reprValue(value);
  return value < 0 ? `-0x${(-BigInt(value)).toString(16)}` : `0x${BigInt(value).toString(16)}`;
}

/** CBOR of a list of items that are encoded already. */
function listOf(items: readonly Uint8Array[]): Uint8Array {
  const head = encodeValue(Array.from({ length: items.length }, () => null)).subarray(0, -items.length);
  return new Uint8Array(Buffer.concat([head, ...items]));
}

function witness(encodings: readonly Uint8Array[]): Uint8Array | string {
  const result = runner.run(WITNESS, listOf(encodings));
  return result.kind === 'success' ? result.output : describeFrame(result);
}

const testify = (values: readonly Value[]): Uint8Array =>
  encodeValue(values.map((value) => new PyTuple([value, told(value)])));

const BATCH = 20;

test('10,000 random values are in Python what they are here, and come back', () => {
  const random = new RandomValues(23);
  for (let i = 0; i < 10_000; i += BATCH) {
    const values = Array.from({ length: BATCH }, () => random.value());
    const outcome = witness(values.map((value) => encodeValue(value)));
    const expected = testify(values);
    if (typeof outcome === 'string' || !equalBytes(outcome, expected)) {
      assert.deepEqual(typeof outcome === 'string' ? outcome : decodeValue(outcome), decodeValue(expected));
    }
  }
});

test('what cbor2 writes of 10,000 random values, Python reads, and cbor2 reads what comes back', () => {
  const random = new RandomValues(24);
  let compared = 0;
  for (let i = 0; i < 10_000; i += BATCH) {
    const values = Array.from({ length: BATCH }, () => random.value());
    const pairs = values.flatMap((value) => {
      const encoded = encodeByPeer(value);
      return encoded === undefined ? [] : [{ value, encoded }];
    });
    compared += pairs.length;
    const outcome = witness(pairs.map(({ encoded }) => encoded));
    assert.ok(typeof outcome !== 'string', String(outcome));
    const peer = simplify(decode(outcome, { requirePreferred: false }));
    assert.deepEqual(
      peer,
      pairs.map(({ value }) => [simplify(decodeValue(encodeValue(value))), told(value)]),
    );
  }
  assert.ok(compared > 5_000, `${compared} compared`);
});

/** What the host's decoder makes of bytes: the list of one value and its words, or undefined. */
function inHost(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return testify([decodeValue(bytes)]);
  } catch {
    return undefined;
  }
}

/** Bytes that the two decoders do not agree on. */
function disagreement(bytes: Uint8Array, host: Uint8Array | undefined): string | undefined {
  const outcome = witness([bytes]);
  const agree =
    host === undefined
      ? String(outcome).startsWith('BAD_ARGS')
      : typeof outcome !== 'string' && equalBytes(outcome, host);
  return agree ? undefined : `${hexOf(bytes)}: ${typeof outcome === 'string' ? outcome : hexOf(outcome)}`;
}

test('both decoders accept and refuse the same of 8,000 mutated encodings, and read the same values', () => {
  const random = new RandomValues(22);
  let accepted = 0;
  const wrong: (string | undefined)[] = [];
  for (let i = 0; i < 8_000; i++) {
    let bytes = mutate(random, encodeValue(random.value()));
    if (i % 3 === 0 && bytes.length > 0) bytes = mutate(random, bytes);
    const host = inHost(bytes);
    if (host !== undefined) accepted++;
    wrong.push(disagreement(bytes, host));
  }
  assert.deepEqual(
    wrong.filter((text) => text !== undefined),
    [],
  );
  assert.ok(accepted > 800 && accepted < 7_200, `${accepted} accepted`);
});

test('seeded bug: a value that the other side reads differently is seen', () => {
  assert.equal(disagreement(Uint8Array.of(0x20), testify([-1])), undefined);
  assert.notEqual(disagreement(Uint8Array.of(0x20), testify([-2])), undefined);
  assert.notEqual(disagreement(Uint8Array.of(0x20), undefined), undefined);
});
