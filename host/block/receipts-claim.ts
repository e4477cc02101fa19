/**
 * Claims of receipts. A receipt is claimed once, by whoever brings it: bit, value and what the call did come
 * together or not at all, so that a receipt whose call fails stays claimable (SEMANTICS 33, 36, 38).
 */

import { formatAddress } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { PbevmError } from '../../runtime/errors.js';
import { BadArgs, type SystemCall } from '../execution/system-contracts.js';
import { hasCode } from '../state/account.js';
import { encodeValue } from '../vm/values/cbor.js';
import type { Value } from '../vm/values/types.js';
import type { CallResult } from '../vm/vm.js';
import {
  closedPeriodKey,
  isNotIncluded,
  periodOf,
  USED,
  USED_BITS_ADDRESS,
  usedBitKey,
} from './claim-periods.js';
import { type CrossReceipt, decodeCrossReceipt, LIST_LIMITS } from './containers.js';
import type { BlockFacts } from './environment.js';
import { decodeRootRecord, knownRootKey, type RootRecord } from './known-roots.js';
import { isReceiptOf } from './receipt-branch.js';
import { restoreAccount } from './receipts-records.js';
import { checkCount, readBytes, readInteger, readPairs } from './system-arguments.js';

const U64_BITS = 64;
const POSITION_BITS = Math.log2(LIST_LIMITS.crossReceipts);
const BALANCE_END = 2n ** 128n;

/** How a claim ended: `success`, or why not. `data` is what the target returned, or its reason. */
interface Outcome {
  readonly text: string;
  readonly data: Uint8Array;
}

/**
 * `receipt`: SSZ of the CrossReceipt. `height`: of its block. `position`, `branch`: where it stands there
 * (receipt-branch.ts). `nonInclusions`: for each closed period since its root became known, in order, header
 * and proof (claim-periods.ts). `code`: of a contract that comes; else empty bytes.
 * @returns [outcome, data]; of a contract that comes, the bytes of storage that are still to be claimed.
 * @throws BadArgs if the receipt cannot be claimed with these arguments.
 */
export function claimReceipt(call: SystemCall, facts: BlockFacts): Value {
  call.refuseStatic();
  checkCount(call.args, 6);
  const receipt = readReceipt(readBytes(call.args[0]));
  const height = readInteger(call.args[1], U64_BITS);
  const position = Number(readInteger(call.args[2], POSITION_BITS));
  const branch = readBytes(call.args[3]);
  const nonInclusions = readPairs(call.args[4]);
  const code = readBytes(call.args[5]);
  if (receipt.destination !== facts.shardId) throw new BadArgs('the receipt is for another shard');
  const record = call.state.get(knownRootKey(receipt.source, height));
  if (record === undefined) throw new BadArgs('the root is not known');
  const known = decodeRootRecord(record);
  if (!isReceiptOf(known.root, receipt, position, branch))
    throw new BadArgs('the branch does not lead there');
  checkUnused(call, facts, receipt, known, nonInclusions);
  const { storageSet } = call.frame.environment.protocol.schedule.host;
  call.charge(storageSet, 0);
  if (receipt.init.length > 0) {
    setUsedBit(call, receipt);
    const missing = restoreAccount(call, receipt, code);
    logClaim(call, receipt, 'success');
    return missing;
  }
  const outcome = deliver(call, receipt, height);
  logClaim(call, receipt, outcome.text);
  return [outcome.text, outcome.data];
}

function readReceipt(bytes: Uint8Array): CrossReceipt {
  try {
    return decodeCrossReceipt(bytes);
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_BLOCK') throw new BadArgs('no receipt');
    throw thrown;
  }
}

/**
 * @throws BadArgs unless the receipt is shown to be unclaimed in every period since its root became known.
 */
function checkUnused(
  call: SystemCall,
  { height }: BlockFacts,
  { source, index }: CrossReceipt,
  { knownAt }: RootRecord,
  nonInclusions: readonly (readonly [header: Uint8Array, proof: Uint8Array])[],
): void {
  const { world, protocol } = call.frame.environment;
  const { claimPeriodBlocks } = protocol.limits;
  const first = periodOf(knownAt, claimPeriodBlocks);
  const closed = periodOf(height, claimPeriodBlocks) - first;
  if (BigInt(nonInclusions.length) !== closed)
    throw new BadArgs(`${closed} proofs of non-inclusion expected`);
  const bit = usedBitKey(source, index);
  for (const [at, [header, proof]] of nonInclusions.entries()) {
    const hash = call.state.get(closedPeriodKey(first + BigInt(at)));
    if (hash === undefined || !isNotIncluded(hash, bit, { header, proof })) {
      throw new BadArgs(`proof ${at} does not show that the receipt was not claimed`);
    }
  }
  call.charge(protocol.schedule.host.storageGet, bit.length);
  if (world.getStorage(USED_BITS_ADDRESS, bit) !== undefined) throw new BadArgs('the receipt was claimed');
}

function setUsedBit({ frame }: SystemCall, { source, index }: CrossReceipt): void {
  frame.environment.world.setStorage(USED_BITS_ADDRESS, usedBitKey(source, index), USED);
}

/** Credits and calls; if that fails, nothing of it happened. */
function deliver(call: SystemCall, receipt: CrossReceipt, height: bigint): Outcome {
  const { environment, context } = call.frame;
  const { world } = environment;
  const effects = context.checkpoint();
  world.checkpoint();
  let isKept = false;
  try {
    setUsedBit(call, receipt);
    const outcome = creditAndCall(call, receipt, height);
    isKept = outcome.text === 'success';
    return outcome;
  } finally {
    // Also where the claim itself runs out of fuel: its frame has a checkpoint of its own.
    if (isKept) {
      world.commit();
    } else {
      world.revert();
      context.revert(effects);
    }
  }
}

function creditAndCall(call: SystemCall, receipt: CrossReceipt, height: bigint): Outcome {
  const { target, value } = receipt;
  const { world, vms } = call.frame.environment;
  const account = world.getAccount(target);
  if (account === undefined || !hasCode(account)) {
    // Call data have nobody to read them; value finds its owner.
    if (value === 0n) return failure('NO_CODE');
    if (world.getBalance(target) + value >= BALANCE_END) return failure('BALANCE');
    world.credit(target, value);
    return { text: 'success', data: EMPTY_BYTES };
  }
  const vm = vms.get(account.vm);
  if (account.isIncomplete || vm === undefined) return failure('NO_CODE');
  if (!vm.receives(world.getContractCode(account, vm).source)) return failure('NO_RECEIVER');
  if (account.balance + value >= BALANCE_END) return failure('BALANCE');
  world.credit(call.message.target, value);
  return outcomeOf(sendOn(call, receipt, height));
}

/** The call with which a message arrives: invoker 0x20 (SEMANTICS 38). */
function sendOn(call: SystemCall, receipt: CrossReceipt, height: bigint): CallResult {
  const { source, sender, target, value, calldata } = receipt;
  const data = encodeValue(['receiveMessage', source, formatAddress(sender), calldata, height]);
  const { schedule } = call.frame.environment.protocol;
  call.charge(schedule.host.call, data.length);
  const result = call.frame.call({
    address: target,
    data,
    value,
    fuelCap: undefined,
    fuelLeft: call.fuelLeft,
    height: call.message.height,
    pages: 0,
  });
  call.use(result.fuelUsed);
  return result;
}

function outcomeOf(result: CallResult): Outcome {
  if (result.kind === 'success') return { text: 'success', data: result.output };
  return result.kind === 'revert' ? { text: result.code, data: result.reason } : failure(result.code);
}

function failure(text: string): Outcome {
  return { text, data: EMPTY_BYTES };
}

/** Whoever looks for a message finds how it was received, also where that failed. */
function logClaim(call: SystemCall, receipt: CrossReceipt, outcome: string): void {
  const { source, sender, target, value, index } = receipt;
  call.emit('receiveMessage', {
    shard: source,
    sender: formatAddress(sender),
    address: formatAddress(target),
    value,
    index,
    outcome,
  });
}
