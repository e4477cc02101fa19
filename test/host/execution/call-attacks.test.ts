/**
 * Calls in places and ways that nobody should need: limits, failures that are caught, code that runs inside
 * the interpreter's own operations (SEMANTICS 13, 16, 19, 20, 22).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../host/index.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { CallResult } from '../../../host/vm/vm.js';
import { DEV_PROTOCOL } from '../../../runtime/protocol.js';
import { BOB, deploy, describe, successValue } from '../../support/host.js';
import { ContractRunner, describeFrame, StubFrame } from '../vm/python/contract-runner.js';
import { RandomValues } from '../vm/values/random-values.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

/** What a source, run with arguments after its deployment, finishes with. */
async function run(source: string, args: Parameters<Host['send']>[1] = []): Promise<unknown> {
  return successValue(await host.send(await deploy(host, `if new: finish()\n${source}`), args));
}

const ECHO = 'if not new: finish(args[0])';

test('13: values of every type come back through a call', async () => {
  const random = new RandomValues(41);
  const values = Array.from({ length: 60 }, () => decodeValue(encodeValue(random.value())));
  const relay = 'finish([call(args[0], [value]) for value in args[1]])';
  assert.deepEqual(await run(relay, [await deploy(host, ECHO), values]), values);
});

test('13: a reason of 1 MiB arrives as 1 KiB, cut at a whole character', async () => {
  const callee = await deploy(host, 'if not new: revert("€" * 349_525)');
  const raising = await deploy(host, 'if not new: raise ValueError("€" * 349_525)');
  const source = `
for callee in args:
    try: call(callee, [])
    except CallReverted as error: chain[callee] = error.reason
finish([chain[callee] for callee in args])`;
  const prefix = 'ValueError: ';
  assert.deepEqual(await run(source, [callee, raising]), [
    '€'.repeat(340),
    `${prefix}${'€'.repeat(Math.floor((1_021 - prefix.length) / 3))}`,
  ]);
});

test('13: the reason is the type and args[0] if that is exactly a str', async () => {
  const source = `
class Text(str): pass
class Name(Exception): pass
group = ExceptionGroup("g", [Name("m")])
kinds = [Name(), Name(1), Name("a", 2), Name(Text("a")), Name(""), KeyError("k"), group]
raise kinds[args[0]]`;
  const reasons = ['Name', 'Name', 'Name: a', 'Name', 'Name', 'KeyError: k', 'ExceptionGroup: g'];
  const address = await deploy(host, `if new: finish()\n${source}`);
  for (const [index, reason] of reasons.entries())
    assert.equal(describe(await host.send(address, [index])), `revert REVERT: ${reason}`);
});

test('13: BAD_ARGS comes before the script starts', async () => {
  const callee = await deploy(host, 'print("started")\nemit("Started")');
  const caller = 'try: call(args[0], b"\\xa0")\nexcept CallReverted as error: finish(error.reason)';
  const result = await host.send(await deploy(host, `if new: finish()\n${caller}`), [callee]);
  assert.equal(successValue(result), 'the call data is not a canonical CBOR list');
  assert.deepEqual([result.logs, result.events], [[], []]);
});

/** Where else code of a contract runs than in its statements; EXPRESSION must be called there. */
const PLACES: Readonly<Record<string, string>> = {
  'an except clause': 'try: 1 / 0\nexcept ZeroDivisionError: EXPRESSION',
  'a finally clause': 'try: 1 / 0\nfinally: EXPRESSION',
  'a with statement that ends': `
class Guard:
    def __enter__(self): pass
    def __exit__(self, *rest): EXPRESSION; return True
with Guard(): 1 / 0`,
  'a generator': 'def numbers():\n    yield 1\n    EXPRESSION\n    yield 2\nlist(numbers())',
  'a generator that is closed': `
def numbers():
    try: yield 1
    finally: EXPRESSION
iterator = numbers()
next(iterator)
iterator.close()`,
  'a destructor': 'class Last:\n    def __del__(self): EXPRESSION\nLast()',
  'a sort key': 'sorted([2, 1], key=lambda item: (EXPRESSION) or item)',
  'a comprehension': '[EXPRESSION for _ in range(2)]',
  __hash__: 'class Key:\n    def __hash__(self): EXPRESSION; return 1\n{Key(): 1}',
  __eq__: 'class Same:\n    def __eq__(self, other): EXPRESSION; return True\n[Same()].index(1)',
  __repr__: 'class Shown:\n    def __repr__(self): EXPRESSION; return ""\nf"{Shown()!r}"',
  'a decorator': 'def now(function): EXPRESSION\n@now\ndef late(): pass',
  'a class body': 'class Body: EXPRESSION',
};

const AFTER = '\nchain["after"] = True\nfinish("after")\n';

for (const [place, code] of Object.entries(PLACES)) {
  test(`13: finish and revert in ${place} end the run there`, async () => {
    const finishing = await deploy(
      host,
      `if new: finish()\n${code.replaceAll('EXPRESSION', 'finish("there")')}${AFTER}`,
    );
    assert.equal(successValue(await host.send(finishing)), 'there');
    assert.deepEqual((await host.inspect(finishing))?.chain, new Map());
    const reverting = await deploy(
      host,
      `if new: finish()\n${code.replaceAll('EXPRESSION', 'revert("there")')}${AFTER}`,
    );
    assert.equal(describe(await host.send(reverting)), 'revert REVERT: there');
  });

  test(`16: a call in ${place} flushes before and works`, async () => {
    const callee = await deploy(
      host,
      'if not new:\n    chain["n"] = chain.get("n", 0) + 1\n    finish(chain["n"])',
    );
    const body = code.replaceAll('EXPRESSION', 'seen.append(call(args[0], []))');
    const end = place === 'a finally clause' ? body.replace('1 / 0', 'pass') : body;
    const start = 'if new: finish()\nseen = []\nchain["x"] = 1';
    const source = `${start}\n${end}\nfinish([seen[0], seen[-1] == len(seen)])`;
    const address = await deploy(host, source);
    assert.deepEqual(successValue(await host.send(address, [callee])), [1, true]);
    assert.deepEqual((await host.inspect(address))?.chain, new Map([['x', 1]]));
  });
}

test('19: a caught halt leaves a 64th of the fuel, and the caller goes on', async () => {
  const callee = await deploy(host, 'if not new:\n    while True: pass');
  const source = `
caught = []
for _ in range(2):
    try: call(args[0], [])
    except CallError as error: caught.append([type(error).__name__, error.code])
chain["caught"] = caught
finish(caught)`;
  const address = await deploy(host, `if new: finish()\n${source}`);
  const limits = { fuel: 3_000_000_000 };
  const result = await host.send(address, [callee], { limits });
  const halted = ['CallHalted', 'OUT_OF_FUEL'];
  assert.deepEqual(successValue(result), [halted, halted]);
  const share = limits.fuel / 64;
  assert.ok(limits.fuel - result.fuelUsed < share, `${result.fuelUsed}`);
});

test('19: fuel= wants an int, caps from 0, and what is more than there is means all', async () => {
  const echo = await deploy(host, ECHO);
  const source = `
ends = []
for fuel in (0, 1, 10**18, 2**64 - 1, 2**64, 2**200, None):
    try: ends.append(call(args[0], [1], fuel=fuel))
    except CallHalted as error: ends.append(error.code)
for fuel in (-1, 1.0, "1", True):
    try: call(args[0], [1], fuel=fuel)
    except ValueError as error: ends.append(str(error))
finish(ends)`;
  const halted = ['OUT_OF_FUEL', 'OUT_OF_FUEL'];
  const refused = Array.from({ length: 4 }, () => 'fuel must be an int of at least 0');
  assert.deepEqual(await run(source, [echo]), [...halted, 1, 1, 1, 1, 1, ...refused]);
});

test('19: A calls B calls A to the page limit: PAGES halts all, nobody can catch it', async () => {
  const source = `# pbevm: reentrant
if new: finish()
depth, other = args
chain["deepest"] = max(depth, chain.get("deepest", 0))
try:
    call(other, [depth + 1, address])
except BaseException:
    chain["caught"] = True
finally:
    chain["finally"] = True
`;
  const [a, b] = [await deploy(host, source), await deploy(host, `${source}# the other`)];
  const result = await host.send(a, [1, b], { limits: { fuel: 20_000_000_000 } });
  assert.equal(describe(result), 'halt PAGES');
  assert.equal(result.fuelUsed, 20_000_000_000);
  assert.deepEqual((await host.inspect(a))?.chain, new Map());
});

test('19: events come as they were emitted, those of failed callees go, prints stay', async () => {
  const callee = await deploy(
    host,
    'if not new:\n    emit("In", n=args[0])\n    print("in", args[0])\n    if args[0] % 2: revert("odd")',
  );
  const source = `
if new: finish()
for n in range(4):
    emit("Before", n=n)
    try: call(args[0], [n])
    except CallReverted: emit("Caught", n=n)
`;
  const result = await host.send(await deploy(host, source), [callee]);
  assert.deepEqual(
    result.events.map(({ name, fields }) => `${name} ${fields.get('n')}`),
    ['Before 0', 'In 0', 'Before 1', 'Caught 1', 'Before 2', 'In 2', 'Before 3', 'Caught 3'],
  );
  assert.deepEqual(
    result.logs.map(({ text }) => text),
    ['in 0\nin 1\nin 2\nin 3\n'],
  );
});

test('19: new is true in the run that mints and nowhere below it', async () => {
  const callee = await deploy(host, 'finish(new)');
  const source =
    'try: call(address, [])\nexcept CallRefused as error: finish([new, call(args[0], []), error.code])';
  const result = await host.deploy(source, { args: [callee], salt: '0x1234' });
  assert.deepEqual(successValue(result), [true, false, 'REENTRANCY']);
});

test('13: args of a call are exactly a list or bytes, addresses are text of either case', async () => {
  const echo = await deploy(host, ECHO);
  const source = `
class Items(list): pass
problems = []
for data in (Items([1]), (1,), {1: 2}, "x", None, bytearray(b"\\x80")):
    try: call(args[0], data)
    except TypeError as error: problems.append(str(error))
for address in (1, b"0x", None):
    try: call(address, [])
    except TypeError as error: problems.append("address")
finish([len(problems), call("0x" + args[0][2:].upper(), [7])])`;
  assert.deepEqual(await run(source, [echo]), [9, 7]);
});

test('16, 19: what cannot be stored stops a call before it happens, and may be caught', async () => {
  const echo = await deploy(host, ECHO);
  const source = `
chain["f"] = len
try: call(args[0], [1])
except TypeError as error: problem = str(error)
del chain["f"]
finish([problem, call(args[0], [2])])`;
  assert.deepEqual(await run(source, [echo]), ["chain['f']: builtin_function_or_method", 2]);
});

/** A host whose calls all end in one way. */
class EndingFrame extends StubFrame {
  readonly #end: CallResult;

  constructor(end: CallResult) {
    super();
    this.#end = end;
  }

  override call(): CallResult {
    return this.#end;
  }
}

const runner = new ContractRunner();
const NO_ARGS = Uint8Array.of(0x80);
const CATCHING = runner.compile(
  `try: call("${BOB}", [])\nexcept BaseException as e: finish(type(e).__name__)\nfinally: chain["x"] = 1`,
);

for (const [end, outcome] of [
  [{ kind: 'refused', code: 'DEPTH', fuelUsed: 0n }, 'DEPTH '],
  [{ kind: 'refused', code: 'PAGES', fuelUsed: 0n }, 'PAGES '],
  [{ kind: 'halt', code: 'DEPTH', fuelUsed: 0n }, 'DEPTH '],
  [{ kind: 'halt', code: 'PAGES', fuelUsed: 0n }, 'PAGES '],
  [{ kind: 'halt', code: 'STACK_LIMIT', fuelUsed: 0n }, 'STACK_LIMIT '],
  [{ kind: 'halt', code: 'TRAP', fuelUsed: 0n }, 'success 0x6a43616c6c48616c746564'],
  [{ kind: 'halt', code: 'MEMORY', fuelUsed: 0n }, 'success 0x6a43616c6c48616c746564'],
  [{ kind: 'refused', code: 'REENTRANCY', fuelUsed: 0n }, 'success 0x6b43616c6c52656675736564'],
] as const) {
  const can = outcome.startsWith('success') ? 'can' : 'cannot';
  test(`19: a callee's ${end.kind} ${end.code} ${can} be caught`, () => {
    const frame = new EndingFrame(end);
    assert.equal(describeFrame(runner.run(CATCHING, NO_ARGS, frame)), outcome);
    assert.equal(frame.storage.size, 0);
  });
}

test('seeded bug: an end that can be caught where it must not is seen', () => {
  const lenient = new EndingFrame({ kind: 'refused', code: 'NO_CODE', fuelUsed: 0n });
  assert.notEqual(describeFrame(runner.run(CATCHING, NO_ARGS, lenient)), 'DEPTH ');
});

/** A message to a frame that may not change anything. */
function runStatic(source: string): string {
  const message = {
    caller: new Uint8Array(20),
    target: new Uint8Array(20),
    value: 0n,
    data: NO_ARGS,
    fuel: 1_000_000_000n,
    depth: 0,
    height: 0,
    isStatic: true,
    isNew: false,
    pagesMax: DEV_PROTOCOL.limits.pythonPagesMax,
  };
  return describeFrame(runner.vm.execute(runner.compile(source), message, new StubFrame()));
}

for (const [what, source, outcome] of [
  ['a dirty chain at the end', 'chain["x"] = 1', 'STATIC '],
  ['a dirty chain at finish', 'chain["x"] = 1\nfinish()', 'STATIC '],
  ['a dirty chain at a call', `chain["x"] = 1\ncall("${BOB}", [])`, 'STATIC '],
  ['emit', 'emit("E")', 'STATIC '],
  ['self_destruct', 'try: self_destruct()\nexcept BaseException: pass', 'STATIC '],
  ['value', `try: call("${BOB}", [], value=1)\nexcept BaseException: pass`, 'STATIC '],
  ['no value', `call("${BOB}", [], value=0)`, 'REVERT: CallRefused: NO_CODE'],
  ['a delegate call', `delegate_call("${BOB}", [])`, 'REVERT: CallRefused: NO_CODE'],
  ['reading', 'print(chain.get("x"))\nfinish(len(chain))', 'success 0x00'],
] as const) {
  test(`20: in a static frame, ${what}: ${outcome}`, () => {
    assert.equal(runStatic(source), outcome);
  });
}
