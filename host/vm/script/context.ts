/**
 * Contexts: what the host keeps beside each frame of an execution environment, and contracts cannot forge
 * (SEMANTICS 41; seed 002, "get_context").
 */

import { encodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';
import { BadAsk } from './bad-ask.js';

/** `es_caller` of a frame that no environment called. */
export const NO_ENVIRONMENT = 2n ** 256n - 1n;

/** Bytes of a context, encoded as `get_context` gives it (SEMANTICS 41). */
const CONTEXT_BYTES_MAX = 2 ** 20;

/** Keys that the host manages: what a caller says under them counts for nothing, or is not pushed. */
const HOST_KEYS: ReadonlySet<string> = new Set(['es_caller', 'es_callee', 'from', 'ext', 'runtime']);

/** Functions that a context may link. */
const EXT_MAX = 64;
const EXT_NAME = /^[a-z_][a-z0-9_]{0,63}$/i;

/** Names that mean something in every child: no linked function takes their place. */
const CHILD_NAMES: ReadonlySet<string> = new Set(
  'args invoker address value new chain finish revert print call delegate_call emit self_destruct wei'.split(
    ' ',
  ),
);

/** Functions to link, by name: the code that defines each; null for the environment's own. */
export type Extensions = ReadonlyMap<string, Uint8Array | null>;

type Keys = ReadonlyMap<string, Value>;

/** Who called whom: the same for all frames of one entry. */
export interface Parties {
  readonly caller: bigint;
  readonly callee: bigint;
  /** The context that the calling environment passed, its own word. */
  readonly from?: Value;
}

export class Context {
  readonly parties: Parties;
  /** What the environment pushed. */
  readonly #keys: Keys;
  #runtime: Value | undefined;
  #ext: Extensions;
  #encoded: Uint8Array | undefined;

  private constructor(parties: Parties, keys: Keys, runtime: Value | undefined, ext: Extensions) {
    this.parties = parties;
    this.#keys = keys;
    this.#runtime = runtime;
    this.#ext = ext;
  }

  /** The context of the frame at which an environment is entered. */
  static entry(parties: Parties): Context {
    return new Context(parties, new Map(), undefined, new Map());
  }

  /** Functions that are linked into every child. */
  get ext(): Extensions {
    return this.#ext;
  }

  get runtime(): Value | undefined {
    return this.#runtime;
  }

  /**
   * The context of a child that the environment executes; `ext` is inherited where it names none.
   * @throws BadAsk
   */
  push(pushed: Value): Context {
    const keys = new Map<string, Value>();
    const entries = textEntries(pushed, 'a context');
    for (const [key, value] of entries) if (!HOST_KEYS.has(key)) keys.set(key, value);
    const ext = entries.get('ext');
    const linked = ext === undefined ? this.#ext : readExtensions(ext);
    const child = new Context(this.parties, keys, entries.get('runtime'), linked);
    child.encode();
    return child;
  }

  /** What another environment is told when this one calls it. @throws BadAsk */
  static claimOf(passed: Value): Value {
    const claim = new Map<Value, Value>();
    for (const [key, value] of textEntries(passed, 'a context'))
      if (!HOST_KEYS.has(key)) claim.set(key, value);
    return claim;
  }

  /** Takes `runtime` from a context; no other key (SEMANTICS 41). @throws BadAsk */
  replaceRuntime(context: Value): void {
    const before = this.#runtime;
    this.#setRuntime(textEntries(context, 'a context').get('runtime'));
    try {
      this.encode();
    } catch (thrown) {
      this.#setRuntime(before);
      throw thrown;
    }
  }

  /** What a child has left, after its success. */
  merge(child: Context): void {
    if (child.#runtime !== undefined) this.#setRuntime(child.#runtime);
  }

  /** Links one more function into children of this frame and theirs. @throws BadAsk */
  link(name: string, code: Uint8Array | null): void {
    this.#ext = checkExtensions(new Map([...this.#ext, [name, code]]));
  }

  /**
   * What `get_context` gives: the keys of the host, then what was pushed, then `runtime`.
   * @throws BadAsk if it is too large, or too deep
   */
  encode(): Uint8Array {
    if (this.#encoded !== undefined) return this.#encoded;
    const { caller, callee, from } = this.parties;
    const value = new Map<Value, Value>([
      ['es_caller', caller],
      ['es_callee', callee],
    ]);
    if (from !== undefined) value.set('from', from);
    for (const [key, pushed] of this.#keys) value.set(key, pushed);
    if (this.#runtime !== undefined) value.set('runtime', this.#runtime);
    this.#encoded = BadAsk.ifBadValue(() => encodeValue(value, 'context', CONTEXT_BYTES_MAX));
    return this.#encoded;
  }

  #setRuntime(runtime: Value | undefined): void {
    this.#runtime = runtime;
    this.#encoded = undefined;
  }
}

function textEntries(value: Value, what: string): ReadonlyMap<string, Value> {
  if (!(value instanceof Map)) throw new BadAsk(`${what} is a dict`);
  for (const key of value.keys()) if (typeof key !== 'string') throw new BadAsk(`keys of ${what} are texts`);
  return value as ReadonlyMap<Value, Value> as Keys;
}

function readExtensions(value: Value): Extensions {
  const ext = new Map<string, Uint8Array | null>();
  for (const [name, code] of textEntries(value, 'ext')) {
    if (!isLinkable(code)) throw new BadAsk(LINKABLE);
    ext.set(name, code);
  }
  return checkExtensions(ext);
}

const LINKABLE = "a linked function's code is bytes, or None: the environment's own";

/** Whether a value is code of a linked function. */
const isLinkable = (code: Value): code is Uint8Array | null => code === null || code instanceof Uint8Array;

/** @throws BadAsk */
export function checkLinkable(code: Value): Uint8Array | null {
  if (!isLinkable(code)) throw new BadAsk(LINKABLE);
  return code;
}

function checkExtensions(ext: Extensions): Extensions {
  if (ext.size > EXT_MAX) throw new BadAsk(`more than ${EXT_MAX} linked functions`);
  for (const name of ext.keys()) {
    if (!EXT_NAME.test(name))
      throw new BadAsk('a linked function is named by an ASCII identifier of 64 at most');
    if (CHILD_NAMES.has(name)) throw new BadAsk(`${name} is a name of every contract`);
  }
  return ext;
}
