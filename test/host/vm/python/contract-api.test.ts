/** The names of the contract API, each as EIP-6609 and DESIGN 4 say. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host, PyFloat, PySet, PyTuple } from '../../../../host/index.js';
import { HOST_FUNCTIONS } from '../../../../host/vm/python/host-functions.js';
import type { PythonRun } from '../../../../host/vm/python/run.js';
import { DEV_LIMITS } from '../../../../runtime/limits.js';
import { GuestTrap } from '../../../../runtime/sandbox/guest-exit.js';
import { ALICE, BOB, createUnscreenedHost, deploy, describe, successValue } from '../../../support/host.js';

let host: Host;
let unscreened: Host;
before(async () => {
  host = await createHost();
  unscreened = await createUnscreenedHost();
});
after(async () => {
  await host.close();
  await unscreened.close();
});

/** What a source finishes with when it is first run. */
async function evaluate(source: string, args: Parameters<Host['send']>[1] = []): Promise<unknown> {
  return successValue(await host.deploy(source, { from: ALICE, args, salt: nextSalt() }));
}

let salts = 0;
const nextSalt = (): string => (++salts).toString(16).padStart(64, 'f');

test('args, invoker, address, value and new', async () => {
  const result = await host.deploy('finish([args, invoker, address, value, new])', {
    from: ALICE,
    args: [1, 'a'],
  });
  assert.deepEqual(successValue(result), [[1, 'a'], ALICE, result.address, 0, true]);
  const again = await host.send(result.address as string, [], { from: BOB });
  assert.deepEqual(successValue(again), [[], BOB, result.address, 0, false]);
});

test('values of every type go in and come out', async () => {
  const values = [
    null,
    true,
    0,
    -1,
    2n ** 64n,
    -(2n ** 70n),
    1.5,
    new PyFloat(2),
    'é',
    new Uint8Array([0, 255]),
    [[]],
    new PyTuple([1, new PyTuple([])]),
    new PySet([1, 2]),
    new Map<string | number, number>([
      ['b', 1],
      [1, 2],
    ]),
  ];
  const types = 'NoneType bool int int int int float float str bytes list tuple set dict'.split(' ');
  assert.deepEqual(await evaluate('finish([type(a).__name__ for a in args])', values), types);
  assert.deepEqual(await evaluate('finish(args)', values), values);
});

test('a script without finish returns None', async () => {
  assert.equal(await evaluate('1 + 1'), null);
});

test('finish ends the run at once', async () => {
  const result = await host.deploy(
    'try:\n    finish(1)\nexcept BaseException:\n    finish(2)\nfinally:\n    finish(3)\nfinish(4)',
    { salt: nextSalt() },
  );
  assert.equal(successValue(result), 1);
});

test('finish of something that has no CBOR form is a TypeError at its line', async () => {
  const result = await host.deploy('x = 1\nfinish([1, {"a": object()}])', { salt: nextSalt() });
  assert.equal(describe(result), "revert REVERT: TypeError: value[1]['a']: object");
  assert.equal('trace' in result && result.trace?.frames.at(-1)?.line, 2);
});

test('revert undoes what the run did and cannot be caught', async () => {
  const address = await deploy(host, 'chain["n"] = 1');
  const source =
    'chain["n"] = 2\ntry:\n    revert("no")\nexcept BaseException:\n    pass\nfinally:\n    chain["n"] = 3';
  const reverting = await deploy(host, `if new: chain["n"] = 1; finish()\n${source}`);
  assert.equal(describe(await host.send(reverting)), 'revert REVERT: no');
  assert.deepEqual((await host.inspect(reverting))?.chain, new Map([['n', 1]]));
  assert.deepEqual((await host.inspect(address))?.chain, new Map([['n', 1]]));
});

test('a reason is cut at a whole character within 1 KiB', async () => {
  const result = await host.deploy('revert("é" * 5000)', { salt: nextSalt() });
  assert.equal(result.status === 'revert' && result.reason, 'é'.repeat(510));
});

test('revert wants a str', async () => {
  assert.match(describe(await host.deploy('revert(1)', { salt: nextSalt() })), /^revert REVERT: TypeError: /);
});

test('events come in order, with names and fields', async () => {
  const result = await host.deploy('emit("A", x=1, y=[2])\nemit("B")', { salt: nextSalt() });
  assert.deepEqual(
    result.events.map(({ name, fields }) => [name, [...fields]]),
    [
      [
        'A',
        [
          ['x', 1],
          ['y', [2]],
        ],
      ],
      ['B', []],
    ],
  );
});

test('events of a run that fails are dropped', async () => {
  const result = await host.deploy('emit("A")\nrevert("x")', { salt: nextSalt() });
  assert.deepEqual(result.events, []);
});

test('print goes to the log, also of a failed run, and costs the same when it is cut', async () => {
  const source = 'print("a", 1, sep="-")\nprint("no newline", end="")\nraise ValueError';
  const kept = await host.deploy(source, { salt: nextSalt() });
  assert.deepEqual(
    kept.logs.map(({ text }) => text),
    ['a-1\nno newline'],
  );
  const cut = await host.deploy(source, { salt: nextSalt(), limits: { debugBytes: 3 } });
  assert.equal(cut.logs[0].text, 'a-1');
  assert.equal(cut.logsTruncated, true);
  assert.equal(cut.fuelUsed, kept.fuelUsed);
});

test('print returns None and cannot write elsewhere', async () => {
  assert.equal(await evaluate('finish(print("x", flush=True, file=None))'), null);
});

test('the three libraries agree with native Python', async () => {
  const source = `
import hashlib, math, zlib
from math import *
data = bytes(range(256)) * 4
packed = zlib.compress(data, 6)
finish([
    hashlib.sha256(b"abc").hexdigest(), hashlib.sha3_256(b"").hexdigest(),
    hashlib.blake2b(b"x").hexdigest()[:16], hashlib.md5(b"").hexdigest(),
    hashlib.new("sha1", b"abc").hexdigest(), hashlib.shake_128(b"").hexdigest(8),
    zlib.crc32(data), zlib.adler32(data), zlib.decompress(packed) == data, len(packed),
    math.factorial(20), math.isqrt(10**20), gcd(12, 18), comb(10, 3), sin(1), exp(1.5), fsum([0.1] * 10),
])`;
  // Printed by a native CPython 3.11 with zlib 1.2.13 for the same expressions.
  assert.deepEqual(await evaluate(source), [
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    'a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a',
    '0909377ad35110ca',
    'd41d8cd98f00b204e9800998ecf8427e',
    'a9993e364706816aba3e25717850c26c9cd0d89d',
    '7f9c2ba4e88f827d',
    3070970918,
    3838443024,
    true,
    286,
    2432902008176640000n,
    10_000_000_000,
    6,
    120,
    0.8414709848078965,
    4.4816890703380645,
    new PyFloat(1),
  ]);
});

for (const name of ['os', 'sys', 'json', 'posix', '_imp', 'marshal', 'types', 'builtins']) {
  test(`import ${name} is refused at deploy, and fails at run time`, async () => {
    const refused = await host.deploy(`import ${name}`, { salt: nextSalt() });
    assert.equal(describe(refused), `halt INVALID_CODE (\`${name}\` cannot be imported (S101, line 1))`);
    const result = await unscreened.deploy(`import ${name}`, { salt: nextSalt() });
    assert.equal(
      describe(result),
      `revert REVERT: ImportError: '${name}' cannot be imported: only zlib, hashlib and math can`,
    );
  });
}

test('ordinary Python runs: classes, decorators, generators, match, exceptions, f-strings', async () => {
  const source = `
from math import sqrt


def logged(function):
    def wrapper(*args, **keywords):
        calls.append(function.__name__)
        return function(*args, **keywords)

    return wrapper


class Point:
    __slots__ = ("x", "y")
    __match_args__ = ("x", "y")

    def __init__(self, x: int, y: int = 0):
        self.x, self.y = x, y

    @property
    def length(self):
        return sqrt(self.x**2 + self.y**2)

    @logged
    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


def squares(n):
    yield from (i * i for i in range(n))


calls = []
point = Point(3) + Point(0, y=4)
match point:
    case Point(x, 4):
        seen = f"{x=} {point.length:.2f} {'é':>3}"
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
except* ValueError as group:
    caught = len(group.exceptions)
except* TypeError:
    pass
last = (lambda *a, k=2: a[-1] * k)(1, 5)
finish([seen, calls, list(squares(4)), caught, {**{"a": 1}, "b": sorted("cab")}, last])
`;
  assert.deepEqual(await evaluate(source), [
    'x=3 5.00   é',
    ['__add__'],
    [0, 1, 4, 9],
    1,
    new Map<string, unknown>([
      ['a', 1],
      ['b', ['a', 'b', 'c']],
    ]),
    10,
  ]);
});

test('an uncaught exception tells type, text, line, columns and source', async () => {
  const result = await host.deploy('def f(n):\n    return 1 / n\n\n\nf(0)\n', { salt: nextSalt() });
  assert.equal(describe(result), 'revert REVERT: ZeroDivisionError: division by zero');
  assert.ok(result.status === 'revert' && result.trace !== undefined);
  assert.deepEqual(result.trace.frames, [
    {
      file: '<contract>',
      function: '<module>',
      line: 5,
      column: 0,
      endLine: 5,
      endColumn: 4,
      source: 'f(0)',
    },
    {
      file: '<contract>',
      function: 'f',
      line: 2,
      column: 11,
      endLine: 2,
      endColumn: 16,
      source: '    return 1 / n',
    },
  ]);
});

test('a source that does not compile is INVALID_CODE, with the place', async () => {
  const result = await host.deploy('x = 1\nif x\n    pass\n', { salt: nextSalt() });
  assert.equal(describe(result), "halt INVALID_CODE (SyntaxError: expected ':' (S001, line 2))");
  assert.ok(result.status === 'halt' && result.findings !== undefined);
  const [{ code, line, column, source }, ...others] = result.findings;
  assert.deepEqual([code, line, column, source, others], ['S001', 2, 4, 'if x', []]);
});

for (const [what, source] of [
  ['a null byte', 'x = 1\0'],
  ['bytes that are not UTF-8', new Uint8Array([0x78, 0xff])],
  ['more than 64 KiB', `x = 1${' '.repeat(65_536)}`],
] as const) {
  test(`a source with ${what} is INVALID_CODE`, async () => {
    const result = await host.deploy(source, { salt: nextSalt() });
    assert.match(describe(result), /^halt INVALID_CODE/);
  });
}

test('a source of 64 KiB with a byte order mark runs', async () => {
  const source = `\ufeffchain["x"] = 1${' '.repeat(65_536 - 3 - 14)}`;
  assert.equal(new TextEncoder().encode(source).length, 65_536);
  const result = await host.deploy(source, { salt: nextSalt() });
  assert.equal(describe(result), 'success');
  assert.equal((await host.inspect(result.address as string))?.source, source);
});

test('bytes that are no CBOR are the fault of the guest, a full stack of the host is not', () => {
  const finishWith = (output: object) => () => {
    const run = {
      limits: DEV_LIMITS,
      charge() {},
      checkLength: (length: number) => length,
      read: () => output,
    };
    HOST_FUNCTIONS.finish(run as unknown as PythonRun, 0, 1);
  };
  assert.throws(finishWith(Uint8Array.of(0xff)), GuestTrap);
  const overflow = new RangeError('Maximum call stack size exceeded');
  const full = Object.defineProperty(Uint8Array.of(0), 'length', {
    get: () => {
      throw overflow;
    },
  });
  assert.throws(finishWith(full), overflow);
});

/** Python source of a list nested so many deep. */
const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

test('values nested 64 deep go everywhere a value goes, and no deeper', async () => {
  for (const use of ['finish(V)', 'chain["v"] = V', 'emit("E", **{"x": V[0]})']) {
    const fits = await host.deploy(use.replace('V', nested(64)), { salt: nextSalt() });
    assert.equal(describe(fits), 'success', use);
    const tooDeep = await host.deploy(use.replace('V', nested(65)), { salt: nextSalt() });
    assert.match(describe(tooDeep), /^revert REVERT: ValueError: .*nested more than 64 deep/, use);
  }
  const { address } = await host.deploy(`chain["v"] = ${nested(64)}`, {
    salt: nextSalt(),
    withChanges: true,
  });
  assert.equal((await host.inspect(address as string))?.chain.size, 1);
});

test('a key and a value of 1 MiB each fit one entry of chain', async () => {
  const bytes = 1_048_576 - 5;
  const result = await host.deploy(`chain[bytes(${bytes})] = bytes(${bytes})`, { salt: nextSalt() });
  assert.equal(describe(result), 'success');
  const again = await host.send(result.address as string);
  assert.equal(describe(again), 'success');
});
