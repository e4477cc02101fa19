/** What frames of execution environments ask for by name (SEMANTICS 39-41). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { PyTuple, type Value } from '../../../../host/vm/values/types.js';
import type { CallResult, ScriptSide, Standing, Trace } from '../../../../host/vm/vm.js';
import { HostFault } from '../../../../runtime/errors.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { ContractRunner, StubFrame } from './contract-runner.js';
import { outcomeOf, runIn, StubScript, success } from './stub-script.js';

const runner = new ContractRunner();

const run = (script: ScriptSide, source: string, args: readonly Value[] = []): Value | string =>
  outcomeOf(runIn(runner, script, source, args));

const reverted = (reason: string, trace?: Trace): CallResult => ({
  kind: 'revert',
  code: 'REVERT',
  reason: encodeValue(reason),
  format: 'cbor',
  fuelUsed: 0n,
  ...(trace === undefined ? {} : { trace }),
});

const calleeTrace = (type: string): Trace => ({
  kind: 'exception',
  address: '0x1234',
  type,
  message: 'deep',
  frames: [],
});

// ---- names and values ----

test('a script and a linked function have eei, a child the names and wei, a contract neither', () => {
  const source = 'finish(sorted({"eei", "wei", "first", "second"} & globals().keys()))';
  const names = { script: ['eei'], linked: ['eei'], child: ['first', 'second', 'wei'] } as const;
  for (const kind of ['script', 'linked', 'child'] as const)
    assert.deepEqual(run(new StubScript(kind, ['first', 'second']), source), names[kind], kind);
  const contract = runner.run(runner.compile(source), encodeValue([]));
  assert.deepEqual(outcomeOf(contract), [], 'after those');
});

test('a function asks for its own name, with its arguments in order, and gives what comes back', () => {
  const args = [1n << 70n, 'x', Uint8Array.of(7), new PyTuple([null]), new Map([['k', [true]]])];
  const script = new StubScript('script', ['b', 'a', 'c']);
  assert.deepEqual(run(script, 'finish([eei.a(*args), eei.c(), eei.b([])])', args), [
    ['a', args],
    ['c', []],
    ['b', [[]]],
  ]);
  const child = new StubScript('child', ['b', 'a', 'c']);
  assert.deepEqual(run(child, 'f = a\nfinish([f(1), wei.a(2), wei.c is c])'), [['a', [1]], ['a', [2]], true]);
});

test('there may be no names, or a thousand, or names that are no identifiers', () => {
  assert.equal(run(new StubScript('child', []), 'finish(repr(wei))'), 'namespace()');
  const names = Array.from({ length: 1_000 }, (_, index) => `f${index}`);
  assert.deepEqual(run(new StubScript('child', names), 'finish([f999(), f0()])'), [
    ['f999', []],
    ['f0', []],
  ]);
  const odd = new StubScript('child', ['', 'a b', '\u00e9']);
  assert.deepEqual(run(odd, 'finish([f() for f in vars(wei).values()])'), [
    ['', []],
    ['a b', []],
    ['\u00e9', []],
  ]);
});

test('a linked name comes before what contracts have under that name', () => {
  const child = new StubScript('child', ['call', 'chain']);
  assert.deepEqual(run(child, 'finish([call(1), chain()])'), [
    ['call', [1]],
    ['chain', []],
  ]);
});

test('the functions are objects that can be shown and handed on, not made', () => {
  const script = new StubScript('script', ['f']);
  const source = 'g = eei.f; finish([repr(g), g.__name__, callable(g), list(map(g, [1]))])';
  assert.deepEqual(run(script, source), ['<external function f>', 'f', true, [['f', [1]]]]);
  assert.match(String(run(script, 'type(eei.f)()')), /TypeError: cannot create .* instances/);
  assert.match(String(run(script, 'eei.f.__name__ = 1')), /AttributeError/);
  assert.match(String(run(script, 'eei.none()')), /AttributeError: .* no attribute 'none'/);
});

test('arguments: no keywords, only what has a CBOR form, at most 1 MiB; none of it reaches the host', () => {
  const script = new StubScript('script', ['f']);
  assert.equal(run(script, 'eei.f(1, a=2)'), 'REVERT: TypeError: f() takes no keyword arguments');
  assert.equal(run(script, 'eei.f(1, [object()])'), 'REVERT: TypeError: args[1][0]: object');
  assert.match(
    String(run(script, 'eei.f(bytes(2**20))')),
    /ValueError: args\[0\]: value is larger than 1 MiB/,
  );
  assert.deepEqual(script.asked, []);
  assert.equal(run(new StubScript('script', ['f'], () => success(1)), 'finish(eei.f(bytes(2**20 - 9)))'), 1);
});

// ---- failures ----

test('a revert is raised as CallReverted and can be caught; uncaught its trace is the cause', () => {
  const script = new StubScript('script', ['f'], () => reverted('no', calleeTrace('Deep')));
  const caught = 'try: eei.f()\nexcept CallReverted as error: finish(["caught", error.reason])';
  assert.deepEqual(run(script, caught), ['caught', 'no']);
  const result = runIn(runner, script, 'def ask():\n    eei.f()\n\nask()');
  assert.equal(outcomeOf(result), 'REVERT: CallReverted: no');
  assert.ok(result.kind === 'revert' && result.trace !== undefined);
  assert.deepEqual(
    result.trace.frames.map(({ function: name, line, source }) => [name, line, source]),
    [
      ['<module>', 4, 'ask()'],
      ['ask', 2, '    eei.f()'],
    ],
  );
  assert.equal(result.trace.cause?.type, 'Deep');
});

test('calls and asks are counted together: each error has the trace of its own', () => {
  const traces = ['First', 'Second', 'Third'];
  const next = (): CallResult => reverted('no', calleeTrace(traces.shift() as string));
  const script = new StubScript('script', ['f'], next);
  class Callee extends StubFrame {
    override call(): CallResult {
      return next();
    }
  }
  const source = `
errors = []
for act in (eei.f, lambda: call("0x" + "11" * 20, []), eei.f):
    try: act()
    except CallReverted as error: errors.append(error)
raise errors[1]`;
  const result = runIn(runner, script, source, [], new Callee());
  assert.equal(result.kind === 'revert' && result.trace?.cause?.type, 'Second');
});

test('a halt cannot be caught: nothing runs after it, its code and detail are the ones of the frame', () => {
  for (const kind of ['script', 'linked', 'child'] as const) {
    const halt = { kind: 'halt', code: 'MEMORY', detail: 'why', trace: calleeTrace('MEMORY') } as const;
    const script = new StubScript(kind, ['f', 'g'], () => ({ ...halt, fuelUsed: 5n }));
    const source = `
ask = eei if "eei" in globals() else wei
try: ask.f()
except BaseException: ask.g()
finally: ask.g()`;
    const result = runIn(runner, script, source);
    assert.equal(outcomeOf(result), 'MEMORY: why', kind);
    assert.deepEqual(script.asked, [['f', []]]);
    assert.equal(result.fuelUsed, 20_000_000_000n, 'a halt takes all fuel');
    assert.equal(result.kind === 'halt' && result.trace?.cause?.type, 'MEMORY');
  }
});

test('what is too deep, or has too many pages, halts; another refusal is a fault of the host', () => {
  for (const code of ['DEPTH', 'PAGES'] as const) {
    const script = new StubScript('child', ['f'], () => ({ kind: 'refused', code, fuelUsed: 0n }));
    assert.equal(run(script, 'try: f()\nexcept BaseException: finish(1)'), `${code}: `);
  }
  const other = new StubScript('child', ['f'], () => ({ kind: 'refused', code: 'NO_CODE', fuelUsed: 0n }));
  assert.throws(() => run(other, 'f()'), HostFault);
});

// ---- fuel ----

test('the price of an ask is that of its bytes, and what it used comes on top', () => {
  const fuelOf = (fuelUsed: bigint, argument: string): bigint => {
    const script = new StubScript('script', ['f'], () => success(null, fuelUsed));
    return runIn(runner, script, `eei.f(args[0])`, [argument]).fuelUsed;
  };
  const { base, perByte } = DEV_PROTOCOL.schedule.host.external;
  assert.equal(fuelOf(1_000_000n, 'x') - fuelOf(0n, 'x'), 1_000_000n);
  assert.ok(fuelOf(0n, 'x'.repeat(1_001)) - fuelOf(0n, 'x') >= BigInt(1_000 * perByte));
  const without = runIn(runner, new StubScript('script', ['f']), 'args[0]', ['x']).fuelUsed;
  assert.ok(fuelOf(0n, 'x') - without >= BigInt(base + 3 * perByte));
});

test('the environment is told where the frame stands, and may use all of the fuel, no more', () => {
  const standings: Standing[] = [];
  const asked = new StubScript('script', ['f'], (_name, _args, standing) => {
    standings.push(standing);
    return success(null, 1_000_000n);
  });
  run(asked, 'eei.f()\nb = bytes(2**21)\neei.f()');
  const [first, second] = standings as [Standing, Standing];
  assert.ok(first.fuelLeft > 19_000_000_000n && first.height > 0 && first.pages >= 17);
  assert.ok(first.fuelLeft - second.fuelLeft > 1_000_000n && second.pages >= first.pages + 16);
  const all = new StubScript('script', ['f'], (_name, _args, { fuelLeft }) => success(null, fuelLeft));
  assert.equal(run(all, 'eei.f()'), 'OUT_OF_FUEL: ');
  const more = new StubScript('script', ['f'], (_name, _args, { fuelLeft }) => success(null, fuelLeft + 1n));
  assert.throws(() => run(more, 'eei.f()'), HostFault);
});

// ---- chain ----

/** Tells when storage is written. */
class WatchedFrame extends StubFrame {
  readonly writes: string[] = [];

  override storageSet(key: Uint8Array, value: Uint8Array): void {
    this.writes.push('set');
    super.storageSet(key, value);
  }
}

test('chain is written before the environment is asked, unless the arguments have no form', () => {
  const frame = new WatchedFrame();
  const seen: number[] = [];
  const script = new StubScript('script', ['f'], () => {
    seen.push(frame.writes.length);
    return success(null);
  });
  const source = `
chain["a"] = 1
try: eei.f(object())
except TypeError: pass
eei.f()
chain["a"] = 2
eei.f()`;
  assert.equal(outcomeOf(runIn(runner, script, source, [], frame)), null);
  assert.deepEqual(seen, [2, 3], 'a record and the header, then the record');
});

test('what others wrote meanwhile is read anew', () => {
  const written = new StubFrame();
  assert.equal(outcomeOf(runner.run(runner.compile('chain["n"] = 2'), encodeValue([]), written)), null);
  for (const kind of ['script', 'linked'] as const) {
    const frame = new StubFrame();
    const script = new StubScript(kind, ['f'], () => {
      for (const [key, value] of written.storage) frame.storage.set(key, value);
      return success(null);
    });
    const source = 'chain["n"] = 1; before = chain["n"]; eei.f(); finish([before, chain["n"]])';
    assert.deepEqual(outcomeOf(runIn(runner, script, source, [], frame)), [1, 2], kind);
  }
});

// ---- screening ----

test('screening finds nothing in what uses the names', () => {
  const sources = [
    'finish(eei.get_context())',
    'finish(wei.call_contract(args[0], b"", {}))',
    'set_storage(1, 2)',
  ];
  for (const source of sources) assert.deepEqual(runner.vm.check(new TextEncoder().encode(source)), []);
  const [finding] = runner.vm.check(new TextEncoder().encode('import eei'));
  assert.equal(finding?.severity, 'error');
});
