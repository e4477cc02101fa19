/** Frames of execution environments that are entered at a function (SEMANTICS 39). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';
import type { FrameResult } from '../../../../host/vm/vm.js';
import { ContractRunner, StubFrame } from './contract-runner.js';
import { outcomeOf, runIn, StubScript } from './stub-script.js';

const runner = new ContractRunner();
const NO_FUNCTION = 'BAD_ARGS: the code has no function of the name that it is entered at';

function enter(
  source: string,
  args: readonly Value[] = [],
  entry = 'main',
  frame = new StubFrame(),
): FrameResult {
  return runIn(runner, new StubScript('script', ['f'], undefined, entry), source, args, frame);
}

const entryOutcome = (source: string, args: readonly Value[] = [], entry?: string): Value | string =>
  outcomeOf(enter(source, args, entry));

test('the code runs, then the function has the arguments; what it returns is the output', () => {
  assert.deepEqual(entryOutcome('n = 5\ndef main(a, b):\n    return [a, b, n, args]', [1, 'x']), [
    1,
    'x',
    5,
    [1, 'x'],
  ]);
  assert.equal(entryOutcome('def main(): pass'), null);
  assert.equal(entryOutcome('main = lambda *rest: len(rest)', [1, 2, 3]), 3);
  assert.equal(entryOutcome('class main:\n    def __new__(cls, x): return x + 1', [1]), 2);
});

test('a linked function is entered alike, and asks with its own rights', () => {
  const script = new StubScript('linked', ['f'], undefined, 'get');
  const source = 'def set(x): return 0\ndef get(x): return eei.f(x)';
  assert.deepEqual(outcomeOf(runIn(runner, script, source, [3])), ['f', [3]]);
});

test('the arguments are those of the message, whatever the code did to its list of them', () => {
  assert.equal(entryOutcome('args.clear()\ndef main(a): return a', [7]), 7);
});

test('finish ends the run where it is called: in the code before the function, or in it', () => {
  assert.equal(entryOutcome('def main(): return 1\nfinish(2)'), 2);
  assert.equal(entryOutcome('def main():\n    finish(3)\n    return 1'), 3);
});

test('chain is written when the function returns, and not if its result has no form', () => {
  const frame = new StubFrame();
  assert.equal(outcomeOf(enter('def main():\n    chain["a"] = 1\n    return 1', [], 'main', frame)), 1);
  assert.equal(frame.storage.size, 2);
  const other = new StubFrame();
  const source = 'def main():\n    chain["a"] = 1\n    return [object()]';
  assert.equal(outcomeOf(enter(source, [], 'main', other)), 'REVERT: TypeError: result[0]: object');
  assert.equal(other.storage.size, 0);
});

test('without a function of that name the arguments are bad', () => {
  for (const source of ['pass', 'main = 5', 'def main(): pass\ndel main', 'def other(): pass'])
    assert.equal(entryOutcome(source), NO_FUNCTION, source);
  assert.equal(entryOutcome('pass', [[]], 'len'), NO_FUNCTION, 'builtins are not of the code');
  const result = enter('pass');
  assert.equal(result.kind === 'revert' && result.trace?.type, 'BAD_ARGS');
  assert.ok(result.fuelUsed < 20_000_000_000n, 'a revert keeps the rest');
});

test('any text can be a name: long, empty, not ASCII', () => {
  for (const name of ['x'.repeat(70_000), '', '\u00e9', 'a.b', 'main\0']) {
    assert.equal(entryOutcome('def main(): return 1', [], name), NO_FUNCTION);
    assert.equal(entryOutcome('globals()[args[0]] = lambda name: name == args[0]', [name], name), true);
  }
});

test('call data that is no list is refused before anything runs', () => {
  const script = new StubScript('script', ['f'], undefined, 'main');
  const code = runner.compile('eei.f()\ndef main(): return eei.f()');
  for (const data of [encodeValue(5), Uint8Array.of(), Uint8Array.of(0x81), Uint8Array.of(0x80, 0)]) {
    const result = runner.run(code, data, new StubFrame(), undefined, script);
    assert.equal(outcomeOf(result), 'BAD_ARGS: the call data is not a canonical CBOR list');
  }
  assert.deepEqual(script.asked, []);
});

// ---- failures ----

/** Function, line and source of each frame of the trace. */
function framesOf(result: FrameResult): unknown[] {
  const frames = result.kind === 'success' ? [] : (result.trace?.frames ?? []);
  return frames.map(({ function: name, line, source }) => [name, line, source]);
}

test('an exception of the function is told with its line, and the frames below it', () => {
  const source = 'def divide(a, b):\n    return a / b\n\ndef main(a):\n    x = 1\n    return divide(a, 0)';
  const result = enter(source, [1]);
  assert.equal(outcomeOf(result), 'REVERT: ZeroDivisionError: division by zero');
  assert.deepEqual(framesOf(result), [
    ['main', 6, '    return divide(a, 0)'],
    ['divide', 2, '    return a / b'],
  ]);
});

test('revert in the function is told with its line', () => {
  const result = enter('def main():\n    revert("no")');
  assert.equal(outcomeOf(result), 'REVERT: no');
  assert.deepEqual(framesOf(result), [['main', 2, '    revert("no")']]);
});

test('an exception of the code before the function keeps the function from running', () => {
  const result = enter('def main(): return 1\n1 / 0');
  assert.deepEqual(framesOf(result), [['<module>', 2, '1 / 0']]);
});

test('arguments that the function does not take are an exception that names it', () => {
  const result = enter('def main(a, b): return 1', [1]);
  assert.match(
    String(outcomeOf(result)),
    /^REVERT: TypeError: main\(\) missing 1 required positional argument: 'b'/,
  );
});

test('a function that does not end runs out of fuel, one that calls itself reverts', () => {
  const endless = runner.compile('def main():\n    while True: pass');
  const script = new StubScript('script', [], undefined, 'main');
  const result = runner.run(endless, encodeValue([]), new StubFrame(), 50_000_000n, script);
  assert.equal(outcomeOf(result), 'OUT_OF_FUEL: ');
  assert.match(String(entryOutcome('def main(): return main()')), /^REVERT: RecursionError/);
});
