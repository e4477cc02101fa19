/**
 * THE table of methods. Parameters are by position; heights are quantities, integers, `"latest"` or
 * `"earliest"`; results are `block-json.ts`'s. docs/rpc.md describes them for people.
 */

import { toHex } from '../../runtime/bytes.js';
import { assert, PbevmError } from '../../runtime/errors.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import type { BlockProcessor } from '../block/block-processor.js';
import type { CallMessage } from '../block/call-message.js';
import { BYTE_LIMITS, encodeHeader } from '../block/containers.js';
import type { EventFilter } from '../block/events-index.js';
import type { JsonItem } from '../block/json-item.js';
import { toQuantity } from '../block/json-item.js';
import type { CallControl } from '../thread/call-stop.js';
import {
  accountToJson,
  blockToJson,
  eventsToJson,
  headerToJson,
  resultToJson,
  storedReceiptToJson,
  transactionPlaceToJson,
} from './block-json.js';
import type { Devnet } from './devnet.js';
import { environmentToJson, readEnvironmentRequest } from './environments.js';
import type { RpcMethods } from './json-rpc.js';
import { hashAt, heightAt, parameterAt, readCall, readRequest } from './parameters.js';

export interface MethodOptions {
  /** Whether a transaction is put into a block at once. */
  readonly isInstant: boolean;
  /** Wall clock that a call may take. */
  readonly callControl: CallControl;
}

/** Of one proof. */
const PROOF_KEYS_MAX = 1_000;
const STORAGE_KEY_BYTES_MAX = DEV_LIMITS.storageKeyBytesMax;

/** `0x` and 32 bytes. */
const HASH_TEXT_LENGTH = 66;

/** Bytes of `print` that calls tell. */
const DEBUG_BYTES = 65_536;

export function rpcMethods(devnet: Devnet, options: MethodOptions): RpcMethods {
  const { processor } = devnet;
  const { archive } = processor;
  const call = (message: CallMessage, height: bigint) =>
    processor.call({ ...message, debugBytes: DEBUG_BYTES }, { height, control: options.callControl });
  const submit = (envelope: Uint8Array): string => {
    const { hash } = devnet.submit(envelope);
    if (options.isInstant) devnet.mineSoon();
    return toHex(hash);
  };
  return {
    pbevm_chainId: () => toQuantity(processor.head.chainId),
    pbevm_shardId: () => toQuantity(processor.head.shardId),
    pbevm_blockNumber: () => toQuantity(processor.head.height),
    pbevm_accounts: () => devnet.accounts.map(({ address }) => toHex(address)),
    pbevm_mempoolSize: () => devnet.waiting,

    /** [address, height] */
    pbevm_getAccount: (parameters) => {
      const address = parameterAt(parameters, 0, 'address').address();
      return accountToJson(processor.stateAt(heightAt(parameters, 1, processor)).getAccount(address));
    },
    /** [address, height] */
    pbevm_getCode: (parameters) => {
      const address = parameterAt(parameters, 0, 'address').address();
      return toHex(processor.stateAt(heightAt(parameters, 1, processor)).getCode(address));
    },
    /** [address, height] -> {vm, root, language, codeHash}, null where there is no environment */
    pbevm_getEnvironment: (parameters) => {
      const address = parameterAt(parameters, 0, 'address').address();
      return environmentToJson(processor.stateAt(heightAt(parameters, 1, processor)), address);
    },
    /** [address]: of the next transaction, with those that wait. */
    pbevm_getNonce: (parameters) =>
      toQuantity(devnet.nextNonce(parameterAt(parameters, 0, 'address').address())),

    /** [envelope as data, or an object that a test account signs] -> hash */
    pbevm_sendTransaction: (parameters) => {
      const item = parameterAt(parameters, 0, 'transaction');
      const isSigned = item.text !== undefined;
      return submit(isSigned ? item.data(BYTE_LIMITS.transaction) : devnet.sign(readRequest(item)));
    },
    /** [{from, to, transactions, fuel, nonce}]: for an environment, signed by a test account -> hash */
    pbevm_sendEnvironmentTransactions: (parameters) => {
      const item = parameterAt(parameters, 0, 'request');
      return submit(devnet.sign(readEnvironmentRequest(item, processor.stateAt())));
    },
    /** [call, height] -> {receipt, logs, trace?, findings?}; nothing is kept. */
    pbevm_call: async (parameters) => {
      const message = readCall(parameterAt(parameters, 0, 'call'));
      return resultToJson(await call(message, heightAt(parameters, 1, processor)));
    },
    /** [call] -> the least fuel limit, within 2 %, with which it succeeds at the head. */
    pbevm_estimateFuel: async (parameters) => {
      const message = readCall(parameterAt(parameters, 0, 'call'));
      return toQuantity(await estimateFuel(processor, message, options.callControl));
    },

    /** [height or hash, whether transactions are whole] */
    pbevm_getBlock: (parameters) => {
      const isHash = parameters[0]?.text?.length === HASH_TEXT_LENGTH;
      const which = isHash ? hashAt(parameters, 0) : heightAt(parameters, 0, processor);
      const block = archive.getBlock(which);
      return block === undefined ? null : blockToJson(block, parameters[1]?.boolean() ?? false);
    },
    /** [hash] */
    pbevm_getTransaction: (parameters) => {
      const found = archive.getTransaction(hashAt(parameters, 0));
      return found === undefined ? null : transactionPlaceToJson(found);
    },
    /** [hash]; null while it waits. */
    pbevm_getReceipt: (parameters) => {
      const found = archive.getReceipt(hashAt(parameters, 0));
      return found === undefined ? null : storedReceiptToJson(found);
    },
    /** [address, storage keys, height] -> the proof, and the header against whose root it is. */
    pbevm_getProof: async (parameters) => {
      const address = parameterAt(parameters, 0, 'address').address();
      const keys = parameterAt(parameters, 1, 'keys').items(PROOF_KEYS_MAX);
      const height = heightAt(parameters, 2, processor);
      const asked = [{ address, keys: keys.map((key) => key.data(STORAGE_KEY_BYTES_MAX)) }];
      const proof = await processor.proofs.prove(asked, height);
      const header = archive.getBlock(height)?.block.header;
      assert(header !== undefined, 'a block whose state is proven is kept');
      return { header: headerToJson(header), headerBytes: toHex(encodeHeader(header)), proof: toHex(proof) };
    },
    /** [{fromBlock, toBlock, contract, name, limit, cursor}] */
    pbevm_getEvents: async (parameters) =>
      eventsToJson(await archive.getEvents(readFilter(parameters, processor))),
  };
}

/**
 * What `pbevm_getEvents` asks for; all blocks up to the head, and a hundred events, where nothing is said.
 *
 */
function readFilter(parameters: readonly JsonItem[], { head }: BlockProcessor): EventFilter {
  const members = parameterAt(parameters, 0, 'filter').members(FILTER_NAMES);
  const contract = members.optional('contract')?.address();
  const name = members.optional('name')?.string();
  const cursor = members.optional('cursor')?.string();
  return {
    fromBlock: members.optional('fromBlock')?.integer(64) ?? 0n,
    toBlock: members.optional('toBlock')?.integer(64) ?? head.height,
    limit: Number(members.optional('limit')?.integer(32) ?? 100n),
    ...(contract === undefined ? {} : { contract }),
    ...(name === undefined ? {} : { name }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

const FILTER_NAMES = ['fromBlock', 'toBlock', 'contract', 'name', 'limit', 'cursor'] as const;

/**
 * The fuel limit with which a call succeeds, within 1 part in 64 of the least: what it uses may not do, since
 * a callee gets all but a 64th of what is left (EIP-150).
 * @throws PbevmError CALL_FAILED if it does not succeed with the fuel of a block.
 */
async function estimateFuel(
  processor: BlockProcessor,
  message: CallMessage,
  control: CallControl,
): Promise<bigint> {
  const run = (fuel: bigint) => processor.call({ ...message, fuel }, { control });
  let enough = message.fuel ?? processor.head.fuelLimit;
  const whole = await run(enough);
  if (whole.end.kind !== 'success') {
    throw new PbevmError('CALL_FAILED', `the call ends in ${whole.end.code} with ${enough} fuel`);
  }
  let tooLittle = whole.fuelUsed - 1n;
  let tried = whole.fuelUsed;
  while (enough - tooLittle > 1n + tooLittle / 64n) {
    if ((await run(tried)).end.kind === 'success') enough = tried;
    else tooLittle = tried;
    tried = (enough + tooLittle) / 2n;
  }
  return enough;
}
