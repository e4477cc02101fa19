/** The transaction layer of Byzantium: what is charged before, what is given back and removed afterwards. */

import { privateToAddress } from '@ethereumjs/util';
import type { EeiVm } from '../../host/vm/ewasm/eei-vm.js';
import { toHex } from '../../runtime/bytes.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import {
  createAddress,
  type EthereumEnvironment,
  executeCreation,
  executeMessage,
  fuelBeneath,
  type GasMessage,
} from './ethereum-frame.js';
import { EthereumWorld } from './ethereum-world.js';
import type { Precompile } from './precompiles.js';
import type { CaseTransaction, StateCase } from './state-case.js';

const TRANSACTION_GAS = 21_000n;
const CREATE_GAS = 32_000n;
const ZERO_BYTE_GAS = 4n;
const BYTE_GAS = 68n;
const SELF_DESTRUCT_REFUND = 24_000n;
/** Of the gas used, at most this part comes back. */
const REFUND_QUOTIENT = 2n;

/** What executes a case. */
export interface CaseMachine {
  readonly vm: EeiVm;
  readonly protocol: ProtocolVersion;
  readonly precompiles: ReadonlyMap<string, Precompile>;
  readonly codes: EthereumEnvironment['codes'];
}

function worldOf({ pre }: StateCase): EthereumWorld {
  const world = new EthereumWorld();
  for (const { address, balance, nonce, code, storage } of pre) {
    world.addBalance(address, balance);
    world.setNonce(address, nonce);
    world.setCode(address, code);
    for (const [key, value] of storage) world.setSlot(address, key, value);
  }
  world.touched.clear();
  return world;
}

function intrinsicGas({ data, to }: CaseTransaction): bigint {
  const zeros = data.reduce((sum, byte) => sum + (byte === 0 ? 1 : 0), 0);
  const bytes = ZERO_BYTE_GAS * BigInt(zeros) + BYTE_GAS * BigInt(data.length - zeros);
  return TRANSACTION_GAS + bytes + (to === undefined ? CREATE_GAS : 0n);
}

/** Cases share few keys, and deriving an address takes longer than most of them. */
const senders = new Map<string, Uint8Array>();

function senderOf({ secretKey }: CaseTransaction): Uint8Array {
  const key = toHex(secretKey);
  const known = senders.get(key);
  if (known !== undefined) return known;
  const sender = privateToAddress(secretKey);
  senders.set(key, sender);
  return sender;
}

/** Executes the transaction of a case on its state. An invalid one changes nothing. */
export function executeCase(machine: CaseMachine, stateCase: StateCase): EthereumWorld {
  const { transaction, block } = stateCase;
  const world = worldOf(stateCase);
  const sender = senderOf(transaction);
  const { gasLimit, gasPrice, value } = transaction;
  const intrinsic = intrinsicGas(transaction);
  const isValid =
    gasLimit >= intrinsic &&
    gasLimit <= block.gasLimit &&
    transaction.nonce === (world.get(sender)?.nonce ?? 0n) &&
    world.balance(sender) >= gasLimit * gasPrice + value;
  if (!isValid) return world;
  world.addBalance(sender, -gasLimit * gasPrice);
  world.incrementNonce(sender);
  const gasLeft = run(environmentOf(machine, stateCase, world, sender), transaction, gasLimit - intrinsic);
  const refund = world.refund + SELF_DESTRUCT_REFUND * BigInt(world.selfDestructs.size);
  const most = (gasLimit - gasLeft) / REFUND_QUOTIENT;
  const gasUsed = gasLimit - gasLeft - (refund < most ? refund : most);
  world.addBalance(sender, (gasLimit - gasUsed) * gasPrice);
  world.addBalance(block.coinbase, gasUsed * gasPrice);
  world.endTransaction();
  return world;
}

function environmentOf(
  machine: CaseMachine,
  { block, transaction }: StateCase,
  world: EthereumWorld,
  origin: Uint8Array,
): EthereumEnvironment {
  const hashOf = (number: bigint) => (number === block.number - 1n ? block.previousHash : undefined);
  return {
    ...machine,
    world,
    block: { ...block, baseFee: 0n, hashOf },
    transaction: { origin, gasPrice: transaction.gasPrice },
  };
}

/** Runs the outermost message; returns the gas that is left of it. */
function run(environment: EthereumEnvironment, transaction: CaseTransaction, gas: bigint): bigint {
  const { origin } = environment.transaction;
  const { protocol } = environment;
  const { to, value, data, nonce } = transaction;
  const message: GasMessage = {
    caller: origin,
    target: to ?? createAddress(origin, nonce),
    value,
    data,
    gas,
    fuel: fuelBeneath(transaction.gasLimit, FUEL_MAX, protocol),
    depth: 0,
    height: 0,
    isStatic: false,
    isNew: to === undefined,
    pagesMax: protocol.limits.nativePagesMax,
  };
  const result =
    to === undefined ? executeCreation(environment, message) : executeMessage(environment, message);
  return result.gasLeft;
}
