/**
 * Re-entrancy by opting in, and delegate calls: whose storage, whose code, who is asked (SEMANTICS 17, 20).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../host/index.js';
import { isReceivingSource, isReentrantSource } from '../../../host/vm/python/directives.js';
import { ALICE, BOB, deploy, describe, successValue } from '../../support/host.js';

let host: Host;
before(async () => {
  host = await createHost({ balances: { [ALICE]: 1_000n } });
});
after(() => host.close());

const chainOf = async (address: string) => (await host.inspect(address))?.chain;

const LINE = '# pbevm: reentrant';
for (const [what, source, expected] of [
  ['the first line', `${LINE}\nx = 1`, true],
  ['the only line', LINE, true],
  ['after a byte order mark', `\ufeff${LINE}\n`, true],
  ['after comments and empty lines', `# a\n\n \t\f# b\r\r\n${LINE}\r\nx = 1`, true],
  ['with spaces and tabs behind', `${LINE} \t \n`, true],
  ['twice', `${LINE}\n${LINE}`, true],
  ['no line', 'x = 1', false],
  ['an empty source', '', false],
  ['after a statement', `x = 1\n${LINE}`, false],
  ['after a docstring', `"""doc"""\n${LINE}`, false],
  ['in a docstring', `"""\n${LINE}\n"""`, false],
  ['behind a statement', `x = 1 ${LINE}`, false],
  ['indented', ` ${LINE}\n`, false],
  ['without the space', '#pbevm: reentrant', false],
  ['with two spaces', '# pbevm:  reentrant', false],
  ['without the colon', '# pbevm reentrant', false],
  ['in capitals', '# PBEVM: Reentrant', false],
  ['with words behind', `${LINE} please`, false],
  ['with another character behind', `${LINE}\u00a0`, false],
  ['after a vertical tab, which ends no line', `# x\v${LINE}`, false],
  ['after a line separator, which ends no line', `# x\u2028${LINE}`, false],
] as const) {
  test(`17: the opt-in line: ${what}: ${expected}`, () => {
    const read = (text: string) => new TextEncoder().encode(text);
    assert.equal(isReentrantSource(read(source)), expected);
    const receiving = read(
      source.replace(/reentrant/gi, (word) => (word === 'reentrant' ? 'receives' : word)),
    );
    assert.deepEqual([isReceivingSource(receiving), isReentrantSource(receiving)], [expected, false]);
  });
}

/** Calls back whom it is told to, changes its own state around it. */
const COUNTER = `
if not new:
    chain["entered"] = chain.get("entered", 0) + 1
    before = chain["entered"]
    if args: call(args[0], args[1])
    finish([before, chain["entered"]])
`;

test('17: a contract that opts in is called again, directly and through another', async () => {
  const open = await deploy(host, `${LINE}\n${COUNTER}`);
  const relay = await deploy(host, 'if not new: finish(call(args[0], args[1]))');
  assert.deepEqual(successValue(await host.send(open, [open, [open, []]])), [1, 3]);
  assert.deepEqual(successValue(await host.send(open, [relay, [open, []]])), [4, 5]);
  assert.deepEqual(await chainOf(open), new Map([['entered', 5]]));
});

test('17: one that does not is refused, also on behalf of one that does', async () => {
  const shut = await deploy(host, COUNTER);
  const open = await deploy(host, `${LINE}\n${COUNTER}`);
  assert.equal(describe(await host.send(shut, [shut, []])), 'revert REVERT: CallRefused: REENTRANCY');
  const through = await host.send(open, [shut, [open, [shut, []]]]);
  assert.match(describe(through), /^revert REVERT: (CallReverted: )+CallRefused: REENTRANCY$/);
});

test('17: after a call the chain of a reentrant contract is what the frames below left', async () => {
  const source = `${LINE}
if new:
    chain["a"] = {"n": 1}
    chain["gone"] = [1]
    finish()
if args == ["inner"]:
    chain["a"]["n"] += 10
    chain["b"] = 2
    del chain["gone"]
    finish()
if args == ["failing"]:
    chain["a"]["n"] = 99
    revert("no")
mine = chain
chain["a"]["n"] += 1
call(address, ["inner"])
seen = [chain["a"]["n"], chain["b"], "gone" in chain, mine is chain, list(chain)]
chain["a"]["n"] += 100
try: call(address, ["failing"])
except CallReverted: pass
finish(seen + [chain["a"]["n"]])
`;
  const address = await deploy(host, source);
  assert.deepEqual(successValue(await host.send(address, [])), [12, 2, false, true, ['a', 'b'], 112]);
  const stored = new Map<string, unknown>([
    ['a', new Map([['n', 112]])],
    ['b', 2],
  ]);
  assert.deepEqual(await chainOf(address), stored);
});

/** A library: works on whatever storage it is given. */
const LIBRARY = `
if new: finish()
match args:
    case ["add", name, amount]:
        chain[name] = chain.get(name, 0) + amount
        emit("Added", name=name)
        finish(chain[name])
    case ["who"]: finish([address, invoker, value, new])
    case ["fail"]:
        chain["x"] = 1
        raise ValueError("library")
    case ["destroy"]: self_destruct()
    case ["pay", to]: finish(call(to, [], value=1))
    case ["again", other]: finish(delegate_call(other, ["who"]))
    case ["call", other]: finish(call(other, ["who"]))
    case ["spin"]:
        while True: pass
`;
const USER = `
if not new:
    library, *rest = args
    finish(delegate_call(library, rest))
`;

test('20: a delegate call runs code of another on storage, address, invoker, value of its own', async () => {
  const [library, user] = [await deploy(host, LIBRARY), await deploy(host, USER)];
  const sent = await host.send(user, [library, 'add', 'n', 5], { from: BOB });
  assert.equal(successValue(sent), 5);
  assert.deepEqual(
    sent.events.map(({ address, name }) => [address, name]),
    [[user, 'Added']],
  );
  assert.deepEqual([await chainOf(user), await chainOf(library)], [new Map([['n', 5]]), new Map()]);
  const who = await host.send(user, [library, 'who'], { from: ALICE, value: 3 });
  assert.deepEqual(successValue(who), [user, ALICE, 3, false]);
  assert.deepEqual([(await host.inspect(user))?.balance, (await host.inspect(library))?.balance], [3n, 0n]);
});

test('20: the caller flushes before it, and sees afterwards what it changed', async () => {
  const library = await deploy(host, LIBRARY);
  const source = `
if not new:
    chain["n"] = 1
    delegate_call(args[0], ["add", "n", 5])
    first = chain["n"]
    chain["n"] *= 2
    try: delegate_call(args[0], ["fail"])
    except CallReverted as error: finish([first, chain["n"], "x" in chain, error.reason])
`;
  const user = await deploy(host, source);
  assert.deepEqual(successValue(await host.send(user, [library])), [6, 12, false, 'ValueError: library']);
  assert.deepEqual(await chainOf(user), new Map([['n', 12]]));
});

test('20: self_destruct and value in a delegate call are those of the storage', async () => {
  const [library, user] = [await deploy(host, LIBRARY), await deploy(host, USER)];
  const paid = await host.send(user, [library, 'pay', BOB], { from: ALICE, value: 3 });
  assert.equal(successValue(paid), null);
  assert.equal((await host.inspect(user))?.balance, 2n);
  const result = await host.send(user, [library, 'destroy']);
  assert.deepEqual([describe(result), result.burned], ['success', 2n]);
  assert.equal(await host.inspect(user), undefined);
  assert.notEqual(await host.inspect(library), undefined);
});

test('17, 20: a delegate call of the frame on top is exempt, a call by its code is not', async () => {
  const [library, user] = [await deploy(host, LIBRARY), await deploy(host, USER)];
  assert.deepEqual(successValue(await host.send(user, [library, 'again', library])), [
    user,
    ALICE0,
    0,
    false,
  ]);
  assert.deepEqual(successValue(await host.send(user, [library, 'call', library])), [
    library,
    user,
    0,
    false,
  ]);
  assert.match(describe(await host.send(user, [library, 'call', user])), /CallRefused: REENTRANCY$/);
  assert.deepEqual(successValue(await host.send(user, [user, library, 'who'])), [user, ALICE0, 0, false]);
});

/** The invoker where none is given. */
const ALICE0 = `0x${'00'.repeat(20)}`;

test('20: the code that runs does not decide for the storage whether it may be entered again', async () => {
  const eager = await deploy(host, `${LINE}\nif not new: finish(call(address, ["who"]))`);
  const user = await deploy(host, USER);
  assert.match(describe(await host.send(user, [eager])), /CallRefused: REENTRANCY$/);
  const open = await deploy(host, `${LINE}\nif args == ["who"]: finish("me")\n${USER}`);
  const calling = await deploy(host, 'if not new: finish(call(address, ["who"]))');
  assert.equal(successValue(await host.send(open, [calling])), 'me');
});

for (const [what, target, code] of [
  ['an address without code', BOB, 'NO_CODE'],
  ['text that is no address', 'nowhere', 'BAD_ADDRESS'],
] as const) {
  test(`19, 20: a delegate call to ${what} is ${code}`, async () => {
    const user = await deploy(host, USER);
    const result = await host.send(user, [target], { from: ALICE, value: 1 });
    assert.equal(describe(result), `revert REVERT: CallRefused: ${code}`);
  });
}

test('20: delegate_call takes fuel= and no value=', async () => {
  const library = await deploy(host, LIBRARY);
  const source = `
if not new:
    try: delegate_call(args[0], ["spin"], fuel=30_000_000)
    except CallHalted as error: print(error.code)
    delegate_call(args[0], ["who"], value=1)
`;
  const result = await host.send(await deploy(host, source), [library]);
  assert.match(describe(result), /TypeError: delegate_call\(\) got an unexpected keyword argument 'value'/);
  assert.equal(result.logs[0].text, 'OUT_OF_FUEL\n');
  assert.ok(result.fuelUsed < 80_000_000, `${result.fuelUsed}`);
});

test('17: the guard stays closed after a delegate call has ended', async () => {
  const library = await deploy(host, LIBRARY);
  const relay = await deploy(host, 'if not new: finish(call(args[0], [None]))');
  const source = `
if not new and args[0] is not None:
    delegate_call(args[0], ["who"])
    call(args[1], [address])
`;
  const result = await host.send(await deploy(host, source), [library, relay]);
  assert.match(describe(result), /CallRefused: REENTRANCY$/);
});
