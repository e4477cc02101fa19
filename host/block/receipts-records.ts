/**
 * Contracts that come from another shard, or wake: the account by its receipt, the storage by records that
 * anybody brings with multiproofs against the root in the receipt, in any number of transactions (SEMANTICS
 * 36).
 */

import { concatBytes } from '@noble/hashes/utils.js';
import type { Address } from '../../runtime/address.js';
import { compareBytes, equalBytes, toHex, u64be } from '../../runtime/bytes.js';
import { assert, PbevmError } from '../../runtime/errors.js';
import { GUEST_OUT_OF_FUEL } from '../../runtime/sandbox/guest-exit.js';
import { initialTotalFee } from '../execution/rent.js';
import { BadArgs, type SystemCall } from '../execution/system-contracts.js';
import { EMPTY_ACCOUNT, hasCode, hashCode } from '../state/account.js';
import { sha256 } from '../state/sha256.js';
import { storageValueHash } from '../state/tree/leaf-hash.js';
import { verifyMultiproof } from '../state/tree/multiproof.js';
import type { ProofEntry } from '../state/tree/proof-nodes.js';
import type { Value } from '../vm/values/types.js';
import type { CrossReceipt, MovedAccount } from './containers.js';
import type { StorageRecord } from './cross-receipt-records.js';
import { checkCount, readAddress, readBytes, readPairs } from './system-arguments.js';

const KIND = Uint8Array.of(0x04);
const ROOT_BYTES = 32;
const BALANCE_END = 2n ** 128n;

/** Key in the storage of 0x20, of a contract whose storage is not whole yet: storageRoot, storageSize u64. */
export function incompleteKey(address: Address): Uint8Array {
  return concatBytes(KIND, address);
}

/**
 * Makes the account of a receipt again. It can be called once its storage is whole. The code is brought by
 * whoever claims, also where it was before: codes that no account has are no part of the state.
 * @returns bytes of storage that are missing.
 * @throws BadArgs if it cannot be made here, or not with this code: the receipt stays claimable.
 */
export function restoreAccount(call: SystemCall, receipt: CrossReceipt, code: Uint8Array): bigint {
  const [moved] = receipt.init;
  const { target } = receipt;
  const { environment } = call.frame;
  const { world, protocol } = environment;
  const there = world.getAccount(target) ?? EMPTY_ACCOUNT;
  if (hasCode(there)) throw new BadArgs('a contract is there');
  const balance = there.balance + moved.balance;
  if (balance >= BALANCE_END) throw new BadArgs('the balance would be beyond 128 bits');
  if (!equalBytes(hashCode(code), moved.codeHash)) throw new BadArgs('not the code of the receipt');
  const artefact = prepareCode(call, moved, code);
  const isIncomplete = moved.storageSize > 0n;
  call.charge(protocol.schedule.host.storageSet, code.length);
  world.restoreContract(
    target,
    {
      vm: moved.vm,
      nonce: larger(moved.nonce, there.nonce),
      balance,
      codeHash: moved.codeHash,
      storageSize: 0n,
      totalFee: isIncomplete ? 0n : initialTotalFee(environment),
      isIncomplete,
    },
    code,
    artefact,
  );
  if (isIncomplete) {
    call.state.set(incompleteKey(target), concatBytes(moved.storageRoot, u64be(moved.storageSize)));
  }
  return moved.storageSize;
}

function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** What the VM makes of the code, at the price that its creator pays, whether or not it is there already. */
function prepareCode(call: SystemCall, { vm: id, codeHash }: MovedAccount, code: Uint8Array): Uint8Array {
  const vm = call.frame.environment.vms.get(id);
  if (vm === undefined) throw new BadArgs('there is no such VM here');
  const prepared = vm.prepare(code, call.fuelLeft, call.message.height);
  if (prepared.kind === 'ready') {
    call.use(prepared.fuelUsed);
    return prepared.artefact;
  }
  if (prepared.code === 'OUT_OF_FUEL') throw GUEST_OUT_OF_FUEL;
  throw new BadArgs(`${toHex(codeHash)} is no code of the VM: ${prepared.code}`);
}

/**
 * `address`: of an incomplete contract. `records`: [[key, value], ..]. `proof`: the multiproof of exactly
 * these (docs/layouts.md). What is there already may come again.
 * @returns bytes of storage that are missing; 0: the contract can be called.
 * @throws BadArgs
 */
export function claimRecords(call: SystemCall): Value {
  call.refuseStatic();
  checkCount(call.args, 3);
  const address = readAddress(call.args[0]);
  const records = readPairs(call.args[1]);
  const proof = readBytes(call.args[2]);
  const key = incompleteKey(address);
  const record = call.state.get(key);
  if (record === undefined) throw new BadArgs('no incomplete contract');
  const root = record.slice(0, ROOT_BYTES);
  const size = new DataView(record.buffer, record.byteOffset, record.length).getBigUint64(ROOT_BYTES);
  checkRecords(records, proveEntries(root, proof));
  const { environment } = call.frame;
  const { world, protocol } = environment;
  for (const [own, value] of records) {
    call.charge(protocol.schedule.host.storageSet, own.length + value.length);
    world.setStorage(address, own, value);
  }
  const account = world.getAccount(address);
  assert(account?.isIncomplete && account.storageSize <= size, 'an incomplete contract has a part');
  if (account.storageSize === size) {
    call.state.delete(key);
    world.setAccount(address, { ...account, isIncomplete: false, totalFee: initialTotalFee(environment) });
  }
  return size - account.storageSize;
}

function proveEntries(root: Uint8Array, proof: Uint8Array): readonly ProofEntry[] {
  try {
    return verifyMultiproof(root, proof).entries;
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_PROOF') throw new BadArgs(thrown.message);
    throw thrown;
  }
}

/** @throws BadArgs unless the records are those of the entries, each once. */
function checkRecords(records: readonly StorageRecord[], entries: readonly ProofEntry[]): void {
  if (records.length !== entries.length) throw new BadArgs('the proof is of another number of records');
  const hashed = records
    .map(([key, value]) => ({ key: sha256(key), value }))
    .sort((a, b) => compareBytes(a.key, b.key));
  for (const [at, { key, value }] of hashed.entries()) {
    const { key: proven, valueHash } = entries[at];
    const isProven =
      equalBytes(key, proven) && valueHash !== undefined && equalBytes(storageValueHash(value), valueHash);
    if (!isProven) throw new BadArgs('a record is not the one that is proven');
  }
}
