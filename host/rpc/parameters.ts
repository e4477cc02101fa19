/** Parameters of methods: what several of them take, read from JSON with errors that name the place. */

import type { Address } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import type { BlockProcessor } from '../block/block-processor.js';
import type { CallMessage } from '../block/call-message.js';
import { encodeCreation } from '../block/creation.js';
import type { JsonItem, JsonMembers } from '../block/json-item.js';
import { SALT_BYTES } from '../state/account.js';
import { vmOfCode } from '../vm/ewasm/vm-of-code.js';
import { encodeValue } from '../vm/values/cbor.js';
import { VM_NAMES, type VmId } from '../vm/vm.js';
import type { Request } from './devnet.js';

const HASH_BYTES = 32;
export const U64_BITS = 64;
const U128_BITS = 128;
export const FUEL_BITS = 46;

/** `[from, to, data | args, code | source, salt, value, fuel, nonce]` of a call or a transaction. */
const MESSAGE_NAMES = [
  'from',
  'to',
  'data',
  'args',
  'code',
  'source',
  'vm',
  'salt',
  'value',
  'fuel',
  'nonce',
] as const;
type MessageMembers = JsonMembers<(typeof MESSAGE_NAMES)[number]>;

/** The parameter at a place. @throws PbevmError BAD_INPUT if it is missing. */
export function parameterAt(parameters: readonly JsonItem[], index: number, name: string): JsonItem {
  const item = parameters[index];
  if (item === undefined) throw new PbevmError('BAD_INPUT', `parameter ${index + 1}, ${name}, is missing`);
  return item;
}

export function hashAt(parameters: readonly JsonItem[], index: number): Uint8Array {
  return parameterAt(parameters, index, 'hash').bytes(HASH_BYTES);
}

/** A height: `"latest"`, `"earliest"`, a quantity or an integer; the head if it is left out. */
export function heightAt(
  parameters: readonly JsonItem[],
  index: number,
  { head }: Pick<BlockProcessor, 'head'>,
): bigint {
  const item = parameters[index];
  if (item === undefined || item.isNull || item.text === 'latest') return head.height;
  return item.text === 'earliest' ? 0n : item.integer(U64_BITS);
}

/** What a call asks for. Without `to` it is a creation. */
export function readCall(item: JsonItem): CallMessage {
  const members = item.members(MESSAGE_NAMES);
  const from = members.optional('from')?.address();
  const value = members.optional('value')?.integer(U128_BITS);
  const fuel = members.optional('fuel')?.integer(FUEL_BITS);
  const base = {
    ...(from === undefined ? {} : { from }),
    ...(value === undefined ? {} : { value }),
    ...(fuel === undefined ? {} : { fuel }),
  };
  const to = readTo(members);
  if (to !== undefined) return { ...base, to, data: readData(members) };
  const { code, salt, vm } = readCreation(members);
  return { ...base, vm, code, salt, data: readData(members) };
}

/** What a transaction asks for that a test account is to sign. */
export function readRequest(item: JsonItem): Request {
  const members = item.members(MESSAGE_NAMES);
  const nonce = members.optional('nonce')?.integer(U64_BITS);
  const fuelLimit = members.optional('fuel')?.integer(FUEL_BITS);
  const base = {
    from: members.required('from').address(),
    value: members.optional('value')?.integer(U128_BITS) ?? 0n,
    ...(nonce === undefined ? {} : { nonce }),
    ...(fuelLimit === undefined ? {} : { fuelLimit }),
  };
  const to = readTo(members);
  if (to !== undefined) return { ...base, to, vm: 0, salt: EMPTY_BYTES, payload: readData(members) };
  const { code, salt, vm } = readCreation(members);
  const args = members.optional('args')?.value() ?? [];
  if (!Array.isArray(args)) return members.required('args').fail('a list expected');
  return { ...base, to: undefined, vm, salt, payload: encodeCreation(code, args) };
}

function readTo(members: MessageMembers): Address | undefined {
  const to = members.optional('to');
  return to === undefined || to.isNull ? undefined : to.address();
}

/** Call data: as bytes, or as the list of arguments that a Python contract gets. */
function readData(members: MessageMembers): Uint8Array {
  const data = members.optional('data');
  const args = members.optional('args');
  if (data !== undefined && args !== undefined) return data.fail('either data or args');
  if (data !== undefined) return data.data(DEV_LIMITS.valueBytesMax);
  const list = args?.value() ?? [];
  return Array.isArray(list) ? encodeValue(list) : (args as JsonItem).fail('a list expected');
}

function readCreation(members: MessageMembers): { code: Uint8Array; salt: Uint8Array; vm: number } {
  const source = members.optional('source');
  const item = source === undefined ? members.required('code') : undefined;
  const code = item?.data(DEV_LIMITS.payloadBytesMax) ?? new TextEncoder().encode(source?.string());
  const salt = members.optional('salt')?.bytes(SALT_BYTES) ?? new Uint8Array(SALT_BYTES);
  const vm = members.optional('vm');
  return { code, salt, vm: vm === undefined ? vmOfCode(code) : readVm(vm) };
}

/** A VM by its name, or by its number. */
function readVm(item: JsonItem): VmId {
  const known = VM_NAMES.find(([, name]) => name === item.text);
  return known?.[0] ?? Number(item.integer(32));
}
