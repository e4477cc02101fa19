/** `chain` sentence by sentence (SEMANTICS 14-16): records, garbage, aliases, errors, hostile keys. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type ContractResult, createHost, type Host } from '../../../../host/index.js';
import { listChain, readChain, type StorageRecord } from '../../../../host/vm/python/chain-layout.js';
import type { Value } from '../../../../host/vm/values/types.js';
import { toHex } from '../../../../runtime/bytes.js';
import { deploy, describe, successValue } from '../../../support/host.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

/** Runs a body in a contract that has run `setup` before; what it prints, a line each. */
async function printed(setup: string, body: string): Promise<string[]> {
  const { result } = await run(setup, body);
  assert.equal(result.status, 'success', describe(result));
  return result.logs.flatMap(({ text }) => text.trimEnd().split('\n'));
}

async function run(setup: string, body: string): Promise<{ result: ContractResult; address: string }> {
  const address = await deploy(host, `if new:\n${indent(setup || 'pass')}\nelse:\n${indent(body)}`);
  return { result: await host.send(address), address };
}

const indent = (text: string): string => text.trim().replace(/^/gm, '    ');

async function stored(address: string): Promise<ReadonlyMap<Value, Value>> {
  return (await host.inspect(address))?.chain ?? new Map();
}

async function size(address: string): Promise<number> {
  return (await host.inspect(address))?.storageSize ?? 0;
}

const filled = (count: number): string =>
  `chain["d"] = {str(i + 10_000): i + 10_000 for i in range(${count})}\nchain["last"] = 1`;

/** Fuel of a body over a nested dict of so many entries. */
async function fuelOver(count: number, body: string): Promise<number> {
  const { result } = await run(filled(count), body);
  assert.equal(result.status, 'success', describe(result));
  return result.fuelUsed;
}

for (const [what, body] of [
  ['reading and writing entries', 'd = chain["d"]; d["10003"] += 1; d["10005"] = d["10004"]'],
  ['finding that a key is absent', 'print("x" in chain["d"], chain["d"].get("y"))'],
  ['deleting an entry', 'del chain["d"]["10004"]'],
  ['replacing a dict', 'chain["d"] = 1'],
  ['deleting a dict', 'del chain["d"]'],
  ['popping a dict', 'chain.pop("d")'],
  [
    'the length, the first and the last',
    'd = chain["d"]; print(len(d) > 1, next(iter(d)), len([*zip(d, "ab")]))',
  ],
] as const) {
  test(`14: ${what} costs the same over 50 entries and over 200`, async () => {
    assert.equal(await fuelOver(50, body), await fuelOver(200, body));
  });
}

test('14: going through a dict costs by its length', async () => {
  const body = 'print(sum(chain["d"].values()))';
  const storageGet = 25_000;
  assert.ok((await fuelOver(200, body)) - (await fuelOver(50, body)) > 150 * storageGet);
});

test('14: what an absent key costs is paid once', async () => {
  const fuel = async (times: number) =>
    fuelOver(
      50,
      `d = chain["d"]\nfor i in range(${times}): d.get("x")\nfor i in range(${20 - times}): {}.get("x")`,
    );
  const storageGet = 25_000;
  assert.ok(Math.abs((await fuel(20)) - (await fuel(1))) < storageGet);
});

test('14: the records of a deleted dict are collected, 8 at each flush that changes a header', async () => {
  const setup = 'chain["d"] = {i: {"deep": {i: i}} for i in range(20)}\nchain["n"] = 0';
  const address = await deploy(
    host,
    `
if new:
${indent(setup)}
elif args == ["delete"]: del chain["d"]
elif args: chain[args[0]] = 1
else: chain["n"] += 1`,
  );
  const empty = await deploy(host, 'chain["n"] = 1');
  await host.send(address, ['delete']);
  const deleted = await size(address);
  await host.send(address, []);
  assert.equal(await size(address), deleted, 'no header changes');
  let before = deleted;
  // 20 entries with a dict each, one entry in it with a dict of one entry: 60 entries and 41 headers.
  for (let flush = 0; flush < Math.ceil(101 / 8); flush++) {
    await host.send(address, [1000 + flush]);
    const now = await size(address);
    assert.ok(now < before, `flush ${flush}: ${before} to ${now}`);
    before = now;
  }
  const perEntry = (before - (await size(empty))) / Math.ceil(101 / 8);
  assert.ok(perEntry < 200, `${perEntry} bytes an entry are left`);
  assert.equal((await stored(address)).size, 1 + Math.ceil(101 / 8));
});

test('14: a stored dict that is assigned elsewhere is copied, a popped one too', async () => {
  const { result, address } = await run(
    'chain["a"] = {"x": {"y": [1]}}; chain["p"] = {"q": 1}',
    'chain["b"] = chain["a"]; chain["c"] = chain["a"]["x"]; chain["r"] = chain.pop("p"); chain["r"]["s"] = 2',
  );
  assert.equal(result.status, 'success', describe(result));
  const inner = new Map([['y', [1]]]);
  assert.deepEqual(
    await stored(address),
    new Map<string, unknown>([
      ['a', new Map([['x', inner]])],
      ['b', new Map([['x', inner]])],
      ['c', inner],
      [
        'r',
        new Map([
          ['q', 1],
          ['s', 2],
        ]),
      ],
    ]),
  );
  await host.send(address, []); // p is gone: KeyError
  assert.ok((await stored(address)).has('r'));
});

test('15: it is a dict to isinstance, match and operators, and none to dict.get', async () => {
  const lines = await printed(
    'chain.update(a={"b": 1}, c=2)',
    `
print(isinstance(chain, dict), isinstance(chain["a"], dict), chain.__class__ is dict, type(chain) is dict)
for function in dict.get, dict.__len__, dict.keys, dict.copy, dict.__contains__:
    try: print(function(chain, "a"))
    except TypeError: print("TypeError")
try: type(chain)()
except TypeError: print("TypeError")
try: chain.extra = 1
except AttributeError: print("AttributeError")
match chain:
    case {"a": {"b": found}, **rest}: print(found, rest)
print(chain == {"a": {"b": 1}, "c": 2}, {"c": 2} | chain | {"d": 3})
`,
  );
  assert.deepEqual(lines, [
    'True True True False',
    ...Array(5).fill('TypeError'),
    'TypeError',
    'AttributeError',
    "1 {'c': 2}",
    "True {'c': 2, 'a': {'b': 1}, 'd': 3}",
  ]);
});

test('16: an assigned dict stays the object it was after a flush, and is stored by difference', async () => {
  const { result, address } = await run(
    'chain["d"] = {}',
    `
d = {"k": 1, "inner": {}}
chain["d"]["x"] = chain["y"] = d
for turn in range(2):
    try: call(address, [])
    except CallRefused: pass
    d["turn"] = d["inner"]["turn"] = turn
    d["k"] = d.pop("k") + 1
    print(chain["y"] is d, chain["d"]["x"] is d)
`,
  );
  assert.deepEqual(result.logs[0]?.text, 'True True\nTrue True\n');
  const twice = new Map<string, unknown>([
    ['inner', new Map([['turn', 1]])],
    ['turn', 1],
    ['k', 3],
  ]);
  const chain = await stored(address);
  assert.deepEqual(chain.get('y'), twice);
  assert.deepEqual((chain.get('d') as Map<string, unknown>).get('x'), twice);
  assert.deepEqual([...(chain.get('y') as Map<string, unknown>).keys()], ['inner', 'turn', 'k']);
});

for (const [statement, reason] of [
  ['chain["a"] = {"k": [0, print]}', "TypeError: chain['a']['k'][1]: builtin_function_or_method"],
  ['chain["a"] = {"k": 1}; chain["a"]["k"] = object()', "TypeError: chain['a']['k']: object"],
  [
    'd = {}; d["self"] = d; chain["a"] = {"x": d}',
    "ValueError: chain['a']['x']['self']: a dict that contains itself",
  ],
  ['chain["a"] = {}; chain["a"]["up"] = chain', "ValueError: chain['a']['up']: a dict that contains itself"],
  ['chain["n"]["up"] = chain["n"]', "ValueError: chain['n']['up']: a dict that contains itself"],
  ['chain["n"][object()] = 1', "TypeError: chain['n']: key of type object"],
  ['chain["n"]["l"] = [{object(): 1}]', "TypeError: chain['n']['l'][0]: key of type object"],
  ['chain["n"] = {object(): 1}', "TypeError: chain['n']: key of type object"],
  ['chain[float("nan")] = 1', 'ValueError: chain: nan cannot be a key or an element of a set'],
  ['class Key(str): pass\nchain["n"][Key("a")] = 1', "TypeError: chain['n']: key of type Key"],
  ['chain["n"]["l"] = l = []; l.append(l)', /^ValueError: chain\['n'\]\['l'\]\[0\].*contains itself\)$/],
  [
    'd = 1\nfor i in range(66): d = {0: d}\nchain["n"] = d',
    /^ValueError: chain\['n'\]\[0\].*: nested more than 64 deep$/,
  ],
] as const) {
  test(`16: refused with its place: ${statement.replaceAll('\n', '; ')}`, async () => {
    const { result, address } = await run('chain["n"] = {"k": 1}', statement);
    assert.ok(result.status === 'revert', describe(result));
    if (typeof reason === 'string') assert.equal(result.reason, reason);
    else assert.match(String(result.reason), reason);
    assert.deepEqual(await stored(address), new Map([['n', new Map([['k', 1]])]]));
  });
}

test('16: nested 64 deep is stored, and a flush that raises writes nothing', async () => {
  const { result, address } = await run(
    'd = {}\nfor i in range(63): d = {0: d}\nchain["deep"] = d\nchain["n"] = {}',
    `
chain["n"]["good"] = 1
chain["bad"] = [print]
try: call(address, [])
except TypeError as error: print(error)
del chain["bad"]
chain["n"]["better"] = 2
`,
  );
  assert.deepEqual(result.logs[0]?.text, "chain['bad'][0]: builtin_function_or_method\n");
  const chain = await stored(address);
  assert.deepEqual(
    chain.get('n'),
    new Map([
      ['good', 1],
      ['better', 2],
    ] as [string, number][]),
  );
  let depth = 0;
  for (let at = chain.get('deep'); at instanceof Map && at.size > 0; at = at.get(0) as Value) depth++;
  assert.equal(depth, 63);
});

test('16: destructors wait for the end of a flush, and none runs after the last', async () => {
  const lines = await printed(
    '',
    `
class Loud:
    def __del__(self): print("gone", len(chain))
d = {"x": Loud()}
chain["d"] = d
try: call(address, [])
except TypeError: print("refused")
d["x"] = 1
try: call(address, [])
except CallRefused: print("flushed")
try: call(address, [])
except CallRefused: print("again")
d["x"] = Loud()
try: call(address, [])
except TypeError: print("refused")
d["x"] = 2
`,
  );
  assert.deepEqual(lines, ['refused', 'flushed', 'gone 1', 'again', 'refused']);
});

test('keys whose __eq__ and __hash__ change the dict, or raise', async () => {
  const lines = await printed(
    'chain.update(a=1, b={"c": 1}, d=[])',
    `
class Hostile:
    def __init__(self, like, act): self.like, self.act, self.calls = like, act, 0
    def __hash__(self): return hash(self.like)
    def __eq__(self, other):
        self.calls += 1
        if self.calls < 4: self.act()
        return self.calls % 2 == 0 and self.like == other
def fill(): chain.update({f"k{i}{len(chain)}": i for i in range(30)})
def flush():
    try: call(address, [])
    except Exception: pass
def fail(): raise KeyError("mine")
acts = [chain.clear, fill, flush, fail, chain.popitem, lambda: chain["b"].clear(), lambda: chain.pop("a", 0)]
for act in acts:
    for like in "a", "b", "k00", 1:
        for use in (lambda key: chain.get(key), lambda key: chain.setdefault(key, {"x": 1}),
                    lambda key: chain.pop(key), lambda key: list(chain.items()),
                    lambda key: chain.update([(key, 1), (Hostile(like, act), 2)]),
                    lambda key: chain == {key: 1, "a": 2}, lambda key: chain.keys() & {key, "a"},
                    lambda key: dict(chain), lambda key: chain.__delitem__(key),
                    lambda key: chain.__ior__({key: 1})):
            try: use(Hostile(like, act))
            except (KeyError, RuntimeError, TypeError, AttributeError): pass
            chain.setdefault("a", 1); chain.setdefault("b", {"c": 1})
    chain.clear()
chain.update(a=1)
print(len(chain), list(chain))
`,
  );
  assert.deepEqual(lines, ["1 ['a']"]);
});

test('a dict that changes under an iterator: RuntimeError, and the iterator stays so', async () => {
  const lines = await printed(
    'chain.update(a=1, b=2, c=3)',
    `
for change in (lambda: chain.pop("b"), lambda: chain.update(z=1),
               lambda: (chain.pop("c"), chain.update(c=1))):
    for walk in iter(chain), iter(chain.items()), reversed(chain), iter(chain.values()):
        next(walk)
        chain.update(a=1, b=2, c=3)
        walk = iter(chain); next(walk)
        change()
        for turn in range(2):
            try: print(next(walk))
            except RuntimeError as error: print(error)
        break
ended = iter(chain); list(ended); chain["new"] = 1; print(next(ended, "ended"))
`,
  );
  const size = 'dictionary changed size during iteration';
  const keys = 'dictionary keys changed during iteration';
  assert.deepEqual(lines, [size, size, size, size, keys, keys, 'ended']);
});

test('a larger dict: 1,000 entries made, changed, read, in a nested dict', async () => {
  const { result, address } = await run(
    'chain["d"] = {i: [i] for i in range(1000)}',
    `
d = chain["d"]
for i in range(0, 1000, 2): del d[i]
d[1].append(2)
finish([len(d), sum(map(len, d.values()))])`,
  );
  assert.deepEqual(successValue(result), [500, 501]);
  assert.equal(((await stored(address)).get('d') as Map<Value, Value>).size, 500);
});

const hash = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const hex = (bytes: Uint8Array): string => toHex(bytes).slice(2);
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
const [A, B] = [`5820${hex(hash(1))}`, `5820${hex(hash(2))}`];
const SEQUENCE = '480000000000000000';

/** Records by key; keys and values as hexadecimal text. */
function reader(records: Readonly<Record<string, string>>): (key: Uint8Array) => Uint8Array | undefined {
  return (key) => {
    const value = records[hex(key)];
    return value === undefined ? undefined : bytesOf(value);
  };
}

const ROOT = '000000000000000000';
const entry = (byte: number, node = 0): string =>
  `01${node.toString(16).padStart(16, '0')}${hex(hash(byte))}`;

test('records that are no chain are an error, whatever they say', () => {
  const good = { [ROOT]: `86 01 01 ${A} ${A} 01 00`, [entry(1)]: `85 ${SEQUENCE} f6 f6 01 02` };
  const records: StorageRecord[] = listChain(reader(good));
  assert.equal(records.length, 2);
  assert.deepEqual(readChain(records), new Map([[1, 2]]));
  for (const [what, damaged] of [
    ['a link to a missing record', { [entry(1)]: `85 ${SEQUENCE} f6 ${B} 01 02` }],
    ['a link in a circle', { [entry(1)]: `85 ${SEQUENCE} f6 ${A} 01 02` }],
    ['a dict without a header', { [entry(1)]: `86 ${SEQUENCE} f6 f6 01 f6 05` }],
    ['a dict that is its own parent', { [entry(1)]: `86 ${SEQUENCE} f6 f6 01 f6 00` }],
    ['a sequence that is none', { [entry(1)]: '85 00 f6 f6 01 02' }],
    ['a header of other fields', { [ROOT]: `85 01 01 ${A} ${A} 01` }],
    ['a garbage node without a header', { [ROOT]: `86 01 01 ${A} ${A} 01 07` }],
    ['no CBOR', { [ROOT]: 'ff' }],
  ] as const) {
    assert.throws(() => listChain(reader({ ...good, ...damaged })), { code: 'BAD_VALUE' }, what);
  }
});
