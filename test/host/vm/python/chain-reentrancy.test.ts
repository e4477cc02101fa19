/** What a contract holds of `chain` when another of its frames has written to it (SEMANTICS 17). */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createHost, type Host } from '../../../../host/index.js';
import { deploy, describe, successValue } from '../../../support/host.js';

let host: Host;
before(async () => {
  host = await createHost();
});
after(() => host.close());

const indent = (text: string): string => text.trim().replace(/^/gm, '    ');

/** Runs `outer` in a contract that opted in; `inner` is what its call of itself does. */
async function run(setup: string, outer: string, inner: string): Promise<{ value: unknown; chain: unknown }> {
  const source = `# pbevm: reentrant
if new:
${indent(setup)}
elif args == ["inner"]:
${indent(inner)}
else:
    def enter(): call(address, ["inner"])
${indent(outer)}`;
  const address = await deploy(host, source);
  const result = await host.send(address, []);
  assert.equal(result.status, 'success', describe(result));
  return { value: successValue(result), chain: (await host.inspect(address))?.chain };
}

const map = (entries: Record<string, unknown>): Map<string, unknown> => new Map(Object.entries(entries));

test('a dict that is held stays valid, is read again, and what is assigned to it is stored', async () => {
  const { value, chain } = await run(
    'chain["a"] = {"b": {"n": 1}}',
    `
a = chain["a"]; b = a["b"]
enter()
first = [b["n"], b is chain["a"]["b"], a is chain["a"], len(b), list(b)]
del a
enter()
b["n"] += 1000
del b
enter()
finish(first + [chain["a"]["b"]["n"]])
`,
    'chain["a"]["b"]["n"] += 1; chain["a"]["b"].setdefault("new", 2)',
  );
  assert.deepEqual(value, [2, true, true, 2, ['n', 'new'], 1004]);
  assert.deepEqual(chain, map({ a: map({ b: map({ n: 1004, new: 2 }) }) }));
});

test('a dict that another frame deleted is stale', async () => {
  const { value } = await run(
    'chain["a"] = {"n": 1}; chain["e"] = {}; chain["out"] = {"n": 1}',
    `
a, e, out = chain["a"], chain["e"], chain.pop("out")
enter()
seen = []
for use in (lambda: a["n"], lambda: len(a), lambda: a.get("x"), lambda: a.update(n=2), lambda: list(a),
            lambda: "n" in e, lambda: e.setdefault("n", 1), lambda: out["n"], lambda: repr(a),
            lambda: a == {"n": 1}, lambda: a | {}):
    try: seen.append(use())
    except RuntimeError as error: seen.append(str(error))
finish(seen)
`,
    'del chain["a"]; chain["e"] = {"n": 5}',
  );
  assert.deepEqual(value, Array(11).fill('stale chain entry'));
});

test('mutable values that are held are detached; assigned dicts too', async () => {
  const { value, chain } = await run(
    'chain["l"] = [1]',
    `
l = chain["l"]; d = {"n": 1}; chain["d"] = d; l.append(2)
enter()
l.append(3); d["n"] = 2
same = [chain["l"] is l, chain["d"] is d, chain["d"]["n"]]
chain["l"].append(4)
finish(same)
`,
    'pass',
  );
  assert.deepEqual(value, [false, false, 1]);
  assert.deepEqual(chain, map({ l: [1, 2, 4], d: map({ n: 1 }) }));
});

test('views and iterators from before the call', async () => {
  const { value } = await run(
    'chain.update(a=1, b=2)',
    `
keys, walk = chain.keys(), iter(chain)
next(walk)
enter()
try: next(walk)
except RuntimeError as error: finish([str(error), list(keys), len(keys)])
`,
    'chain["c"] = 3',
  );
  assert.deepEqual(value, ['dictionary changed size during iteration', ['a', 'b', 'c'], 3]);
});

test('a contract that did not opt in keeps what it read', async () => {
  const other = await deploy(host, 'finish(1)');
  const source = `
if new: chain["d"] = {"l": [1]}
else:
    l, d = chain["d"]["l"], chain["d"]
    call(args[0], [])
    l.append(2)
    finish([chain["d"] is d, d["l"] is l])`;
  const address = await deploy(host, source);
  assert.deepEqual(successValue(await host.send(address, [other])), [true, true]);
  assert.deepEqual((await host.inspect(address))?.chain, map({ d: map({ l: [1, 2] }) }));
});

test('destructors and keys of the contract run while everything is forgotten', async () => {
  const { chain } = await run(
    'chain["d"] = {"n": 1}',
    `
class Loud:
    def __del__(self):
        chain["d"]["n"] += 1
        chain["gone"] = chain.get("gone", 0) + 1
class Key:
    def __hash__(self): return hash("n")
    def __eq__(self, other):
        if depth: depth.pop(); enter()
        return other == "n"
for turn in range(3):
    depth = [1, 1]
    holder = {"x": Loud()}
    chain["h"] = holder
    try: enter()
    except TypeError: holder["x"] = 1
    del holder
    enter()
    chain["d"].get(Key()); chain["d"].setdefault(Key(), 1)
    try: chain["d"][Key()] = chain["d"].pop(Key())
    except KeyError: pass
    chain["d"] = {"n": 1}
chain["done"] = True
`,
    'chain["d"]["n"] += 1',
  );
  assert.equal((chain as Map<string, unknown>).get('done'), true);
});
