/** Block 0: the state that a genesis describes, and the header over it. */

import { formatAddress, ZERO_ADDRESS } from '../../runtime/address.js';
import { PbevmError } from '../../runtime/errors.js';
import { executeCreate } from '../execution/transaction.js';
import { EMPTY_ACCOUNT } from '../state/account.js';
import { policyState } from './block-system.js';
import {
  type Block,
  crossRoot,
  type Header,
  knownRootsRoot,
  queueRoot,
  receiptsRoot,
  transactionsRoot,
} from './containers.js';
import { type BlockFacts, noBlockFacts } from './environment.js';
import { type BlockExecutor, environmentOf } from './execute-block.js';
import { type Genesis, genesisHash } from './genesis.js';

export function genesisFacts({ chainId, shardId, timestamp, fuelLimit }: Genesis): BlockFacts {
  return { ...noBlockFacts(fuelLimit), chainId, shardId, timestamp };
}

/**
 * Writes the state of block 0 into the world's journal: balances, reputation, contracts.
 * @throws PbevmError BAD_GENESIS if a contract cannot be created, BAD_INPUT if the policy refuses.
 */
export function executeGenesis(executor: BlockExecutor, genesis: Genesis): void {
  const { world, policy, protocol } = executor;
  for (const [address, balance] of genesis.balances ?? []) {
    world.setAccount(address, { ...EMPTY_ACCOUNT, balance });
  }
  policy.initialize(policyState(world), genesis.reputation.initial);
  const environment = environmentOf(executor, genesisFacts(genesis));
  const { pythonPagesMax } = protocol.limits;
  const limits = { fuel: genesis.fuelLimit, memoryPagesMax: pythonPagesMax, debugBytesMax: 0 };
  for (const [index, { creator, salt, vm, code, args }] of genesis.contracts.entries()) {
    const creation = { sender: creator, vm, code, salt, value: 0n, data: args, limits };
    const { end, created, receipts } = executeCreate(environment, creation);
    const address = formatAddress(created ?? ZERO_ADDRESS);
    // Block 0 has no crossRoot but that of nothing: what left in it would be lost.
    if (receipts.length > 0) throw new PbevmError('BAD_GENESIS', `contracts[${index}], ${address}: it sends`);
    if (end.kind === 'success') continue;
    throw new PbevmError('BAD_GENESIS', `contracts[${index}], ${address}: ${end.kind} ${end.code}`);
  }
}

/** Block 0. Its prevRandao is the hash of the genesis, so that two geneses have different blocks 0. */
export function genesisBlock(genesis: Genesis, stateRoot: Uint8Array): Block {
  const { parent, proposer, totalFee } = noBlockFacts(genesis.fuelLimit);
  const header: Header = {
    parent,
    chainId: genesis.chainId,
    shardId: genesis.shardId,
    height: 0n,
    timestamp: genesis.timestamp,
    protocol: genesis.protocol,
    prevRandao: genesisHash(genesis),
    proposer,
    anchor: new Uint8Array(32),
    fuelLimit: genesis.fuelLimit,
    fuelUsed: 0n,
    totalFee,
    stateRoot,
    transactionsRoot: transactionsRoot([]),
    queueRoot: queueRoot([]),
    receiptsRoot: receiptsRoot([]),
    knownRootsRoot: knownRootsRoot([]),
    crossRoot: crossRoot([]),
  };
  return { header, queue: [], transactions: [], knownRoots: [] };
}
