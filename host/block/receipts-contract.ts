/**
 * The system contract 0x…20: what leaves the shard, and what comes in (SEMANTICS 33, 36, 38). Addresses are
 * texts, shards, heights, amounts and positions integers, the rest bytes.
 *
 * | call | |
 * |---|---|
 * | `["generateReceipt", value, shard, address, calldata]` | burns the invoker's value; the receipt's index |
 * | `["sendMessage", shard, address, payload]` | the same without value |
 * | `["yank", shard]` | moves the invoker to another shard at the end of the transaction |
 * | `["claimReceipt", receipt, height, position, branch, nonInclusions, code]` | receipts-claim.ts |
 * | `["claimRecords", address, records, proof]` | receipts-records.ts |
 * | `["knownRoot", shard, height]` | the root that is known of a block, or None |
 *
 * The first three are there on networks of several shards only: elsewhere contracts just sleep and wake.
 */

import { formatAddress } from '../../runtime/address.js';
import { GuestHalt } from '../../runtime/sandbox/guest-exit.js';
import { numberReceipt } from '../execution/cross-receipts.js';
import { markYank } from '../execution/marks.js';
import { chargeRentOrHalt } from '../execution/rent.js';
import {
  BadArgs,
  type SystemCall,
  type SystemContract,
  type SystemFunction,
} from '../execution/system-contracts.js';
import type { Value } from '../vm/values/types.js';
import { BYTE_LIMITS } from './containers.js';
import type { BlockFacts } from './environment.js';
import { decodeRootRecord, knownRootKey } from './known-roots.js';
import { claimReceipt } from './receipts-claim.js';
import { claimRecords } from './receipts-records.js';
import { checkCount, readAddress, readBytes, readInteger } from './system-arguments.js';

const U64_BITS = 64;
const U128_BITS = 128;

/** The contract 0x20 in a block. */
export function receiptsContract(facts: BlockFacts, isOfNetwork: boolean): SystemContract {
  const claiming: [string, SystemFunction][] = [
    ['claimReceipt', { run: (call) => claimReceipt(call, facts) }],
    ['claimRecords', { run: claimRecords }],
    ['knownRoot', { run: knownRoot }],
  ];
  const sending: [string, SystemFunction][] = [
    ['generateReceipt', { run: generateReceipt }],
    ['sendMessage', { run: sendMessage }],
    ['yank', { run: yank }],
  ];
  return new Map([...claiming, ...(isOfNetwork ? sending : [])]);
}

function generateReceipt(call: SystemCall): Value {
  checkCount(call.args, 4);
  const [value, shard, address, calldata] = call.args;
  return send(call, 'generateReceipt', { value: readInteger(value, U128_BITS), shard, address, calldata });
}

function sendMessage(call: SystemCall): Value {
  checkCount(call.args, 3);
  const [shard, address, calldata] = call.args;
  return send(call, 'sendMessage', { value: 0n, shard, address, calldata });
}

/** Logs what was sent with the index, which the call returns; how it was received, the other side logs. */
function send(
  call: SystemCall,
  name: string,
  given: {
    value: bigint;
    shard?: Value | undefined;
    address?: Value | undefined;
    calldata?: Value | undefined;
  },
): Value {
  call.refuseStatic();
  const { invoker, frame } = call;
  const { environment, context } = frame;
  const { value } = given;
  const destination = readInteger(given.shard, U64_BITS);
  const target = readAddress(given.address);
  const calldata = readBytes(given.calldata);
  if (calldata.length > BYTE_LIMITS.calldata) throw new BadArgs('the call data are too long');
  const { host } = environment.protocol.schedule;
  call.charge(host.storageSet, calldata.length);
  if (context.departures >= environment.protocol.limits.crossReceiptsMax) throw new GuestHalt('MEMORY');
  if (value > 0n) {
    chargeRentOrHalt(environment, context, invoker);
    if (!environment.world.debit(invoker, value)) throw new BadArgs('the balance is smaller than the value');
  }
  const receipt = { destination, sender: invoker, target, value, calldata };
  const numbered = numberReceipt(environment.world, receipt);
  context.receipts.push(numbered);
  call.emit(name, {
    shard: destination,
    address: formatAddress(target),
    sender: formatAddress(invoker),
    value,
    index: numbered.index,
  });
  return numbered.index;
}

function yank(call: SystemCall): Value {
  call.refuseStatic();
  checkCount(call.args, 1);
  const { invoker, frame } = call;
  const destination = readInteger(call.args[0], U64_BITS);
  call.charge(frame.environment.protocol.schedule.host.selfDestruct, 0);
  const refusal = markYank(frame.environment, frame.context, invoker, destination);
  if (refusal !== undefined) throw new BadArgs('only a contract can be yanked');
  call.emit('yank', { shard: destination, address: formatAddress(invoker) });
  return null;
}

function knownRoot(call: SystemCall): Value {
  checkCount(call.args, 2);
  const [shard, height] = call.args.map((value) => readInteger(value, U64_BITS));
  const record = call.state.get(knownRootKey(shard, height));
  return record === undefined ? null : decodeRootRecord(record).root;
}
