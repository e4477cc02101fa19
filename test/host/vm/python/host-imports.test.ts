/** The fence around children of execution environments, and what forged requests come to (SEMANTICS 39). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOST_FUNCTIONS } from '../../../../host/vm/python/host-functions.js';
import { bindHostFunctions, type HostFunctionName } from '../../../../host/vm/python/host-imports.js';
import { PythonRun } from '../../../../host/vm/python/run.js';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import type { FrameHost, ScriptSide } from '../../../../host/vm/vm.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { GuestTrap } from '../../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../../runtime/sandbox/instance.js';
import { ContractRunner, StubFrame } from './contract-runner.js';
import { outcomeOf, runIn, StubScript } from './stub-script.js';

const runner = new ContractRunner();
const NAMES = Object.keys(HOST_FUNCTIONS) as HostFunctionName[];

/** SEMANTICS 39: args, print, finish, revert, hashing and the ext functions. */
const OPEN_TO_A_CHILD: readonly HostFunctionName[] = [
  'finish',
  'revert',
  'bad_args',
  'buffer_size',
  'buffer_copy',
  'print',
  'sha2',
  'external',
  'external_names',
];
const CLOSED = NAMES.filter((name) => !OPEN_TO_A_CHILD.includes(name));

/** A frame's host that notes whatever is done with it, and in which nothing can be done. */
function watchedHost(touched: string[]): FrameHost {
  return new Proxy({} as FrameHost, {
    get: (_target, name) => () => {
      touched.push(String(name));
    },
  });
}

/** Guest memory and counters without a guest. */
function fakeSandbox(bytes: Uint8Array): SandboxInstance {
  const memory = {
    pages: 1,
    read: (pointer: number, length: number) => bytes.slice(pointer, pointer + length),
    view: (pointer: number, length: number) => bytes.subarray(pointer, pointer + length),
    write: () => undefined,
  };
  return { fuel: 10n ** 12n, height: 0, memory } as unknown as SandboxInstance;
}

/** The imports of an instance that runs a frame of a kind. */
function importsOf(
  script: ScriptSide | undefined,
  host: FrameHost,
  bytes: Uint8Array = new Uint8Array(65_536),
) {
  const subject = { address: undefined, source: new Uint8Array(), isStatic: false };
  const run = new PythonRun(fakeSandbox(bytes), host, DEV_PROTOCOL, subject, script);
  return bindHostFunctions({ run });
}

/** What an import threw, if it is a trap; undefined otherwise. */
function trapOf(call: () => unknown): string | undefined {
  try {
    call();
  } catch (thrown) {
    if (thrown instanceof GuestTrap) return thrown.detail;
  }
  return undefined;
}

test('every host function but nine is closed to a child, before it reads, charges or does anything', () => {
  assert.equal(OPEN_TO_A_CHILD.length + CLOSED.length, NAMES.length);
  for (const name of CLOSED) {
    const touched: string[] = [];
    const imports = importsOf(new StubScript('child', []), watchedHost(touched));
    for (const args of [[], [0, 0, 0, 0, 0, -1n], [-1, -1, -1, -1, -1, 0n]])
      assert.equal(
        trapOf(() => imports[name](...args)),
        `${name} is closed to a child`,
        name,
      );
    assert.deepEqual(touched, [], name);
  }
});

test('the nine are open to it, and all are to scripts, linked functions and contracts', () => {
  const closed = (name: HostFunctionName, script: ScriptSide | undefined): boolean =>
    trapOf(() => importsOf(script, new StubFrame())[name](0, 0, 0, 0, 0, 0n)) ===
    `${name} is closed to a child`;
  for (const name of OPEN_TO_A_CHILD) assert.equal(closed(name, new StubScript('child', [])), false, name);
  for (const name of NAMES) {
    for (const kind of ['script', 'linked'] as const)
      assert.equal(closed(name, new StubScript(kind, [])), false, `${name} in ${kind}`);
    assert.equal(closed(name, undefined), false, `${name} in a contract`);
  }
});

/** Python that reaches a closed function; null where another comes before it, or compile() alone calls it. */
const REACHED_BY: Partial<Record<HostFunctionName, string | null>> = {
  storage_get: 'chain["a"]',
  storage_set: null,
  storage_delete: null,
  output: null,
  call: 'call("0x" + "11" * 20, [])',
  delegate_call: 'delegate_call("0x" + "11" * 20, [])',
  emit: 'emit("E", x=1)',
  self_destruct: 'self_destruct()',
};

test('from Python each of them halts a child, which cannot catch it', () => {
  assert.deepEqual(Object.keys(REACHED_BY).sort(), [...CLOSED].sort());
  for (const [name, statement] of Object.entries(REACHED_BY)) {
    if (statement === null) continue;
    const child = new StubScript('child', ['f']);
    const source = `try: ${statement}\nexcept BaseException: f()\nfinally: f()`;
    const touched: string[] = [];
    const result = runIn(runner, child, source, [], watchedHost(touched));
    assert.equal(outcomeOf(result), `TRAP: ${name} is closed to a child`);
    assert.deepEqual([child.asked, touched], [[], ['notePages']], statement);
    const caught = `try: ${statement}\nexcept (KeyError, CallError): pass`;
    const script = runIn(runner, new StubScript('script', ['f']), caught);
    assert.equal(script.kind, 'success', `${statement} in a script`);
  }
});

test('every use of chain halts a child: to write, to look, to go through, to delete', () => {
  const uses = [
    'chain["a"] = 1',
    '"a" in chain',
    'list(chain)',
    'len(chain)',
    'chain.clear()',
    'chain.update(a=1)',
    'chain.pop("a", 0)',
    'chain == {}',
    'repr(chain)',
  ];
  for (const use of uses) {
    const result = runIn(runner, new StubScript('child', []), use);
    assert.match(String(outcomeOf(result)), /^TRAP: storage_(get|set) is closed to a child$/, use);
  }
});

test('a child that leaves chain alone touches nothing of its account, however it ends', () => {
  const ends = { 'finish(f(args))': 'success', pass: 'success', 'revert("no")': 'revert', '1 / 0': 'revert' };
  for (const [end, kind] of Object.entries(ends)) {
    const touched: string[] = [];
    const source = `
import hashlib
print("seen", args, invoker, address, value, new)
d = {n: hashlib.sha256(bytes(n)).digest() for n in range(200)}
${end}`;
    const result = runIn(runner, new StubScript('child', ['f']), source, [1], watchedHost(touched));
    assert.equal(result.kind, kind, end);
    assert.deepEqual(touched, ['print', 'notePages']);
  }
});

test('a child runs as a contract does: call data that is no list is refused', () => {
  const child = new StubScript('child', []);
  const result = runner.run(
    runner.compile('finish(args)'),
    encodeValue(5),
    new StubFrame(),
    undefined,
    child,
  );
  assert.equal(outcomeOf(result), 'BAD_ARGS: the call data is not a canonical CBOR list');
});

// ---- a guest that is out of order ----

test('what is forged traps: no environment, no such name, arguments that are no canonical list', () => {
  const data = (bytes: Uint8Array) => importsOf(new StubScript('child', ['f']), new StubFrame(), bytes);
  const list = encodeValue([1]);
  assert.equal(data(list).external(0, 0, list.length), 0, 'what is in order passes');
  for (const index of [1, -1, 2 ** 31])
    assert.equal(
      trapOf(() => data(list).external(index, 0, list.length)),
      'no name of that index',
    );
  assert.equal(
    trapOf(() => data(encodeValue('x')).external(0, 0, 2)),
    'not a list in a host call',
  );
  for (const bytes of [
    Uint8Array.of(0x98, 0x00),
    Uint8Array.of(0x81),
    Uint8Array.of(0x80, 0x00),
    Uint8Array.of(),
  ])
    assert.equal(
      trapOf(() => data(bytes).external(0, 0, bytes.length)),
      'not canonical CBOR in a host call',
    );
  assert.equal(
    trapOf(() => data(list).external(0, 0, 2 ** 20 + 1)),
    'length out of range in a host call',
  );
  const contract = importsOf(undefined, new StubFrame());
  const none = 'no frame of an execution environment';
  assert.equal(
    trapOf(() => contract.external(0, 0, 1)),
    none,
  );
  assert.equal(
    trapOf(() => contract.external_names()),
    none,
  );
  assert.equal(
    trapOf(() => contract.bad_args(2)),
    'arguments are not refused for that',
  );
});
