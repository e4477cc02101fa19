/**
 * Raw EEI: what an environment's own code may ask for (SEMANTICS 39-42, seed 002). One table; its order is
 * that of the names which a frame sees.
 */

import { hash as digestOf } from 'node:crypto';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { GuestHalt } from '../../../runtime/sandbox/guest-exit.js';
import type { ScriptOperation } from '../../../runtime/schedule.js';
import { decodeValue, encodeValue } from '../values/cbor.js';
import type { Value } from '../values/types.js';
import { type Ask, EncodedValue, failure, statusOf } from './ask.js';
import { BadAsk } from './bad-ask.js';
import { Context, checkLinkable } from './context.js';
import type { Environment } from './environment.js';
import type { PayNodes } from './services.js';

/** A function of raw EEI on one context of an environment. */
type RawFunction = (environment: Environment, context: Context, ask: Ask) => Value | EncodedValue;

/** Storage keys below belong to `chain` (docs/layouts.md). */
const FIRST_RAW_KEY = 0x20;

const WORD_BYTES = 32;

/** Bytes of which a node of a tree is the hash. */
const NODE_BYTES = 64;

function bytesAt({ args }: Ask, at: number, what: string, length?: number): Uint8Array {
  const value = args[at];
  if (value instanceof Uint8Array && (length === undefined || value.length === length)) return value;
  throw new BadAsk(`${what} is ${length === undefined ? 'bytes' : `${length} bytes`}`);
}

function integerAt({ args }: Ask, at: number, what: string): bigint {
  const value = args[at];
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  throw new BadAsk(`${what} is an int`);
}

function charge({ protocol }: Environment, { meter }: Ask, operation: ScriptOperation, bytes: number): void {
  meter.charge(protocol.schedule.script[operation], bytes);
}

function payNodes(environment: Environment, ask: Ask): PayNodes {
  return (nodes) => charge(environment, ask, 'treeNode', NODE_BYTES * nodes);
}

const encoded = (value: Value): Uint8Array => BadAsk.ifBadValue(() => encodeValue(value));

/** The fuel to pass at most, after the three arguments that the proposal has. */
function fuelCapAt(ask: Ask): bigint | undefined {
  if (ask.args.length < 4) return undefined;
  const fuel = integerAt(ask, 3, 'fuel');
  if (fuel < 0n) throw new BadAsk('fuel is an int of at least 0');
  return fuel;
}

function executeCode(environment: Environment, context: Context, ask: Ask): Value {
  const code = bytesAt(ask, 0, 'code');
  const data = bytesAt(ask, 1, 'data');
  const child = context.push(ask.args[2]);
  const result = environment.execute(child, code, data, fuelCapAt(ask), ask);
  if (result.kind === 'success') context.merge(child);
  return statusOf(result, ask);
}

function executeScript({ protocol, esId }: Environment, _context: Context, ask: Ask): Value {
  const callee = integerAt(ask, 0, 'es_id');
  const data = bytesAt(ask, 1, 'data');
  const from = Context.claimOf(ask.args[2]);
  if (callee < 0n || callee >> 160n !== 0n) return failure('BAD_ADDRESS');
  const address = new Uint8Array(20);
  for (let at = 19, rest = callee; at >= 0; at--, rest >>= 8n) address[at] = Number(rest & 0xffn);
  ask.meter.charge(protocol.schedule.host.call, data.length);
  const claim = { caller: esId, from };
  return statusOf(
    ask.host.call({ address, data, value: 0n, fuelCap: fuelCapAt(ask), claim, ...ask.standing() }),
    ask,
  );
}

function verifyState(environment: Environment, _context: Context, ask: Ask): Value {
  const [root, address, state] = ask.args;
  const bytes = encoded(state);
  charge(environment, ask, 'verify', bytes.length);
  if (!(root instanceof Uint8Array && address instanceof Uint8Array)) return false;
  return environment.services.verifyState(root, address, bytes, payNodes(environment, ask));
}

function hashTreeRoot(environment: Environment, _context: Context, ask: Ask): Value {
  const [value] = ask.args;
  const root = ask.args.length === 1 ? undefined : bytesAt(ask, 1, 'a root', WORD_BYTES);
  const bytes = encoded(value);
  charge(environment, ask, 'treeRoot', bytes.length);
  const made = environment.services.hashTreeRoot(bytes, root, payNodes(environment, ask));
  if (made === undefined) throw new BadAsk('neither receipts, nor states with proofs for the root');
  return made;
}

function validateCode(environment: Environment, _context: Context, ask: Ask): Value {
  return environment.findFault(bytesAt(ask, 0, 'code'), ask) ?? null;
}

function rawKey(ask: Ask): Uint8Array {
  const key = bytesAt(ask, 0, 'a storage key');
  if (key.length === 0 || key.length > 64 || key[0] < FIRST_RAW_KEY)
    throw new BadAsk(`a storage key has 1 to 64 bytes, the first of at least ${FIRST_RAW_KEY}`);
  return key;
}

function storageGet({ protocol }: Environment, _context: Context, ask: Ask): Value {
  const { storageGet: price, bufferCopy } = protocol.schedule.host;
  const key = rawKey(ask);
  ask.meter.charge(price, key.length);
  const value = ask.host.storageGet(key);
  if (value !== undefined) ask.meter.charge(bufferCopy, value.length);
  return value ?? null;
}

function storageSet({ protocol, isStatic }: Environment, _context: Context, ask: Ask): Value {
  const key = rawKey(ask);
  const value = bytesAt(ask, 1, 'a stored value');
  ask.meter.charge(protocol.schedule.host.storageSet, key.length + value.length);
  if (isStatic) throw new GuestHalt('STATIC');
  ask.host.storageSet(key, value);
  return null;
}

function ecrecover(environment: Environment, _context: Context, ask: Ask): Value {
  charge(environment, ask, 'recover', 0);
  const hash = bytesAt(ask, 0, 'hash', WORD_BYTES);
  const v = integerAt(ask, 1, 'v');
  const [r, s] = [bytesAt(ask, 2, 'r', WORD_BYTES), bytesAt(ask, 3, 's', WORD_BYTES)];
  if (v !== 27n && v !== 28n) return null;
  return environment.services.recover(hash, v === 27n ? 27 : 28, r, s) ?? null;
}

/** Exactly the arguments that a function takes, optional ones after. */
type Row = readonly [least: number, most: number, run: RawFunction];

const RAW_EEI = {
  get_context: [0, 0, (_environment, context) => new EncodedValue(context.encode())],
  set_context: [
    1,
    1,
    (_environment, context, { args }) => {
      context.replaceRuntime(args[0]);
      return null;
    },
  ],
  execute_code: [3, 4, executeCode],
  execute_script: [3, 4, executeScript],
  dynamically_link_function: [
    2,
    2,
    (_environment, context, ask) => {
      const [name] = ask.args;
      if (typeof name !== 'string') throw new BadAsk('a name is a text');
      context.link(name, checkLinkable(ask.args[1]));
      return null;
    },
  ],
  verify_state: [3, 3, verifyState],
  hash_tree_root: [1, 2, hashTreeRoot],
  validate_code: [1, 1, validateCode],
  storage_get: [1, 1, storageGet],
  storage_set: [2, 2, storageSet],
  keccak256: [
    1,
    1,
    (environment, _context, ask) => {
      const bytes = bytesAt(ask, 0, 'what is hashed');
      charge(environment, ask, 'keccak', bytes.length);
      return keccak_256(bytes);
    },
  ],
  sha256: [
    1,
    1,
    ({ protocol }, _context, ask) => {
      const bytes = bytesAt(ask, 0, 'what is hashed');
      ask.meter.charge(protocol.schedule.host.sha2, bytes.length);
      return new Uint8Array(digestOf('sha256', bytes, 'buffer'));
    },
  ],
  ecrecover: [4, 4, ecrecover],
  encode: [1, 1, (_environment, _context, { args }) => BadAsk.ifBadValue(() => encodeValue(args[0]))],
  decode: [
    1,
    1,
    ({ protocol }, _context, ask) => {
      const bytes = bytesAt(ask, 0, 'an encoding');
      ask.meter.charge(protocol.schedule.system, bytes.length);
      return BadAsk.ifBadValue(() => decodeValue(bytes));
    },
  ],
  shard_id: [0, 0, (_environment, _context, { host }) => host.shardId],
} as const satisfies Readonly<Record<string, Row>>;

/** Names of raw EEI. */
export const RAW_EEI_NAMES: readonly string[] = Object.keys(RAW_EEI);

/** The function of a name, held to the number of its arguments. @throws BadAsk where there is none */
export function rawEei(name: string): RawFunction {
  const row: Row | undefined = Object.hasOwn(RAW_EEI, name)
    ? RAW_EEI[name as keyof typeof RAW_EEI]
    : undefined;
  if (row === undefined) throw new BadAsk(`there is no ${name}`);
  const [least, most, run] = row;
  return (environment, context, ask) => {
    const { length } = ask.args;
    if (length < least || length > most)
      throw new BadAsk(`${name} takes ${least === most ? least : `${least} or ${most}`} arguments`);
    return run(environment, context, ask);
  };
}
