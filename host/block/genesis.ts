/**
 * The genesis file: what a shard starts from (docs/layouts.md). Reading it, and the hash of what it says;
 * block 0 is made of it by the block processor.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { type Address, formatAddress } from '../../runtime/address.js';
import { compareBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import { SALT_BYTES } from '../state/account.js';
import { decodeValue, encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import { PYTHON_VM, VM_NAMES, type VmId } from '../vm/vm.js';
import { JsonItem, type JsonMembers } from './json-item.js';
import { DEFAULT_REPUTATION } from './reputation-policies.js';

/** A contract that block 0 creates. */
export interface GenesisContract {
  readonly creator: Address;
  /** 32 bytes; with the creator and the code it makes the address (EIP-1014). */
  readonly salt: Uint8Array;
  readonly vm: number;
  readonly code: Uint8Array;
  /** Call data of the first run: canonical CBOR of the list of arguments. */
  readonly args: Uint8Array;
}

/** Numbers by address, in the order of addresses, each address once, none of them zero. */
export type AmountsByAddress = readonly (readonly [address: Address, amount: bigint])[];

export interface Genesis {
  readonly chainId: bigint;
  readonly shardId: bigint;
  /** Seconds; of block 0. */
  readonly timestamp: bigint;
  /** Row of `PROTOCOL_VERSIONS`. */
  readonly protocol: number;
  /** True where row 0, which may change, is allowed (SEMANTICS 32). */
  readonly devnet: boolean;
  /** Fuel of every block. */
  readonly fuelLimit: bigint;
  /** First balances, in sum below 2^128, of a shard with a native currency; undefined for one without. */
  readonly balances: AmountsByAddress | undefined;
  /** Fixed for ever; a shard without currency has none (SEMANTICS 35). */
  readonly rent: RentName;
  /** Whether it is one of several shards, between which value, messages and contracts move (SEMANTICS 33). */
  readonly isOfNetwork: boolean;
  readonly reputation: {
    /** Name of the policy (reputation-policies.ts), or what a policy of the embedder's is called. */
    readonly policy: string;
    /** Integers by name, in the order of names; which there are, the policy says. */
    readonly parameters: readonly (readonly [name: string, value: bigint])[];
    readonly initial: AmountsByAddress;
  };
  /** Created in this order. */
  readonly contracts: readonly GenesisContract[];
}

/** How rent is collected, by the names of a genesis file. */
export const RENT_NAMES = ['none', 'fee', 'ttl'] as const;
export type RentName = (typeof RENT_NAMES)[number];

/** Bytes of a genesis file, and of its canonical form. */
export const GENESIS_BYTES_MAX = 2 ** 26;

const U64_BITS = 64;
const U128_BITS = 128;
const CONTRACTS_MAX = 1_024;
const PARAMETERS_MAX = 64;
/** Of policies and of their parameters. */
const REPUTATION_NAME = /^[a-zA-Z][a-zA-Z0-9]{0,63}$/;

const NAMES = [
  'chainId',
  'shardId',
  'timestamp',
  'protocol',
  'devnet',
  'fuelLimit',
  'currency',
  'rent',
  'network',
  'reputation',
  'contracts',
] as const;
type Members = JsonMembers<(typeof NAMES)[number]>;

/** The VMs that a genesis file can name. */
const VMS: ReadonlyMap<string, VmId> = new Map(VM_NAMES.map(([id, name]) => [name, id]));

/**
 * What a genesis file says.
 * @param readFile bytes of a file that the genesis names, relative to it; without it such names are refused.
 * @throws PbevmError BAD_GENESIS with the path of what is wrong, as `contracts[2].salt`.
 */
export function parseGenesis(text: string, readFile?: (name: string) => Uint8Array): Genesis {
  if (text.length > GENESIS_BYTES_MAX) {
    throw new PbevmError('BAD_GENESIS', `a genesis file has at most ${GENESIS_BYTES_MAX} characters`);
  }
  const members = JsonItem.parse(text, 'BAD_GENESIS').members(NAMES);
  const { protocol, devnet } = readProtocol(members);
  const balances = readCurrency(members.optional('currency'));
  return {
    chainId: members.required('chainId').integer(U64_BITS),
    shardId: members.required('shardId').integer(U64_BITS),
    timestamp: members.required('timestamp').integer(U64_BITS),
    protocol,
    devnet,
    fuelLimit: readFuelLimit(members.required('fuelLimit'), protocol, devnet),
    balances,
    rent: readRent(members.optional('rent'), balances !== undefined),
    isOfNetwork: members.optional('network')?.boolean() ?? false,
    reputation: readReputation(members.optional('reputation')),
    contracts: readContracts(members.optional('contracts'), protocol, readFile),
  };
}

function readProtocol(members: Members): { protocol: number; devnet: boolean } {
  const item = members.required('protocol');
  const name = item.oneOf(PROTOCOL_VERSIONS.map((version) => version.name));
  const protocol = PROTOCOL_VERSIONS.findIndex((version) => version.name === name);
  const devnet = members.optional('devnet')?.boolean() ?? false;
  if (protocol === 0 && !devnet) {
    item.fail(`${name} may change at any time: it needs "devnet": true, and other nodes refuse such a shard`);
  }
  return { protocol, devnet };
}

/** The protocol's limit bounds the time that a block takes at the worst; who runs a devnet may wait. */
function readFuelLimit(item: JsonItem, protocol: number, devnet: boolean): bigint {
  const fuelLimit = item.integer(U64_BITS);
  const max = devnet ? FUEL_MAX : BigInt(PROTOCOL_VERSIONS[protocol].limits.blockFuelMax);
  return fuelLimit <= max ? fuelLimit : item.fail(`at most ${max}, the limit of its protocol, expected`);
}

function readCurrency(item: JsonItem | undefined): AmountsByAddress | undefined {
  if (item === undefined || item.isNull) return undefined;
  const balances = item.members(['balances']).required('balances');
  const amounts = readAmounts(balances, U128_BITS);
  const sum = amounts.reduce((total, [, amount]) => total + amount, 0n);
  if (sum >> BigInt(U128_BITS) !== 0n) balances.fail('the sum is 2^128 or more');
  return amounts;
}

function readRent(item: JsonItem | undefined, hasCurrency: boolean): RentName {
  const policy = (item?.oneOf([...RENT_NAMES]) ?? 'none') as RentName;
  if (policy === 'none' || hasCurrency) return policy;
  return (item as JsonItem).fail('rent is paid in the currency of the shard, and it has none');
}

function readReputation(item: JsonItem | undefined): Genesis['reputation'] {
  const members = item?.members(['policy', 'parameters', 'initial']);
  const initial = members?.optional('initial');
  return {
    policy: readPolicy(members?.optional('policy')),
    parameters: readParameters(members?.optional('parameters')),
    initial: initial === undefined ? [] : readAmounts(initial, U64_BITS),
  };
}

function readPolicy(item: JsonItem | undefined): string {
  const policy = item?.string() ?? DEFAULT_REPUTATION.policy;
  return REPUTATION_NAME.test(policy)
    ? policy
    : (item as JsonItem).fail('a policy is named by at most 64 letters and digits');
}

function readParameters(item: JsonItem | undefined): readonly (readonly [string, bigint])[] {
  const entries = item?.entries() ?? [];
  if (entries.length > PARAMETERS_MAX) item?.fail(`at most ${PARAMETERS_MAX} parameters expected`);
  return entries
    .map(([name, value]): [string, bigint] => {
      if (!REPUTATION_NAME.test(name)) value.fail('a parameter is named by at most 64 letters and digits');
      return [name, value.integer(U64_BITS)];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function readAmounts(item: JsonItem, bits: number): AmountsByAddress {
  const seen = new Set<string>();
  return item
    .entries()
    .map(([name, amount]): [Address, bigint] => {
      const address = amount.ofName(name).address();
      const text = formatAddress(address);
      if (seen.has(text)) amount.fail('this address is there twice, in other letters');
      seen.add(text);
      return [address, amount.integer(bits)];
    })
    .filter(([, amount]) => amount > 0n)
    .sort(([a], [b]) => compareBytes(a, b));
}

function readContracts(
  item: JsonItem | undefined,
  protocol: number,
  readFile: ((name: string) => Uint8Array) | undefined,
): GenesisContract[] {
  const { sourceBytesMax, payloadBytesMax } = PROTOCOL_VERSIONS[protocol].limits;
  return (item?.items(CONTRACTS_MAX) ?? []).map((contract) => {
    const members = contract.members(['creator', 'salt', 'vm', 'source', 'code', 'file', 'args']);
    const vm = VMS.get(members.required('vm').oneOf([...VMS.keys()])) as number;
    return {
      creator: members.required('creator').address(),
      salt: members.optional('salt')?.bytes(SALT_BYTES) ?? new Uint8Array(SALT_BYTES),
      vm,
      // A binary as large as a transaction could bring it.
      code: readCode(contract, members, vm === PYTHON_VM ? sourceBytesMax : payloadBytesMax, readFile),
      args: readArguments(members.optional('args')),
    };
  });
}

function readCode(
  contract: JsonItem,
  members: JsonMembers<'source' | 'code' | 'file'>,
  bytesMax: number,
  readFile: ((name: string) => Uint8Array) | undefined,
): Uint8Array {
  const ways = (['source', 'code', 'file'] as const).filter((way) => members.optional(way) !== undefined);
  if (ways.length !== 1) return contract.fail('one of source, code and file expected');
  const item = members.required(ways[0]);
  const code = {
    source: () => new TextEncoder().encode(item.string()),
    code: () => item.data(bytesMax),
    file: () => (readFile === undefined ? item.fail('files are not read here') : readFile(item.string())),
  }[ways[0]]();
  return code.length <= bytesMax ? code : item.fail(`at most ${bytesMax} bytes expected`);
}

function readArguments(item: JsonItem | undefined): Uint8Array {
  const value = item?.value() ?? [];
  return Array.isArray(value) ? encodeValue(value) : (item as JsonItem).fail('an array expected');
}

/**
 * The canonical form: canonical CBOR (SEMANTICS 11) of a list whose order docs/layouts.md tells. Files that
 * say the same have the same bytes, however they are written.
 */
export function encodeGenesis(genesis: Genesis): Uint8Array {
  const { balances, reputation } = genesis;
  const amounts = (list: AmountsByAddress): Value[] => list.map(([address, amount]) => [address, amount]);
  return encodeValue(
    [
      genesis.chainId,
      genesis.shardId,
      genesis.timestamp,
      genesis.protocol,
      genesis.devnet,
      genesis.fuelLimit,
      balances === undefined ? null : amounts(balances),
      genesis.rent,
      reputation.policy,
      reputation.parameters.map(([name, value]) => [name, value]),
      amounts(reputation.initial),
      genesis.contracts.map(({ creator, salt, vm, code, args }) => [creator, salt, vm, code, args]),
      ...(genesis.isOfNetwork ? [true] : []),
    ],
    'genesis',
    GENESIS_BYTES_MAX,
  );
}

/**
 * The genesis of a canonical form that a store has kept.
 * @throws PbevmError BAD_GENESIS if the bytes are none.
 */
export function decodeGenesis(bytes: Uint8Array): Genesis {
  const wrong = (cause?: unknown) => new PbevmError('BAD_GENESIS', 'not the bytes of a genesis', { cause });
  let genesis: Genesis;
  try {
    genesis = genesisOf(decodeValue(bytes, 'genesis', GENESIS_BYTES_MAX) as Value[]);
  } catch (cause) {
    throw wrong(cause);
  }
  // What was read is a genesis if it is written so.
  if (compareBytes(encodeGenesis(genesis), bytes) !== 0) throw wrong();
  return genesis;
}

/** What `encodeGenesis` makes a list of, taken from it as it stands. */
function genesisOf(list: readonly Value[]): Genesis {
  const [chainId, shardId, timestamp, protocol, devnet, fuelLimit, balances, rent, ...rest] = list;
  const policy = rest[0] as string;
  const [parameters, initial, contracts] = rest.slice(1) as [string, Value][][];
  const isOfNetwork = rest[4];
  const amounts = (entries: Value): AmountsByAddress =>
    (entries as [Address, bigint | number][]).map(([address, amount]) => [address, BigInt(amount)]);
  return {
    chainId: BigInt(chainId as bigint),
    shardId: BigInt(shardId as bigint),
    timestamp: BigInt(timestamp as bigint),
    protocol: Number(protocol),
    devnet: devnet === true,
    fuelLimit: BigInt(fuelLimit as bigint),
    balances: balances === null ? undefined : amounts(balances),
    rent: RENT_NAMES[RENT_NAMES.indexOf(rent as RentName)],
    isOfNetwork: isOfNetwork === true,
    reputation: {
      policy,
      parameters: parameters.map(([name, value]) => [name, BigInt(value as bigint)]),
      initial: amounts(initial),
    },
    contracts: (contracts as unknown as [Address, Uint8Array, number | bigint, Uint8Array, Uint8Array][]).map(
      ([creator, salt, vm, code, args]) => ({ creator, salt, vm: Number(vm), code, args }),
    ),
  };
}

/** SHA-256 of the canonical form: nodes that agree on it start from the same block 0. */
export function genesisHash(genesis: Genesis): Uint8Array {
  return sha256(encodeGenesis(genesis));
}
