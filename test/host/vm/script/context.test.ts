/** Contexts by themselves: what a push takes over, sizes, claims (SEMANTICS 41). */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BadAsk } from '../../../../host/vm/script/bad-ask.js';
import { Context } from '../../../../host/vm/script/context.js';
import { decodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';

const dict = (entries: Readonly<Record<string, Value>>): Map<Value, Value> =>
  new Map(Object.entries(entries));
const entry = (): Context => Context.entry({ caller: 1n, callee: 2n });
const seen = (context: Context): Value => decodeValue(context.encode());
const bytes = (length: number): Uint8Array => new Uint8Array(length);

test('keys of the host are its own, whatever is pushed', () => {
  const child = entry().push(dict({ es_caller: 7, es_callee: 8, from: 9, own: 1, runtime: 2 }));
  assert.deepEqual(seen(child), dict({ es_caller: 1, es_callee: 2, own: 1, runtime: 2 }));
  const told = Context.entry({ caller: 1n, callee: 2n, from: dict({ x: 1 }) }).push(dict({ from: 9 }));
  assert.deepEqual(seen(told), dict({ es_caller: 1, es_callee: 2, from: dict({ x: 1 }) }));
  assert.deepEqual(
    Context.claimOf(dict({ es_caller: 7, runtime: 1, ext: 2, from: 3, own: 4 })),
    dict({ own: 4 }),
  );
});

test('ext is inherited, replaced where one is given, and added to', () => {
  const first = entry();
  first.link('a', null);
  const inherits = first.push(new Map());
  assert.deepEqual([...inherits.ext], [['a', null]]);
  for (const wrong of [1, 'code', []] as Value[])
    assert.throws(() => first.push(dict({ ext: dict({ b: wrong }) })), BadAsk);
  const own = first.push(dict({ ext: dict({ b: bytes(1) }) }));
  own.link('c', bytes(1));
  assert.deepEqual([...own.ext.keys()], ['b', 'c']);
  assert.deepEqual([...first.ext.keys()], ['a']);
  for (let at = 1; at < 64; at++) first.link(`f${at}`, bytes(1));
  assert.throws(() => first.link('one_more', bytes(1)), BadAsk);
  assert.equal(first.ext.size, 64);
});

test('a child leaves its runtime, and nothing else', () => {
  const parent = entry().push(dict({ own: 1, runtime: 'old' }));
  const child = parent.push(dict({ own: 2, runtime: 'given' }));
  child.replaceRuntime(dict({ own: 3, runtime: 'new' }));
  assert.deepEqual(seen(parent), dict({ es_caller: 1, es_callee: 2, own: 1, runtime: 'old' }));
  parent.merge(child);
  assert.deepEqual(seen(parent), dict({ es_caller: 1, es_callee: 2, own: 1, runtime: 'new' }));
  parent.merge(entry().push(new Map()));
  assert.deepEqual(seen(parent), dict({ es_caller: 1, es_callee: 2, own: 1, runtime: 'new' }));
});

test('a context has at most 1 MiB, encoded; a runtime that is too large changes nothing', () => {
  const empty =
    entry()
      .push(dict({ runtime: bytes(100_000) }))
      .encode().length - 100_000;
  const most = 2 ** 20 - empty;
  const context = entry().push(dict({ runtime: bytes(most) }));
  assert.equal(context.encode().length, 2 ** 20);
  assert.throws(() => entry().push(dict({ runtime: bytes(most + 1) })), BadAsk);
  assert.throws(() => context.replaceRuntime(dict({ runtime: bytes(most + 1) })), BadAsk);
  assert.equal(context.encode().length, 2 ** 20);
  context.replaceRuntime(new Map());
  assert.deepEqual(seen(context), dict({ es_caller: 1, es_callee: 2 }));
});

test('a context is a dict with texts as keys', () => {
  for (const wrong of [null, 1, [], new Map([[1, 2]]), new Map([[bytes(1), 2]])] as Value[]) {
    assert.throws(() => entry().push(wrong), BadAsk);
    assert.throws(() => entry().replaceRuntime(wrong), BadAsk);
    assert.throws(() => Context.claimOf(wrong), BadAsk);
  }
});
