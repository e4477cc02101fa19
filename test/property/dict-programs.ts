/** Random programs over a dict of dicts: their operations in Python, and the generator. */

import { encodeKey } from '../../host/vm/values/cbor.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../host/vm/values/types.js';
import { toHex } from '../../runtime/bytes.js';
import { RandomValues } from '../host/vm/values/random-values.js';

/**
 * `perform(root, operation, flush)` returns the text of what an operation gives or raises, so that a stored
 * dict and a plain one can be compared.
 */
export const OPERATIONS = `
class Text(str): pass

class Odd:
    def __init__(self, like): self.like = like
    def __hash__(self): return hash(self.like)
    def __eq__(self, other): return self.like == other

class Mapping:
    def __init__(self, items): self.items = items
    def keys(self): return [key for key, value in self.items]
    def __getitem__(self, key): return dict(self.items)[key]

def walk(place, path):
    for step in path:
        place = place[step]
    return place

def match_it(place):
    match place:
        case {"a": found, **rest}: return found, rest
        case {"b": int(found)}: return found
        case {}: return "a mapping"
        case _: return "none"

def iterate_and(place, change):
    seen = []
    for key in place:
        seen.append(key)
        if len(seen) > 20: break
        change(place, key)
    return seen

def assign(place, key, value): place[key] = value
def delete(place, key): del place[key]
def merge(place, other): place |= other; return place
def keywords(**names): return names

BINARY = {
    "get": lambda p, k, v: p.get(k),
    "get_or": lambda p, k, v: p.get(k, v),
    "item": lambda p, k, v: p[k],
    "in": lambda p, k, v: k in p,
    "set": assign,
    "delete": lambda p, k, v: delete(p, k),
    "pop": lambda p, k, v: p.pop(k),
    "pop_or": lambda p, k, v: p.pop(k, v),
    "setdefault": lambda p, k, v: p.setdefault(k, v),
    "setdefault_none": lambda p, k, v: p.setdefault(k),
    "popitem": lambda p, k, v: p.popitem(),
    "clear": lambda p, k, v: p.clear(),
    "again": lambda p, k, v: assign(p, k, p.pop(k)),
    "len": lambda p, k, v: (len(p), bool(p)),
    "list": lambda p, k, v: (list(p), list(reversed(p)), list(p.values()), list(p.items())),
    "repr": lambda p, k, v: (repr(p), str(p.keys()), f"{p.items()}", p.values()),
    "copy": lambda p, k, v: (p.copy(), dict(p), {**p}, p | {}),
    "equal": lambda p, k, v: (p == p.copy(), p != p.copy(), p == v, v != p, p.copy() == p, p == {}),
    "or": lambda p, k, v: p | {k: v},
    "ror": lambda p, k, v: {k: v} | p,
    "or_bad": lambda p, k, v: p | [(k, v)],
    "merge": lambda p, k, v: merge(p, {k: v}),
    "merge_pairs": lambda p, k, v: merge(p, [(k, v), ["b", 1]]),
    "update": lambda p, k, v: p.update({k: v}, c=v),
    "update_pairs": lambda p, k, v: p.update([(k, v), ("b", 2), (k,)]),
    "update_mapping": lambda p, k, v: p.update(Mapping([(k, v), ("d", 3)])),
    "update_self": lambda p, k, v: p.update(p),
    "update_bad": lambda p, k, v: p.update(7),
    "match": lambda p, k, v: match_it(p),
    "call": lambda p, k, v: keywords(**p),
    "views": lambda p, k, v: (k in p.keys(), (k, v) in p.items(), v in p.values(), len(p.items())),
    "key_sets": lambda p, k, v: (sorted(map(repr, p.keys() & {k, "a"})), p.keys() >= {k}, p.keys() == {"a"},
                                 sorted(map(repr, p.keys() - {k})), p.keys().isdisjoint([k])),
    "key_or": lambda p, k, v: sorted(map(repr, {k} | p.keys() ^ {"a", "z"})),
    "items_equal": lambda p, k, v: p.items() == p.copy().items(),
    "hash": lambda p, k, v: hash(p),
    "add": lambda p, k, v: p + p,
    "less": lambda p, k, v: p < {},
    "isinstance": lambda p, k, v: (isinstance(p, dict), callable(p), p.__class__),
    "fromkeys": lambda p, k, v: p.fromkeys([k, "a"], 1),
    "grow": lambda p, k, v: iterate_and(p, lambda p, key: assign(p, "grown" + str(len(p)), v)),
    "shrink": lambda p, k, v: iterate_and(p, delete),
    "overwrite": lambda p, k, v: iterate_and(p, lambda p, key: assign(p, key, v)),
    "odd_get": lambda p, k, v: (p.get(Text("a")), p.get(Odd(k)), Text("b") in p, p.get(float("nan")),
                                p.get(1j)),
    "odd_set": lambda p, k, v: (assign(p, Odd("a"), v), p["a"], list(map(type, p)), p.pop(Odd("a"))),
    "odd_keep": lambda p, k, v: (assign(p, Text("s"), v), p["s"], p.pop("s")),
    "unhashable": lambda p, k, v: p[[]],
    "unhashable_get": lambda p, k, v: p.get({}, 1),
    "append": lambda p, k, v: p[k].append(v),
    "extend": lambda p, k, v: p[k].add(k),
    "nest": lambda p, k, v: assign(p, k, {"a": {"b": v}, "l": [{}]}),
    "share": lambda p, k, v: (shared := {"in": [v]}, assign(p, k, shared), assign(p, "b", shared),
                              assign(shared, "late", v), p[k] is shared),
    "same": lambda p, k, v: (p[k] is p[k], p.get(k) is p[k]),
}

def perform(root, operation, flush):
    match operation:
        case ["flush"]: return flush()
        case ["alias", path, key, other]:
            function = lambda: assign(walk(root, path), key, walk(root, other))
        case ["move", path, key, other, old]:
            function = lambda: assign(walk(root, path), key, walk(root, other).pop(old))
        case [name, path, key, value]:
            function = lambda: BINARY[name](walk(root, path), key, value)
    try:
        return repr(function())
    except (TypeError, AttributeError) as error: # their texts name types
        return type(error).__name__
    except Exception as error:
        return repr(error)

# Never an answer: dict's own methods do not know what is stored.
def unbound(place):
    answered = []
    if type(place) is dict: return answered
    for name in dict.__dict__:
        method = getattr(dict, name)
        if not callable(method) or name in ("__new__", "fromkeys", "__class_getitem__"): continue
        for arguments in [], ["a"], ["a", 1], [{}]:
            try: answered.append((name, repr(method(place, *arguments))))
            except TypeError: pass
    return answered
`;

const NAMES: readonly string[] = [...OPERATIONS.matchAll(/^ {4}"(\w+)": lambda|^ {4}"(set)": /gm)].map(
  ([, name, set]) => name ?? set,
);

/** What makes and changes entries comes more often than what reads them. */
const FREQUENT = ['set', 'set', 'nest', 'nest', 'delete', 'pop', 'again', 'append', 'share', 'setdefault'];

/** What puts one object in two places. */
const ALIASING = ['alias', 'share', 'update'];

export class DictPrograms {
  readonly #random: RandomValues;
  readonly #allows: (name: string) => boolean;
  /** Ways to write the key 1. */
  readonly #one: readonly Value[];

  /**
   * @param survivesReading whether programs do the same when everything is read again in between: no object
   * stands in two places, and keys are as they are read.
   */
  constructor(seed: number, survivesReading = false) {
    this.#random = new RandomValues(seed);
    this.#allows = (name) => !survivesReading || !ALIASING.includes(name);
    this.#one = survivesReading ? [1] : [1, new PyFloat(1), true];
  }

  /** The operations of one run. */
  run(): Value[] {
    return Array.from({ length: 1 + this.#random.below(24) }, () => this.#operation());
  }

  #operation(): Value[] {
    const choice = this.#random.below(20);
    if (choice === 0) return ['flush'];
    if (choice === 1 && this.#allows('alias')) return ['alias', this.#path(), this.#key(), this.#path()];
    if (choice === 2) return ['move', this.#path(), this.#key(), this.#path(), this.#key()];
    const name = this.#pick((this.#random.below(2) === 0 ? FREQUENT : NAMES).filter(this.#allows));
    return [name, this.#path(), this.#key(), this.#value()];
  }

  #key(): Value {
    const rare: readonly Value[] = [
      0,
      -5,
      2n ** 70n,
      0.5,
      null,
      new Uint8Array([1]),
      new PyTuple([this.#pick(this.#one)]),
    ];
    return this.#pick<Value>(['a', 'a', 'a', 'b', 'b', 'c', 'd', ...this.#one, 1, this.#pick(rare)]);
  }

  #path(): Value[] {
    const depth = this.#pick([0, 0, 1, 1, 1, 2, 3]);
    return Array.from({ length: depth }, () => this.#pick<Value>(['a', 'a', 'b', this.#key()]));
  }

  #value(): Value {
    switch (this.#random.below(6)) {
      case 0:
        return new Map(
          [...new Map([this.#key(), this.#key()].map((key) => [toHex(encodeKey(key)), key])).values()].map(
            (key): [Value, Value] => [
              key,
              this.#random.below(3) === 0 ? new Map([['b', 1]]) : this.#random.value(4),
            ],
          ),
        );
      case 1:
        return this.#pick<Value>([[], new PySet([1, 'x']), [new Map([['a', []]])]]);
      case 2:
        return this.#random.value(4);
      default:
        return this.#random.below(100);
    }
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[this.#random.below(items.length)];
  }
}
