/** The CBOR of the environments in WebAssembly is that of the host: the shared vectors, both ways. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileScript } from '../../../examples/environments/build.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import { toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import { mutate, RandomValues } from '../../host/vm/values/random-values.js';
import { VECTORS, vectorFailures } from '../../host/vm/values/vectors.js';

/** Writes what it has read. */
const ECHO = `
import { decode } from "./cbor";
import { args, finish, revert } from "./script";
export function main(): void {
  const value = decode(args());
  if (value == null) revert("BAD_VALUE");
  finish(value!);
}`;

const module = new WebAssembly.Module(await compileScript('echo.ts', { 'echo.ts': ECHO }));

/** Ends a run. */
class Ended {
  readonly isSuccess: boolean;
  readonly output: Uint8Array;

  constructor(isSuccess: boolean, output: Uint8Array) {
    this.isSuccess = isSuccess;
    this.output = output;
  }
}

/** Runs it without a sandbox. */
function echo(args: Uint8Array): Uint8Array {
  const memory = (): Uint8Array => new Uint8Array((instance.exports.memory as WebAssembly.Memory).buffer);
  const end = (isSuccess: boolean) => (at: number, length: number) => {
    throw new Ended(isSuccess, memory().slice(at, at + length));
  };
  const script = {
    argsSize: () => args.length,
    argsCopy: (to: number, offset: number, length: number) =>
      memory().set(args.subarray(offset, offset + length), to),
    finish: end(true),
    revert: end(false),
  };
  const instance = new WebAssembly.Instance(module, { script });
  try {
    (instance.exports.main as () => void)();
  } catch (thrown) {
    if (!(thrown instanceof Ended)) throw thrown;
    if (!thrown.isSuccess) throw new PbevmError('BAD_VALUE', String(decodeValue(thrown.output)));
    return thrown.output;
  }
  return assert.fail('it did not end');
}

const codec = {
  encode: (value: Value): Uint8Array => echo(encodeValue(value)),
  decode: (bytes: Uint8Array): Value => decodeValue(echo(bytes)),
};

test('values are read and written as the host does, and what is no canonical CBOR is no value', () => {
  assert.ok(VECTORS.valid.length > 100 && VECTORS.invalid.length > 50);
  assert.deepEqual(vectorFailures(codec), []);
});

test('random values, and random bytes of them', () => {
  const random = new RandomValues(7);
  for (let round = 0; round < 1_000; round++) {
    const bytes = encodeValue(random.value());
    assert.deepEqual(echo(bytes), bytes);
    const wrong = mutate(random, bytes);
    const ends = [decodeValue, codec.decode].map((decode) => endOf(() => decode(wrong)));
    assert.deepEqual(ends[0], ends[1], toHex(wrong));
  }
});

/** What reading comes to: the value, or that it is none. */
function endOf(body: () => Value): Value {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof PbevmError && error.code === 'BAD_VALUE')) throw error;
    return 'none';
  }
}
