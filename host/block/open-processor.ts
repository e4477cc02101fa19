/** Opens a chain: block 0 from its genesis, or the database where it was left. */

import { equalBytes, toHex } from '../../runtime/bytes.js';
import { assert, PbevmError } from '../../runtime/errors.js';
import { PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import type { CompiledModule } from '../../runtime/sandbox/engine-types.js';
import { decodeBatch } from '../state/batch-bytes.js';
import { GENESIS_KEY } from '../state/record-keys.js';
import { RemoteStore } from '../state/remote-store.js';
import { type MemoryReservation, reserveMemories } from '../thread/address-space.js';
import { ExecutionQueue, type RequestQueue } from '../thread/execution-queue.js';
import { InlineQueue, SwitchedReader } from '../thread/inline-queue.js';
import { checkIsolation, type Isolation } from '../thread/isolation.js';
import { loadImage } from '../vm/python/image.js';
import type { BlockDatabase } from './block-database.js';
import { BlockEngine, type ChainRules } from './block-engine.js';
import { BlockProcessor } from './block-processor.js';
import { blockRecords, readBlock } from './block-records.js';
import type { BlockThreadSettings } from './block-worker.js';
import { BoardRecovery } from './board-recovery.js';
import { type DatabaseOptions, NO_CHAIN, openDatabase } from './chain-folder.js';
import { loadPolicy } from './chain-policy.js';
import { blockHash } from './containers.js';
import { hasReceipts } from './execute-block.js';
import { genesisBlock } from './execute-genesis.js';
import { decodeGenesis, encodeGenesis, type Genesis, genesisHash } from './genesis.js';
import { HeadState } from './head-state.js';
import type { HeaderRules, Parent } from './header-checks.js';
import type { ReputationPolicy } from './reputation.js';
import { defaultTotalFee, nextTotalFee, type TotalFeePolicy } from './total-fee.js';

export interface ProcessorOptions extends DatabaseOptions {
  /** By default that of the chain which the folder holds. */
  readonly genesis?: Genesis;
  /** `worker` (default): blocks are executed in a thread of their own (SEMANTICS 5). */
  readonly isolation?: Isolation;
  /** Threads that recover senders, 1 to 16; as many as the machine runs at once by default, up to 4. */
  readonly recoveryThreads?: number;
  /**
   * File of the interpreter image, if not the package's own; its hash must be the pinned one all the same.
   *
   */
  readonly imagePath?: string;
  /** URL of a module that makes the reputation policy, if it is none of those that a genesis can name. */
  readonly policyModule?: string;
  /**
   * How TOTALFEE grows where there is rent; by 1 gwei a block by default. All nodes of a shard have the same.
   */
  readonly totalFeePolicy?: TotalFeePolicy;
}

const ENTRY = new URL('./block-worker.js', import.meta.url);

/**
 * Opens the chain of a genesis, in memory or in a folder.
 * @throws as `startProcessor`; PbevmError STORE_LOCKED (in use), STORE_DAMAGED, STORE_UNAVAILABLE.
 */
export async function openProcessor(options: ProcessorOptions = {}): Promise<BlockProcessor> {
  return startProcessor(await openDatabase(options), options);
}

/**
 * Opens the chain of a genesis on a database, which `close` closes. An empty one gets block 0.
 * @throws PbevmError BAD_GENESIS if the database is of another genesis, or block 0 cannot be made; BAD_INPUT;
 *   IMAGE_MISSING, IMAGE_MISMATCH; MEMORY_UNAVAILABLE; STACK_TOO_SMALL.
 */
export async function startProcessor(
  database: BlockDatabase,
  options: ProcessorOptions,
): Promise<BlockProcessor> {
  let opened: { readonly executions: RequestQueue } | undefined;
  let memories: MemoryReservation | undefined;
  const { isolation = 'worker', recoveryThreads } = options;
  const recovery = new BoardRecovery(recoveryThreads, isolation !== 'inline');
  try {
    const genesis = findGenesis(database, options.genesis);
    const { limits } = PROTOCOL_VERSIONS[genesis.protocol];
    checkIsolation(isolation, limits);
    memories = reserveMemories(limits);
    const state = new HeadState(database);
    const settings = settingsOf(genesis, options);
    // Parameters that are wrong are refused here, before a thread starts.
    const policy = await loadPolicy(settings.policy);
    const executions = await startExecutions(state, options, settings, policy);
    opened = { executions };
    const head = readHead(database) ?? (await writeGenesis(database, executions, genesis));
    if (isolation === 'worker') recovery.warm();
    return new BlockProcessor({
      database,
      head,
      executions,
      state,
      recovery,
      memories,
      policy,
      expected: headerRules(settings.rules, options.totalFeePolicy ?? defaultTotalFee),
    });
  } catch (thrown) {
    memories?.release();
    await recovery.close();
    await (opened?.executions ?? database).close();
    throw thrown;
  }
}

/** The genesis of the chain. @throws PbevmError BAD_GENESIS if it is not that of the database. */
function findGenesis(database: BlockDatabase, given: Genesis | undefined): Genesis {
  const stored = database.get(GENESIS_KEY);
  if (stored === undefined) {
    if (database.height >= 0) throw new PbevmError('BAD_GENESIS', NO_CHAIN);
    if (given === undefined) throw new PbevmError('BAD_GENESIS', 'there is no chain yet: it needs a genesis');
    return given;
  }
  if (given === undefined) return decodeGenesis(stored);
  if (equalBytes(stored, encodeGenesis(given))) return given;
  const hash = toHex(genesisHash(given));
  throw new PbevmError('BAD_GENESIS', `the folder holds the chain of another genesis than ${hash}`);
}

function readHead(database: BlockDatabase): Parent | undefined {
  const { height, root } = database;
  if (height < 0) return undefined;
  const block = readBlock(database, BigInt(height));
  assert(
    block !== undefined && equalBytes(block.header.stateRoot, root),
    'the head is a block with its root',
  );
  return { header: block.header, hash: blockHash(block.header) };
}

function headerRules(rules: ChainRules, policy: TotalFeePolicy): HeaderRules {
  return (parent) => ({
    totalFee: nextTotalFee(rules.rent, policy, parent),
    hasReceipts: hasReceipts(rules),
  });
}

function settingsOf(
  { protocol, balances, reputation, fuelLimit, rent, isOfNetwork }: Genesis,
  { policyModule }: ProcessorOptions,
): BlockThreadSettings {
  const config = { policy: reputation.policy, parameters: Object.fromEntries(reputation.parameters) };
  return {
    rules: { protocol, hasCurrency: balances !== undefined, rent, isOfNetwork },
    policy: {
      config,
      blockFuel: fuelLimit,
      ...(policyModule === undefined ? {} : { module: policyModule }),
    },
  };
}

async function startExecutions(
  state: HeadState,
  { isolation, imagePath }: ProcessorOptions,
  settings: BlockThreadSettings,
  policy: ReputationPolicy,
): Promise<RequestQueue> {
  const { stackMb } = PROTOCOL_VERSIONS[settings.rules.protocol].limits;
  const image = loadImage(imagePath);
  if (isolation === 'inline') return inlineExecutions(state, image, settings, policy);
  const threadOptions = { entry: ENTRY, stackSizeMb: stackMb, settings };
  return ExecutionQueue.start(Promise.resolve(state), Promise.resolve(image), threadOptions);
}

function inlineExecutions(
  state: HeadState,
  image: CompiledModule,
  { rules }: BlockThreadSettings,
  policy: ReputationPolicy,
): RequestQueue {
  const reader = new SwitchedReader(state);
  const store = new RemoteStore(reader);
  const engine = new BlockEngine(store, reader, image, rules, policy);
  return new InlineQueue(state, store, reader, engine.methods);
}

/** Makes block 0 and writes it. */
function writeGenesis(database: BlockDatabase, executions: RequestQueue, genesis: Genesis): Promise<Parent> {
  const ask = () => ({ method: 'executeGenesis', args: [genesis] });
  return executions.request(ask, undefined, async ({ batch }) => {
    const prepared = database.prepare(batch === undefined ? [] : decodeBatch(batch));
    const block = genesisBlock(genesis, prepared.root);
    const hash = blockHash(block.header);
    const records = blockRecords({ block, hash, receipts: [], transactionHashes: [] });
    await prepared.commit([...records, { key: GENESIS_KEY, value: encodeGenesis(genesis) }]);
    return { header: block.header, hash };
  });
}
