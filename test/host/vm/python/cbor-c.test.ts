/**
 * The interpreter's CBOR codec (python-wasm/embed/cbor_*.c) against the shared vectors and against the host's
 * (SEMANTICS 11). Bytes reach its decoder in three ways: as call data, as the result of a call, as a stored
 * record.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import { equalBytes, toHex } from '../../../../runtime/bytes.js';
import { RandomValues } from '../values/random-values.js';
import { VECTORS, vectorBytes } from '../values/vectors.js';
import { ContractRunner, describeFrame, StubFrame } from './contract-runner.js';

const runner = new ContractRunner();
const NO_ARGS = Uint8Array.of(0x80);
const LIST_OF_ONE = Uint8Array.of(0x81);

const ECHO = runner.compile('finish(args[0])');
const RELAY = runner.compile('finish(call("0x" + "00" * 20, []))');
const KEEP = runner.compile('chain["v"] = call("0x" + "00" * 20, [])');
const RECALL = runner.compile('finish(chain["v"])');

const join = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** A way through decoder and encoder: the bytes that come out, or why none do. */
type Route = (bytes: Uint8Array) => Uint8Array | string;

function outputOf(result: ReturnType<ContractRunner['run']>): Uint8Array | string {
  return result.kind === 'success' ? result.output : describeFrame(result);
}

const asArgument: Route = (bytes) => outputOf(runner.run(ECHO, join([LIST_OF_ONE, bytes])));

function frameWith(answer: Uint8Array): StubFrame {
  const frame = new StubFrame();
  frame.answer = answer;
  return frame;
}

const asResult: Route = (bytes) => outputOf(runner.run(RELAY, NO_ARGS, frameWith(bytes)));

/** In `chain` after one run, out of it in another. */
const asRecord: Route = (bytes) => {
  const frame = frameWith(bytes);
  const stored = runner.run(KEEP, NO_ARGS, frame);
  return stored.kind === 'success' ? outputOf(runner.run(RECALL, NO_ARGS, frame)) : describeFrame(stored);
};

/** The host's codec, which has vectors and an oracle of its own. */
const inHost: Route = (bytes) => {
  try {
    return encodeValue(decodeValue(bytes));
  } catch (error) {
    return String(error);
  }
};

const brief = (outcome: Uint8Array | string): string =>
  (typeof outcome === 'string' ? outcome : toHex(outcome)).slice(0, 200);

/** Bytes that a route does not give back as they are. */
function echoFailures(route: Route, all: readonly Uint8Array[]): string[] {
  return all.flatMap((bytes) => {
    const outcome = route(bytes);
    const isSame = typeof outcome !== 'string' && equalBytes(outcome, bytes);
    return isSame ? [] : [`${brief(bytes)}: ${brief(outcome)}`];
  });
}

/** Invalid vectors that a route accepts, or refuses in another way than it should. */
function refusalFailures(route: Route, refusal: RegExp): string[] {
  return VECTORS.invalid.flatMap((vector) => {
    const outcome = route(vectorBytes(vector));
    const isRefused = typeof outcome === 'string' && refusal.test(outcome);
    return isRefused ? [] : [`${vector.reason} ${vector.hex ?? ''}: ${brief(outcome)}`];
  });
}

const VALID = VECTORS.valid.map(vectorBytes);
const BULK = VECTORS.bulk.map(vectorBytes);

test('valid vectors go through as an argument, as a result and through chain', () => {
  // As an argument a value has a list around it, which leaves it 63 levels.
  const arguable = VALID.filter((bytes) => typeof inHost(join([LIST_OF_ONE, bytes])) !== 'string');
  assert.equal(arguable.length, VALID.length - 4);
  assert.deepEqual(echoFailures(asArgument, arguable), []);
  assert.deepEqual(echoFailures(asResult, [...VALID, ...BULK]), []);
  assert.deepEqual(echoFailures(asRecord, [...VALID, ...BULK]), []);
});

test('normalised forms, once normalised, go through', () => {
  const hexes = VECTORS.normalised.map(vectorBytes);
  for (const route of [asArgument, asResult, asRecord]) assert.deepEqual(echoFailures(route, hexes), []);
});

test('invalid vectors are BAD_ARGS as an argument', () => {
  assert.deepEqual(refusalFailures(asArgument, /^BAD_ARGS: /), []);
});

test('invalid vectors are a ValueError as the result of a call', () => {
  assert.deepEqual(refusalFailures(asResult, /^REVERT: ValueError: /), []);
});

test('seeded bug: a codec that lets one wrong byte pass is seen', () => {
  const lenient: Route = (bytes) => (bytes[0] === 0xf7 ? Uint8Array.of(0xf6) : asResult(bytes));
  assert.equal(refusalFailures(lenient, /^REVERT: ValueError: /).length, 1);
  const careless: Route = (bytes) => {
    const outcome = asResult(bytes);
    return typeof outcome !== 'string' && outcome[0] === 0xf9 ? outcome.slice().fill(0, 2, 3) : outcome;
  };
  assert.ok(echoFailures(careless, VALID).length > 3);
});

/** Python source of a vector's value; big decimals, which Python refuses to parse, in hexadecimal. */
function sourceOf(python: string): string {
  const big = python.replace(/-?\d{4000,}/g, (digits) => {
    const value = BigInt(digits);
    return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
  });
  return `inf, nan = float("inf"), float("nan")\nfinish(${big})`;
}

test('the encoder writes what the vectors say of Python values', () => {
  const failures = [...VECTORS.valid, ...VECTORS.normalised].flatMap(({ python, hex }) => {
    const outcome = outputOf(runner.run(runner.compile(sourceOf(python)), NO_ARGS));
    const got = typeof outcome === 'string' ? outcome : toHex(outcome).slice(2);
    return got === hex ? [] : [`${python.slice(0, 100)}: ${got.slice(0, 200)}`];
  });
  assert.deepEqual(failures, []);
});

test('the encoder refuses what has no encoding', () => {
  const failures = VECTORS.unencodable.flatMap(({ python, reason }) => {
    const outcome = outputOf(runner.run(runner.compile(sourceOf(python)), NO_ARGS));
    return typeof outcome === 'string' && /^REVERT: ValueError: /.test(outcome)
      ? []
      : [`${reason}: ${brief(outcome)}`];
  });
  assert.deepEqual(failures, []);
});

/** Expressions on the edge of a limit: what must come out of `finish`. */
const EDGES: readonly (readonly [expression: string, outcome: RegExp])[] = [
  ['2**65536 - 1', /^0xc2592000ff/],
  ['2**65536', /ValueError: .*65536 bits/],
  ['1 - 2**65536', /^0xc3592000ff/],
  ['-2**65536', /ValueError: .*65536 bits/],
  ['{1 - 2**65536: 1}', /^0xd9afc882c3592000ff/],
  ['{-2**65536: 1}', /ValueError: .*65536 bits/],
  ['bytes(1048571)', /^0x5a000ffffb/],
  ['bytes(1048572)', /ValueError: value: value is larger than 1 MiB/],
  ['"a" * 1048571', /^0x7a000ffffb/],
  ['"a" * 1048572', /ValueError: value: value is larger than 1 MiB/],
  ['[None] * 1048571', /^0x9a000ffffb/],
  ['[None] * 1048572', /ValueError: .*larger than 1 MiB/],
  ['set(range(200000))', /^0xd901029a00030d40/],
  ['{0: bytes(1048565)}', /^0xd9afc882005a000ffff5/],
  ['{0: bytes(1048567)}', /ValueError: .*larger than 1 MiB/],
];

for (const [expression, outcome] of EDGES) {
  test(`finish(${expression})`, () => {
    assert.match(brief(outputOf(runner.run(runner.compile(`finish(${expression})`), NO_ARGS))), outcome);
  });
}

for (const [name, wrap] of [
  ['lists', '[value]'],
  ['tuples', '(value,)'],
  ['dicts', '{0: value}'],
] as const) {
  test(`${name} nest 64 deep and no deeper`, () => {
    const nested = (depth: number) =>
      outputOf(
        runner.run(
          runner.compile(`value = 0\nfor _ in range(${depth}): value = ${wrap}\nfinish(value)`),
          NO_ARGS,
        ),
      );
    assert.match(brief(nested(64)), /^0x/);
    assert.match(brief(nested(65)), /ValueError: .*more than 64 deep/);
  });
}

test('500 random values come back through chain as the host encodes them', () => {
  const random = new RandomValues(21);
  const encodings = Array.from({ length: 500 }, () => encodeValue(random.value()));
  assert.deepEqual(echoFailures(asRecord, encodings), []);
});

/** Values that have no encoding, deep inside others: the error says where. */
const PLACES: readonly (readonly [statement: string, error: string])[] = [
  ['finish({"a": [1, 2**65536]})', "ValueError: value['a'][1]: integer has more than 65536 bits"],
  ['finish([1, {"k": (1, float)}])', "TypeError: value[1]['k'][1]: type"],
  ['finish({"a": {float("nan")}})', "ValueError: value['a']: nan cannot be a key or an element of a set"],
  ['finish([{(1, "a"): len}])', "TypeError: value[0][(1, 'a')]: builtin_function_or_method"],
  ['finish({b"k": "\\ud800"})', "ValueError: value[b'k']: str has a lone surrogate"],
  ['finish({5: bytes(2**20)})', 'ValueError: value[5]: value is larger than 1 MiB'],
  ['finish([frozenset()])', 'TypeError: value[0]: frozenset'],
  ['chain["a"] = {"k": [len]}', "TypeError: chain['a']['k'][0]: builtin_function_or_method"],
  ['call("0x", [1, {"a": len}])', "TypeError: args[1]['a']: builtin_function_or_method"],
  ['emit("E", a=[len])', "TypeError: emit['a'][0]: builtin_function_or_method"],
];

for (const [statement, error] of PLACES) {
  test(`${statement} names the place`, () => {
    assert.equal(describeFrame(runner.run(runner.compile(statement), NO_ARGS)), `REVERT: ${error}`);
  });
}
