/**
 * The system contract 0x…40, where rent is by TTL (SEMANTICS 35):
 *
 * | call | |
 * |---|---|
 * | `["extend", address, fuel]` | uses the fuel, extends the contract by MINFEE for each; its TOTALFEE_TTL |
 * | `["ttl", address]` | TOTALFEE_TTL of a contract; None where there is none |
 *
 * Anybody extends anything. It is a modification: what has passed its time cannot be extended, it falls
 * asleep.
 */

import type { Address } from '../../runtime/address.js';
import { chargeRentOrHalt } from '../execution/rent.js';
import {
  BadArgs,
  type SystemCall,
  type SystemContract,
  type SystemFunction,
} from '../execution/system-contracts.js';
import { type Account, hasCode } from '../state/account.js';
import type { Value } from '../vm/values/types.js';
import { checkCount, readAddress, readInteger } from './system-arguments.js';

/** Address of the rent contract. */
export const RENT_ADDRESS: Address = Uint8Array.of(...new Uint8Array(19), 0x40);

const FUEL_BITS = 46;
const TOTAL_FEE_END = 2n ** 128n;

export const RENT_CONTRACT: SystemContract = new Map<string, SystemFunction>([
  ['extend', { run: extend }],
  ['ttl', { run: (call) => accountOf(call, 1)?.account.totalFee ?? null }],
]);

function extend(call: SystemCall): Value {
  call.refuseStatic();
  const found = accountOf(call, 2);
  if (found === undefined) throw new BadArgs('there is no contract');
  const fuel = readInteger(call.args[1], FUEL_BITS);
  const { environment, context } = call.frame;
  call.charge(environment.protocol.schedule.host.storageSet, 0);
  call.use(fuel);
  chargeRentOrHalt(environment, context, found.address);
  const totalFee = found.account.totalFee + fuel * BigInt(environment.protocol.limits.ttlMinFee);
  if (totalFee >= TOTAL_FEE_END) throw new BadArgs('beyond all time');
  environment.world.setAccount(found.address, { ...found.account, totalFee });
  return totalFee;
}

function accountOf(
  call: SystemCall,
  length: number,
): { readonly address: Address; readonly account: Account } | undefined {
  checkCount(call.args, length);
  const address = readAddress(call.args[0]);
  const { world, protocol } = call.frame.environment;
  call.charge(protocol.schedule.host.storageGet, 0);
  const account = world.getAccount(address);
  return account === undefined || !hasCode(account) || account.isIncomplete
    ? undefined
    : { address, account };
}
