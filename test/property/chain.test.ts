/**
 * `chain` behaves as one dict that lives on (SEMANTICS 14-17): random operations spread over several calls,
 * some of which fail, leave what the same operations leave in a plain dict within a single run; keys, values
 * and order. What is stored adds up to storageSize (SEMANTICS 34).
 */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DEFAULT_LIMITS } from '../../host/api.js';
import type { Engine } from '../../host/engine.js';
import { Host } from '../../host/host.js';
import { openInlineEngine } from '../../host/inline-engine.js';
import { encodeKey, encodeValue } from '../../host/vm/values/cbor.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../host/vm/values/types.js';
import { parseAddress } from '../../runtime/address.js';
import { toHex } from '../../runtime/bytes.js';
import { RandomValues } from '../host/vm/values/random-values.js';
import { deploy, describe } from '../support/host.js';

/** Applies operations to a dict; one that does not fit what is there does nothing, whatever the dict is. */
const APPLY = `
def walk(place, path):
    for step in path:
        place = place[step]
    return place

def apply(root, operation):
    match operation:
        case ["set", path, key, value]: walk(root, path)[key] = value
        case ["delete", path, key]: del walk(root, path)[key]
        case ["pop", path, key]: walk(root, path).pop(key, None)
        case ["popitem", path]: walk(root, path).popitem()
        case ["update", path, other]: walk(root, path).update(other)
        case ["setdefault", path, key, value]: walk(root, path).setdefault(key, value)
        case ["clear", path]: walk(root, path).clear()
        case ["append", path, value]: walk(root, path).append(value)
        case ["add", path, value]: walk(root, path).add(value)
        case ["merge", path, other]:
            place = walk(root, path)
            place |= other
        case ["again", path, key]:
            place = walk(root, path)
            place[key] = place.pop(key)

def apply_all(root, operations):
    for operation in operations:
        try: apply(root, operation)
        except Exception: pass
`;

const CHAIN = `${APPLY}
if not new:
    operations, ending = args
    half = len(operations) // 2
    apply_all(chain, operations[:half])
    if ending == "call":
        try: call(address, [])
        except CallRefused: pass
    apply_all(chain, operations[half:])
    if ending == "revert": revert("no")
    if ending == "raise": raise ValueError("no")
    if ending == "function": chain["bad"] = apply
    if ending == "loop":
        while True: pass
    if ending != "end": finish({**chain})
`;

const PLAIN = `${APPLY}
if not new:
    plain = {}
    apply_all(plain, args[0])
    finish(plain)
`;

/** A model with a bug, which the suite must see: what is put in again keeps its old place. */
const FLAWED = PLAIN.replace('place[key] = place.pop(key)', 'place[key] = place[key]');

/** How a call ends. Those of the second row leave nothing. */
const SUCCESSES = ['finish', 'end', 'call'] as const;
const FAILURES = ['revert', 'raise', 'function', 'loop'] as const;
type Ending = (typeof SUCCESSES)[number] | (typeof FAILURES)[number];

const isFailure = (ending: Ending): boolean => (FAILURES as readonly Ending[]).includes(ending);

class Programs {
  readonly #random: RandomValues;

  constructor(seed: number) {
    this.#random = new RandomValues(seed);
  }

  call(): { readonly operations: Value[]; readonly ending: Ending } {
    const operations = Array.from({ length: 1 + this.#random.below(20) }, () => this.#operation());
    const ending = this.#random.below(4) === 0 ? this.#pick(FAILURES) : this.#pick(SUCCESSES);
    return { operations, ending };
  }

  /** Few keys, so that operations meet; several ways to write the same. */
  #key(): Value {
    const one = [1, new PyFloat(1), true] as const;
    return this.#pick<Value>([
      'a',
      'b',
      'c',
      'nested',
      ...one,
      0,
      -5,
      2n ** 70n,
      0.5,
      null,
      new Uint8Array([1]),
      new PyTuple([1, 'x']),
      new PyTuple([this.#pick(one), 'x']),
      new PyTuple([]),
    ]);
  }

  #path(): Value[] {
    const depth = this.#pick([0, 0, 0, 1, 1, 2]);
    return Array.from({ length: depth }, (_, i) =>
      i === 0 && this.#random.below(2) ? 'nested' : this.#key(),
    );
  }

  #dict(): Map<Value, Value> {
    const dict = new Map<string, readonly [Value, Value]>();
    for (let i = this.#random.below(4); i > 0; i--) {
      const key = this.#key();
      dict.set(toHex(encodeKey(key)), [key, this.#value()]);
    }
    return new Map(dict.values());
  }

  #value(): Value {
    switch (this.#random.below(7)) {
      case 0:
        return this.#dict();
      case 1:
        return [];
      case 2:
        return new PySet([1, 'x']);
      case 3:
        return [[], new Map<Value, Value>([['a', []]])];
      default:
        return this.#random.value(4);
    }
  }

  #operation(): Value[] {
    const name = this.#pick([
      ...(['set', 'set', 'set', 'delete', 'pop', 'popitem', 'update', 'setdefault'] as const),
      ...(['append', 'append', 'add', 'merge', 'again', 'again'] as const),
      ...(this.#random.below(8) === 0 ? (['clear'] as const) : []),
    ]);
    const path = this.#path();
    switch (name) {
      case 'set':
      case 'setdefault':
        return [name, path, this.#key(), this.#value()];
      case 'delete':
      case 'pop':
      case 'again':
        return [name, path, this.#key()];
      case 'update':
      case 'merge':
        return [name, path, this.#dict()];
      case 'append':
        return [name, [...path, this.#key()], this.#value()];
      case 'add':
        return [name, [...path, this.#key()], this.#key()];
      default:
        return [name, path];
    }
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)];
  }
}

let engine: Engine;
let host: Host;
before(async () => {
  engine = await openInlineEngine({ store: 'memory' });
  host = new Host(engine, DEFAULT_LIMITS);
});
after(() => host.close());

const LIMITS = { fuel: 100_000_000 };

/** What the records of an account add up to. */
async function recordedBytes(address: string): Promise<bigint> {
  const report = await engine.inspect(parseAddress(address));
  const lengths = report?.records.map(({ key, value }) => key.length + value.length) ?? [];
  return BigInt(lengths.reduce((sum, length) => sum + length, 0));
}

/** Runs a random program of calls; returns where chain and the model disagree. Notes the states it met. */
async function disagreements(
  seed: number,
  modelSource: string,
  states = new Set<string>(),
): Promise<string[]> {
  const programs = new Programs(seed);
  const [contract, model] = [await deploy(host, CHAIN), await deploy(host, modelSource)];
  const kept: Value[] = [];
  const wrong: string[] = [];
  for (let number = 0; number < 8; number++) {
    const { operations, ending } = programs.call();
    const result = await host.send(contract, [operations, ending], { limits: LIMITS });
    assert.equal(result.status !== 'success', isFailure(ending), `${ending}: ${describe(result)}`);
    if (!isFailure(ending)) kept.push(...operations);
    const expected = await host.call(model, [kept], { limits: { fuel: 1_000_000_000 } });
    assert.ok(expected.status === 'success', describe(expected));
    const info = await host.inspect(contract);
    const wanted = toHex(encodeValue(expected.value));
    states.add(wanted);
    const place = `seed ${seed}, call ${number} (${ending})`;
    if (toHex(encodeValue(info?.chain)) !== wanted) wrong.push(`${place}: what is stored`);
    if (result.status === 'success' && ending !== 'end' && toHex(encodeValue(result.value)) !== wanted) {
      wrong.push(`${place}: what the contract sees`);
    }
    if (BigInt(info?.storageSize ?? 0) !== (await recordedBytes(contract)))
      wrong.push(`${place}: storageSize`);
  }
  return wrong;
}

const SEEDS = Array.from({ length: 40 }, (_, i) => i + 1);

test('operations over several calls leave what they leave in one dict', async () => {
  const wrong: string[] = [];
  const states = new Set<string>();
  for (const seed of SEEDS) wrong.push(...(await disagreements(seed, PLAIN, states)));
  assert.deepEqual(wrong, []);
  assert.ok(states.size > 4 * SEEDS.length, `${states.size} states`);
});

test('seeded bug: a model that keeps the place of what is put in again is seen to differ', async () => {
  const wrong: string[] = [];
  for (const seed of SEEDS.slice(0, 10)) wrong.push(...(await disagreements(seed, FLAWED)));
  assert.ok(wrong.length > 0);
});

test('an emptied chain keeps its header only, and goes on counting', async () => {
  const contract = await deploy(host, CHAIN);
  const send = (...operations: Value[]) => host.send(contract, [operations, 'finish']);
  await send(['set', [], 'a', 1], ['set', [], 'b', 2]);
  const full = await host.inspect(contract);
  await send(['clear', []]);
  const empty = await host.inspect(contract);
  assert.deepEqual(empty?.chain, new Map());
  assert.ok((empty?.storageSize ?? 0) > 0 && (empty?.storageSize ?? 0) < (full?.storageSize ?? 0));
  await send(['set', [], 'b', 2], ['set', [], 'a', 1]);
  assert.deepEqual([...((await host.inspect(contract))?.chain.keys() ?? [])], ['b', 'a']);
});
