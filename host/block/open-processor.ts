/** Opens a chain: block 0 from its genesis, or the database where it was left. */

import { equalBytes, toHex } from '../../runtime/bytes.js';
import { assert, PbevmError } from '../../runtime/errors.js';
import { PROTOCOL_VERSIONS } from '../../runtime/protocol.js';
import type { CompiledModule } from '../../runtime/sandbox/engine-types.js';
import { decodeBatch } from '../state/batch-bytes.js';
import { StateDatabase } from '../state/database/state-database.js';
import { LevelStore } from '../state/level/level-store.js';
import { MemoryStore } from '../state/memory-store.js';
import { GENESIS_KEY } from '../state/record-keys.js';
import { RemoteStore } from '../state/remote-store.js';
import { type MemoryReservation, reserveMemories } from '../thread/address-space.js';
import { ExecutionQueue, type RequestQueue } from '../thread/execution-queue.js';
import { InlineQueue, SwitchedReader } from '../thread/inline-queue.js';
import { checkIsolation, type Isolation } from '../thread/isolation.js';
import { loadImage } from '../vm/python/image.js';
import type { BlockDatabase } from './block-database.js';
import { BlockEngine } from './block-engine.js';
import { BlockProcessor } from './block-processor.js';
import { blockRecords, readBlock } from './block-records.js';
import type { BlockThreadSettings } from './block-worker.js';
import { BoardRecovery } from './board-recovery.js';
import { loadPolicy } from './chain-policy.js';
import { blockHash } from './containers.js';
import { genesisBlock } from './execute-genesis.js';
import { encodeGenesis, type Genesis, genesisHash } from './genesis.js';
import { HeadState } from './head-state.js';
import type { Parent } from './header-checks.js';
import type { ReputationPolicy } from './reputation.js';

export interface ProcessorOptions {
  /** By default that of the chain which the folder holds. */
  readonly genesis?: Genesis;
  /** Where the chain lives: `memory` (default, gone with the processor) or `level` (a folder at `path`). */
  readonly store?: 'memory' | 'level';
  readonly path?: string;
  /** How many blocks below the head can be asked for their state, and taken back; 256 by default. */
  readonly keepBlocks?: number;
  /** `worker` (default): blocks are executed in a thread of their own (SEMANTICS 5). */
  readonly isolation?: Isolation;
  /** Threads that recover senders, 1 to 16; as many as the machine runs at once by default, up to 4. */
  readonly recoveryThreads?: number;
  /** File of the interpreter image, if not the package's own; its hash must be the pinned one all the same. */
  readonly imagePath?: string;
  /** URL of a module that makes the reputation policy, if it is none of those that a genesis can name. */
  readonly policyModule?: string;
}

const ENTRY = new URL('./block-worker.js', import.meta.url);

/**
 * Opens the chain of a genesis, in memory or in a folder.
 * @throws as `startProcessor`; PbevmError STORE_LOCKED (in use), STORE_DAMAGED, STORE_UNAVAILABLE.
 */
export async function openProcessor(options: ProcessorOptions): Promise<BlockProcessor> {
  const { store = 'memory', path, keepBlocks } = options;
  if (store !== 'memory' && store !== 'level')
    throw new PbevmError('BAD_INPUT', 'store is `memory` or `level`');
  if (store === 'level' && !path) throw new PbevmError('BAD_INPUT', 'a level store needs `path`, its folder');
  const records = store === 'memory' ? new MemoryStore() : await LevelStore.open(path as string);
  const database = await StateDatabase.open(records, keepBlocks === undefined ? {} : { keepBlocks });
  return startProcessor(database, options);
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
  const recovery = new BoardRecovery(options.recoveryThreads, options.isolation !== 'inline');
  try {
    const { genesis, isolation = 'worker' } = options;
    const { limits } = PROTOCOL_VERSIONS[genesis.protocol];
    checkIsolation(isolation, limits);
    checkGenesis(database, genesis);
    memories = reserveMemories(limits);
    const state = new HeadState(database);
    const settings = settingsOf(options);
    // Parameters that are wrong are refused here, before a thread starts.
    const policy = await loadPolicy(settings.policy);
    const executions = await startExecutions(state, options, settings, policy);
    opened = { executions };
    const head = readHead(database) ?? (await writeGenesis(database, executions, genesis));
    if (isolation === 'worker') recovery.warm();
    return new BlockProcessor({ database, head, executions, state, recovery, memories, policy });
  } catch (thrown) {
    memories?.release();
    await recovery.close();
    await (opened?.executions ?? database).close();
    throw thrown;
  }
}

/** @throws PbevmError BAD_GENESIS */
function checkGenesis(database: BlockDatabase, genesis: Genesis): void {
  const stored = database.get(GENESIS_KEY);
  if (stored === undefined) {
    if (database.height < 0) return;
    throw new PbevmError('BAD_GENESIS', 'the folder holds the state of a plain host, no chain of blocks');
  }
  if (equalBytes(stored, encodeGenesis(genesis))) return;
  const hash = toHex(genesisHash(genesis));
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

function settingsOf({ genesis, policyModule }: ProcessorOptions): BlockThreadSettings {
  const { protocol, balances, reputation, fuelLimit } = genesis;
  const config = { policy: reputation.policy, parameters: Object.fromEntries(reputation.parameters) };
  return {
    rules: { protocol, hasCurrency: balances !== undefined },
    policy: {
      config,
      blockFuel: fuelLimit,
      ...(policyModule === undefined ? {} : { module: policyModule }),
    },
  };
}

async function startExecutions(
  state: HeadState,
  { genesis, isolation, imagePath }: ProcessorOptions,
  settings: BlockThreadSettings,
  policy: ReputationPolicy,
): Promise<RequestQueue> {
  const { stackMb } = PROTOCOL_VERSIONS[genesis.protocol].limits;
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
