/** Calls that keep nothing, as the block processor takes them. */

import { ADDRESS_BYTES, type Address, ZERO_ADDRESS } from '../../runtime/address.js';
import { equalBytes } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import type { ProtocolVersion } from '../../runtime/protocol.js';
import { SYSTEM_INVOKER } from '../execution/system-contracts.js';
import type { CreateTransaction, MessageTransaction } from '../execution/transaction.js';
import type { CallControl } from '../thread/call-stop.js';

interface CallBase {
  /** The zero address by default. */
  readonly from?: Address;
  /** Native amount, below 2^128. */
  readonly value?: bigint;
  /** Below 2^46; a block's by default. */
  readonly fuel?: bigint;
  /** Bytes of `print` output that are kept for the result; none by default. */
  readonly debugBytes?: number;
}

/** A message to a contract. */
export interface MessageCall extends CallBase {
  readonly to: Address;
  /** Call data: for Python the canonical CBOR of the list of arguments. */
  readonly data: Uint8Array;
  /** Whether it halts with STATIC where it would change something. */
  readonly isStatic?: boolean;
}

/** The creation of a contract. */
export interface CreateCall extends CallBase {
  readonly vm: number;
  readonly code: Uint8Array;
  /** 32 bytes. */
  readonly salt: Uint8Array;
  /** Arguments of the first run, as call data. */
  readonly data: Uint8Array;
}

export type CallMessage = MessageCall | CreateCall;

export interface CallOptions {
  /** Ends the call from outside; not with isolation `inline`. */
  readonly control?: CallControl;
}

const AMOUNT_END = 2n ** 128n;
const SALT_BYTES = 32;

/** @throws PbevmError BAD_INPUT if something is out of range. */
export function toTransaction(
  call: CallMessage,
  { limits }: ProtocolVersion,
  blockFuel: bigint,
): MessageTransaction | CreateTransaction {
  const { from: sender = ZERO_ADDRESS, value = 0n, fuel = blockFuel, debugBytes = 0 } = call;
  check(sender.length === ADDRESS_BYTES, 'from is an address of 20 bytes');
  check(!equalBytes(sender, SYSTEM_INVOKER), 'nobody calls as the system');
  check(typeof value === 'bigint' && value >= 0n && value < AMOUNT_END, 'value is an integer below 2^128');
  check(typeof fuel === 'bigint' && fuel >= 0n && fuel <= FUEL_MAX, 'fuel is an integer below 2^46');
  check(Number.isSafeInteger(debugBytes) && debugBytes >= 0, 'debugBytes is a number of bytes');
  check(call.data.length <= limits.valueBytesMax, `data has at most ${limits.valueBytesMax} bytes`);
  const transactionLimits = { fuel, memoryPagesMax: limits.pythonPagesMax, debugBytesMax: debugBytes };
  const base = { sender, value, data: call.data, limits: transactionLimits };
  if ('code' in call) {
    const { vm, code, salt } = call;
    check(salt.length === SALT_BYTES, 'a salt has 32 bytes');
    return { ...base, vm, code, salt };
  }
  const { to, isStatic = false } = call;
  check(to.length === ADDRESS_BYTES, 'to is an address of 20 bytes');
  check(!isStatic || value === 0n, 'a static call moves no value');
  return { ...base, target: to, isStatic };
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new PbevmError('BAD_INPUT', message);
}
