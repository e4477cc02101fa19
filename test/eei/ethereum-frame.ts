/**
 * Messages of an Ethereum-shaped block: the EEI VM's frames on an Ethereum world, with the rules that are not
 * the interface's own (EIP-161, 170, code deposit, collisions). Depth and the gas of calls are the VM's.
 */

import { RLP } from '@ethereumjs/rlp';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { BlockEnvironment, TransactionEnvironment } from '../../host/vm/environment.js';
import type { EeiVm } from '../../host/vm/ewasm/eei-vm.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  CreateRequest,
  CreateResult,
  FrameHost,
  FrameResult,
  Message,
} from '../../host/vm/vm.js';
import { toHex } from '../../runtime/bytes.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import { hasWasmMagic } from '../../runtime/wasm/binary.js';
import type { EthereumWorld } from './ethereum-world.js';
import { type Precompile, precompileName } from './precompiles.js';

const EMPTY = new Uint8Array(0);
const DEPOSIT_GAS_PER_BYTE = 200n;
/** EIP-170. */
const CODE_BYTES_MAX = 24_576;
const STORAGE_CLEAR_REFUND = 15_000n;

/** A message of an Ethereum-shaped block has gas. */
export type GasMessage = Message & { readonly gas: bigint };
type GasResult = FrameResult & { readonly gasLeft: bigint };

export interface EthereumEnvironment {
  readonly world: EthereumWorld;
  readonly vm: EeiVm;
  readonly protocol: ProtocolVersion;
  readonly precompiles: ReadonlyMap<string, Precompile>;
  /** What is known of codes, by hash; undefined is no contract. */
  readonly codes: Map<string, ContractCode | undefined>;
  readonly block: BlockEnvironment;
  readonly transaction: TransactionEnvironment;
}

/** Fuel beneath so much gas, of what there is (SEMANTICS 24). */
export function fuelBeneath(gas: bigint, available: bigint, { schedule }: ProtocolVersion): bigint {
  const fuel = gas * BigInt(schedule.fuelPerGas);
  return fuel < available ? fuel : available;
}

const success = (message: GasMessage, output: Uint8Array = EMPTY, gasUsed = 0n): GasResult => ({
  kind: 'success',
  output,
  format: 'raw',
  fuelUsed: 0n,
  gasLeft: message.gas - gasUsed,
});

const failure = (message: GasMessage): GasResult => ({
  kind: 'halt',
  code: 'TRAP',
  fuelUsed: message.fuel,
  gasLeft: 0n,
});

/** Keeps the effects of a body that succeeds. */
function atomically(world: EthereumWorld, body: () => GasResult): GasResult {
  const checkpoint = world.checkpoint();
  const result = body();
  if (result.kind !== 'success') world.revertTo(checkpoint);
  return result;
}

/** A message to an account, which may be a precompiled contract or have no code. */
export function executeMessage(environment: EthereumEnvironment, message: GasMessage): GasResult {
  const { world, precompiles } = environment;
  const codeAddress = message.codeAddress ?? message.target;
  return atomically(world, () => {
    if (message.codeAddress === undefined) world.transfer(message.caller, message.target, message.value);
    const precompile = precompiles.get(precompileName(codeAddress));
    if (precompile !== undefined) {
      const done = precompile(message.data, message.gas);
      return done === undefined ? failure(message) : success(message, done.output, done.gasUsed);
    }
    const code = world.code(codeAddress);
    return code.length === 0 ? success(message) : runCode(environment, message, code);
  });
}

/** Runs code that may be anything: what is no contract fails. */
function runCode(environment: EthereumEnvironment, message: GasMessage, source: Uint8Array): GasResult {
  const code = prepared(environment, source);
  if (code === undefined) return failure(message);
  const host = new EthereumFrame(environment, message);
  return environment.vm.execute(code, message, host) as GasResult;
}

/** Checked wherever it runs; undefined if it is no contract. */
function prepared({ vm, codes }: EthereumEnvironment, source: Uint8Array): ContractCode | undefined {
  const codeHash = toHex(keccak_256(source));
  if (codes.has(codeHash)) return codes.get(codeHash);
  const result = vm.prepare(source, FUEL_MAX);
  const code = result.kind === 'halt' ? undefined : { codeHash, source, artefact: result.artefact };
  codes.set(codeHash, code);
  return code;
}

/** Address of the contract that an account makes with its nonce. */
export function createAddress(creator: Uint8Array, nonce: bigint): Uint8Array {
  return keccak_256(RLP.encode([creator, nonce])).slice(-20);
}

/** Runs initcode and deposits what it returns. The creator's nonce has grown already. */
export function executeCreation(environment: EthereumEnvironment, message: GasMessage): GasResult {
  const { world } = environment;
  const { target, caller, value } = message;
  const there = world.get(target);
  if (there !== undefined && (there.nonce > 0n || there.code.length > 0)) return failure(message);
  return atomically(world, () => {
    world.incrementNonce(target);
    world.transfer(caller, target, value);
    const initcode = message.data;
    if (initcode.length === 0) return success(message);
    const result = runCode(environment, { ...message, data: EMPTY }, initcode);
    return result.kind === 'success' ? deposit(environment, message, result) : result;
  });
}

function deposit(
  environment: EthereumEnvironment,
  message: GasMessage,
  result: GasResult & { readonly kind: 'success' },
): GasResult {
  const { output, gasLeft } = result;
  const price = DEPOSIT_GAS_PER_BYTE * BigInt(output.length);
  const isRefused = hasWasmMagic(output) && prepared(environment, output) === undefined;
  if (isRefused || output.length > CODE_BYTES_MAX || price > gasLeft) return failure(message);
  environment.world.setCode(message.target, output);
  return { ...result, output: EMPTY, gasLeft: gasLeft - price };
}

/** The world as one frame of an Ethereum-shaped block sees it. */
class EthereumFrame implements FrameHost {
  readonly shardId = 0n;
  readonly #environment: EthereumEnvironment;
  readonly #message: GasMessage;

  constructor(environment: EthereumEnvironment, message: GasMessage) {
    this.#environment = environment;
    this.#message = message;
  }

  get block(): BlockEnvironment {
    return this.#environment.block;
  }

  get transaction(): TransactionEnvironment {
    return this.#environment.transaction;
  }

  /** Execution environments are PBEVM's. */
  nest(): never {
    throw new Error('no environment');
  }

  isFirstUse(): boolean {
    return true;
  }

  getBalance(address: Uint8Array): bigint {
    return this.#environment.world.balance(address);
  }

  hasAccount(address: Uint8Array): boolean {
    return this.#environment.world.exists(address);
  }

  getCode(address: Uint8Array): Uint8Array {
    return this.#environment.world.code(address);
  }

  storageGet(key: Uint8Array): Uint8Array | undefined {
    return this.#environment.world.slot(this.#message.target, key);
  }

  storageSet(key: Uint8Array, value: Uint8Array): void {
    this.#environment.world.setSlot(this.#message.target, key, value);
  }

  storageSize(): bigint {
    throw new Error('the EEI does not ask');
  }

  storageDelete(key: Uint8Array): void {
    const { world } = this.#environment;
    if (world.slot(this.#message.target, key) === undefined) return;
    world.setSlot(this.#message.target, key, undefined);
    world.addRefund(STORAGE_CLEAR_REFUND);
  }

  call({ kind = 'call', ...request }: CallRequest): CallResult {
    const message = this.#message;
    const address = request.address as Uint8Array;
    const isOwn = kind === 'callCode' || kind === 'delegate';
    return executeMessage(this.#environment, {
      caller: kind === 'delegate' ? message.caller : message.target,
      target: isOwn ? message.target : address,
      ...(isOwn ? { codeAddress: address } : {}),
      value: kind === 'delegate' ? message.value : request.value,
      data: request.data,
      isStatic: message.isStatic || kind === 'static',
      ...this.#child(request),
    });
  }

  create(request: CreateRequest): CreateResult {
    const { world } = this.#environment;
    const creator = this.#message.target;
    const created = createAddress(creator, world.get(creator)?.nonce ?? 0n);
    world.incrementNonce(creator);
    const result = executeCreation(this.#environment, {
      caller: creator,
      target: created,
      value: request.value,
      data: request.initcode,
      isStatic: false,
      ...this.#child(request),
    });
    return result.kind === 'success' ? { ...result, created } : result;
  }

  #child({ gas = 0n, fuelLeft, height }: Pick<CallRequest, 'gas' | 'fuelLeft' | 'height'>) {
    const { protocol } = this.#environment;
    return {
      gas,
      fuel: fuelBeneath(gas, fuelLeft, protocol),
      depth: this.#message.depth + 1,
      height: height + protocol.limits.messageHeight,
      isNew: false,
      pagesMax: this.#message.pagesMax,
    };
  }

  log(data: Uint8Array, topics: readonly Uint8Array[]): boolean {
    this.#environment.world.addLog({ address: this.#message.target, topics, data });
    return true;
  }

  yank(): undefined {
    throw new Error('the EEI does not ask');
  }

  selfDestruct(beneficiary: Uint8Array): void {
    const { world } = this.#environment;
    const { target } = this.#message;
    const balance = world.balance(target);
    world.addBalance(beneficiary, balance);
    world.addBalance(target, -world.balance(target));
    world.markSelfDestruct(target);
  }

  isReentrant(): boolean {
    return true;
  }

  emit(): boolean {
    throw new Error('native contracts log');
  }

  print(): void {}

  notePages(): void {}
}
