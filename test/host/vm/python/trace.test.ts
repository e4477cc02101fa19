/**
 * Traces: what they tell, that they are plain data of bounded size, and that bytes which are no trace give
 * none. What the command line prints of them is test/golden/errors.
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ContractResult, createHost, type Host } from '../../../../host/index.js';
import { readTrace } from '../../../../host/vm/python/trace.js';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';
import type { Trace } from '../../../../host/vm/vm.js';
import { deploy, describe, successValue } from '../../../support/host.js';
import { RandomValues } from '../values/random-values.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

function traceOf(result: ContractResult): Trace {
  assert.ok('trace' in result && result.trace !== undefined, describe(result));
  return result.trace;
}

let salts = 0;
const fail = async (source: string): Promise<ContractResult> =>
  host.deploy(source, { salt: (++salts).toString(16).padStart(64, 'e'), limits: { fuel: 20_000_000_000 } });

const textSize = (trace: Trace): number => JSON.stringify(trace).length;

/** Exceptions of a trace and of all that led to it. */
function countOf(trace: Trace): number {
  const linked = [trace.cause, trace.raisedFrom, trace.raisedDuring, ...(trace.members ?? [])];
  return linked.reduce((sum, at) => sum + (at === undefined ? 0 : countOf(at)), 1);
}

test('a trace is data: objects of the contract leave no more than the name of their type', async () => {
  const source = `
class Secret:
    def __repr__(self): return revert("ran")
    __str__ = __format__ = __eq__ = __hash__ = __repr__
secret = Secret()
class Odd(Exception):
    def __str__(self): return revert("ran")
    __repr__ = __str__
    def __getattribute__(self, name): return revert("ran")
def inner(hidden=secret): raise Odd(secret, [secret], (secret,), {1: secret}, hidden)
try: inner()
except Odd as error:
    Odd.__getattribute__ = Exception.__getattribute__
    error.__notes__ = [secret, "a note"]
    error.__dict__["extra"] = secret
    raise error from KeyError(secret)`;
  const result = await fail(source);
  assert.equal(describe(result), 'revert REVERT: Odd');
  const trace = traceOf(result);
  assert.deepEqual(JSON.parse(JSON.stringify(trace)), trace);
  assert.equal(trace.message, '(<Secret>, [<Secret>], (<Secret>,), <dict>, <Secret>)');
  assert.deepEqual(trace.notes, ['', 'a note']);
  assert.equal(trace.raisedFrom?.message, '<Secret>');
});

test('revert() tells where it was called', async () => {
  const trace = traceOf(
    await fail('def no(n):\n    revert(f"no {n}")\n\nclass Body:\n    items = [no(n) for n in (7,)]'),
  );
  assert.deepEqual([trace.kind, trace.type, trace.message], ['revert', 'revert', 'no 7']);
  assert.deepEqual(
    trace.frames.map(({ function: name, line }) => [name, line]),
    [
      ['<module>', 4],
      ['Body', 5],
      ['no', 2],
    ],
  );
  const { column, endColumn, source } = trace.frames[2];
  assert.deepEqual([column, endColumn, source], [4, 21, '    revert(f"no {n}")']);
});

test('revert() deep in a recursion tells the first and the last frames', async () => {
  const trace = traceOf(
    await fail('def down(n):\n    if n == 0: revert("deep")\n    down(n - 1)\ndown(300)'),
  );
  assert.equal(trace.frames.length, 64);
  assert.deepEqual(
    trace.frames.flatMap(({ leftOut }, at) => (leftOut === undefined ? [] : [[at, leftOut]])),
    [[32, 302 - 64]],
  );
  assert.deepEqual([trace.frames[0].function, trace.frames[63].line], ['<module>', 2]);
});

test('each CallError has the trace of its own call, also when it is raised later', async () => {
  const callee = await deploy(host, 'if not new: raise ValueError(args[0])');
  const source = `
if new: finish()
errors = []
for n in range(5):
    try: call(args[0], [f"call {n}"])
    except CallReverted as error: errors.append(error)
match args[1]:
    case "raise": raise errors[args[2]]
    case "from": raise KeyError("x") from errors[args[2]]
    case "group": raise ExceptionGroup("all", errors)
    case "new": raise CallReverted("forged")
    case "other": raise KeyError("x")`;
  const caller = await deploy(host, source);
  const causeOf = (trace: Trace | undefined) => trace?.cause?.message;
  const traceFor = async (...args: Value[]) => traceOf(await host.send(caller, [callee, ...args]));
  for (const n of [0, 2, 4]) {
    assert.equal(causeOf(await traceFor('raise', n)), `call ${n}`);
    assert.equal(causeOf((await traceFor('from', n)).raisedFrom), `call ${n}`);
  }
  const calls = [0, 1, 2, 3, 4].map((n) => `call ${n}`);
  assert.deepEqual((await traceFor('group')).members?.map(causeOf), calls);
  for (const how of ['new', 'other']) assert.equal(causeOf(await traceFor(how)), undefined);
});

test('a CallError that the contract has changed is whatever it makes of it', async () => {
  const callee = await deploy(host, 'if not new: raise ValueError(args[0])');
  const source = `
if not new:
    HOW
    call(args[0], ["outer"])`;
  for (const [how, outcome] of [
    ['CallReverted.__new__ = lambda kind, reason: 2**40', /^revert REVERT: AttributeError: /],
    [
      'CallReverted.__init__ = lambda self, reason: call(args[0], ["inner"])',
      /^revert REVERT: RecursionError/,
    ],
    ['CallReverted.__init__ = lambda self, reason: None', /^revert REVERT: CallReverted: ValueError: outer$/],
  ] as const) {
    const limits = { fuel: 20_000_000_000 };
    const result = await host.send(await deploy(host, source.replace('HOW', how)), [callee], { limits });
    assert.match(describe(result), outcome, how);
  }
});

test('a halt names the contract, and stands at the end of the chain of calls', async () => {
  const spin = await deploy(host, 'if not new:\n    while True: pass');
  const caller = await deploy(host, 'if not new: call(args[0], [], fuel=30_000_000)');
  const trace = traceOf(await host.send(caller, [spin]));
  assert.deepEqual([trace.address, trace.type, trace.frames[0].line], [caller, 'CallHalted', 1]);
  const halt = { kind: 'halt', address: spin, type: 'OUT_OF_FUEL', message: '', frames: [] };
  assert.deepEqual(trace.cause, halt);
  const alone = await host.send(spin, [], { limits: { fuel: 30_000_000 } });
  assert.deepEqual(traceOf(alone), halt);
});

test('a chain of calls that is too long keeps its ends', async () => {
  const source =
    '# pbevm: reentrant\nif not new:\n    if args[0] == 0: 1 / 0\n    call(address, [args[0] - 1])';
  const own = await deploy(host, source);
  const result = await host.send(own, [100], { limits: { fuel: 20_000_000_000 } });
  const trace = traceOf(result);
  assert.ok(countOf(trace) <= 64 && countOf(trace) > 40, `${countOf(trace)}`);
  let last = trace;
  let leftOut = 0;
  for (let at: Trace | undefined = trace; at !== undefined; at = at.cause) {
    last = at;
    leftOut += at.causesLeftOut ?? 0;
  }
  assert.equal(countOf(trace) + leftOut, 101);
  assert.equal(last.type, 'ZeroDivisionError');
  assert.equal(trace.address, own);
});

for (const [what, source] of [
  [
    'frames with long names',
    `def ${'f'.repeat(300)}(n): return 1 // n + ${'f'.repeat(300)}(n - 1)\n${'f'.repeat(300)}(200)`,
  ],
  ['a long line', `x = "${'é'.repeat(30_000)}" + 1`],
  ['a long message', 'raise ValueError("é" * 100_000)'],
  ['notes', 'e = ValueError("x")\nfor _ in range(100): e.add_note("é" * 10_000)\nraise e'],
  ['a large group', 'raise ExceptionGroup("g", [ValueError("m" * 1000) for _ in range(2000)])'],
  [
    'nested groups',
    'g = ValueError("x")\nfor _ in range(500): g = ExceptionGroup("g", [g, ValueError("y")])\nraise g',
  ],
  [
    'a long chain of causes',
    'e = ValueError("x")\nfor _ in range(5000):\n    (n := KeyError(1)).__cause__ = e\n    e = n\nraise e',
  ],
  [
    'a chain of contexts with frames',
    'def f(n):\n    try: f(n - 1) if n else 1 / 0\n    except Exception: raise KeyError(n)\nf(60)',
  ],
  [
    'a tuple of everything',
    'raise ValueError(("x" * 500, b"y" * 500, 10 ** 4000, 1e300, [[[1]]], list(range(100))))',
  ],
] as const) {
  test(`bounded: ${what}`, async () => {
    const trace = traceOf(await fail(source));
    assert.ok(textSize(trace) < 60_000 && countOf(trace) <= 16, `${textSize(trace)} in ${countOf(trace)}`);
    assert.ok(trace.message.length <= 1_024);
  });
}

test('a cycle of causes ends', async () => {
  const trace = traceOf(
    await fail('a, b = ValueError("a"), ValueError("b")\na.__cause__ = b\nb.__cause__ = a\nraise a'),
  );
  assert.deepEqual([trace.message, trace.raisedFrom?.message, countOf(trace)], ['a', 'b', 2]);
});

test('raise .. from None hides what was being handled', async () => {
  const trace = traceOf(await fail('try: 1 / 0\nexcept ZeroDivisionError: raise KeyError("k") from None'));
  assert.deepEqual([trace.message, countOf(trace)], ["'k'", 1]);
});

test('the name of a type is cut at a whole character', async () => {
  const result = await fail('raise type("é" * 300, (Exception,), {})("x")');
  assert.equal(describe(result), `revert REVERT: ${'é'.repeat(128)}: x`);
  assert.equal(traceOf(result).type, 'é'.repeat(128));
});

test('columns of a syntax error count bytes, as all columns do', async () => {
  const place = '("<contract>", 2, 9, None, 2, 10)';
  const trace = traceOf(await fail(`x = 1\nif "é水" != 5: raise SyntaxError("no", ${place})`));
  assert.deepEqual([trace.message, trace.frames.length], ['no', 2]);
  const { line, column, endColumn } = trace.frames[1];
  assert.deepEqual([line, column, endColumn], [2, 11, 12]);
});

const SUBJECT = { address: undefined, source: new TextEncoder().encode('a\nb') };
const read = (bytes: Uint8Array): Trace | undefined => readTrace(bytes, SUBJECT, () => undefined);
const VALID: Value = [
  [0, 0, 0, 'ValueError', 'text', null],
  [1, 'note'],
  [2, '<contract>', 'f', 2, 0, 2, 1],
  [0, 0, 1, 'KeyError', 'k', 3],
];

test('bytes that are no trace give none', () => {
  assert.equal(read(encodeValue(VALID))?.frames[0].source, 'b');
  const wrong: Value[] = [
    null,
    [],
    [1],
    [[1, 'note']],
    [[0, 0, 0, 1, 'x', null]],
    [[0, 0, 0, 'x', ['y'], null]],
    [[0, 'a', 0, 'x', 'y', null]],
    [[0, 0, 0, 'x', 'y', 'call']],
    [
      [0, 0, 0, 'x', 'y', null],
      [2, 1, 'f', 1, 0, 1, 0],
    ],
    [
      [0, 0, 0, 'x', 'y', null],
      [2, 'f', 'f', '1', 0, 1, 0],
    ],
  ];
  for (const value of wrong) assert.equal(read(encodeValue(value)), undefined, JSON.stringify(value));
  assert.equal(read(new Uint8Array()), undefined);
});

test('whatever a guest hands over, a trace is plain data, and few exceptions', () => {
  const random = new RandomValues(31);
  const valid = encodeValue(VALID);
  for (let i = 0; i < 3_000; i++) {
    const bytes = valid.slice();
    for (let changes = 1 + random.below(3); changes > 0; changes--)
      bytes[random.below(bytes.length)] = random.below(256);
    const trace = read(bytes);
    if (trace !== undefined) assert.deepEqual(JSON.parse(JSON.stringify(trace)), trace);
  }
  const many = Array.from({ length: 1_000 }, (_, at): Value => [0, Math.max(0, at - 1), 1, 'E', 'e', null]);
  assert.equal(countOf(read(encodeValue(many)) as Trace), 16);
});

test('the result of a run does not depend on what becomes of its trace', async () => {
  const callee = await deploy(host, 'if not new: raise ValueError(args[0])');
  const caller =
    'if not new:\n    try: call(args[0], ["x"])\n    except CallReverted as error: finish(error.reason)';
  assert.equal(successValue(await host.send(await deploy(host, caller), [callee])), 'ValueError: x');
});
