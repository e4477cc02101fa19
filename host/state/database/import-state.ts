/** A state from its text (state-text.ts) into an empty store. */

import { equalBytes, fromHex, toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';
import {
  type Account,
  EMPTY_IDENTITY,
  encodeAccount,
  encodeIdentity,
  hasCode,
  hashCode,
  isAccountEmpty,
  isRecordEmpty,
} from '../account.js';
import { keyText } from '../key-text.js';
import {
  accountKey,
  codeKey,
  countedBytes,
  DATABASE_KEY,
  identityKey,
  storagePrefix,
} from '../record-keys.js';
import { type BatchMark, type Change, checkChanges, type MarkedStore, UNMARKED } from '../store.js';
import { EMPTY_ROOT } from '../tree/state-tree.js';
import { encodeDatabaseRecord } from './database-record.js';
import { OverlayReader } from './overlay-reader.js';
import { badLine, type NumberedLine, readLines, TITLE } from './state-text.js';
import { STATUS_CREATED, STATUS_INCOMPLETE, WorldTrees } from './world-trees.js';

/** Records of a batch, and bytes of their values, about. */
const BATCH_RECORDS = 20_000;
const BATCH_BYTES = 16 * 1024 * 1024;
/**
 * Pages of the trees are written after this many records; until then they take some 200 bytes of memory each.
 */
const FLUSH_RECORDS = 500_000;

const U64 = '(0|[1-9][0-9]{0,19})';
const HEIGHT_LINE = /^height (0|[1-9][0-9]{0,14})$/;
const ROOT_LINE = /^root (0x[0-9a-f]{64})$/;
const ACCOUNT_LINE = new RegExp(
  `^account (0x[0-9a-f]{40}) ${U64} ${U64} (0|[1-9][0-9]{0,38}) (0x[0-9a-f]{64}) ${U64} ` +
    '([0-3])(?: ([1-9][0-9]{0,38}))?$',
);
const CODE_LINE = /^code (0x[0-9a-f]{64}) (0x(?:[0-9a-f]{2})+)$/;
const STORAGE_LINE = /^storage (0x(?:[0-9a-f]{2})*) (0x(?:[0-9a-f]{2})*)$/;

/**
 * Fills an empty store and closes it. Until that is complete, the store cannot be opened as a state.
 * @returns height and root, which is that of the text.
 * @throws PbevmError BAD_EXPORT with the number of a line, BAD_INPUT if the store is not empty.
 */
export async function importState(store: MarkedStore, chunks: AsyncIterable<Uint8Array>): Promise<BatchMark> {
  try {
    if (store.mark.height !== UNMARKED.height || store.get(DATABASE_KEY) !== undefined) {
      throw new PbevmError('BAD_INPUT', `${store.name} is not empty: import into a new folder`);
    }
    const state = new StateBuilder(store);
    for await (const line of readLines(chunks)) {
      state.add(line);
      if (state.isFull) await state.write();
    }
    return await state.finish();
  } finally {
    await store.close();
  }
}

/** An account whose lines are being read. */
interface OpenAccount {
  readonly address: Uint8Array;
  readonly account: Account;
  /** Of its line. */
  readonly number: number;
  lastKey: Uint8Array | undefined;
  storageSize: bigint;
}

class StateBuilder {
  readonly #store: MarkedStore;
  readonly #records: OverlayReader;
  readonly #trees: WorldTrees;
  readonly #codes = new Set<string>();
  #changes: Change[] = [];
  #changesBytes = 0;
  #recordsSinceFlush = 0;
  #height: number | undefined;
  #root: Uint8Array | undefined;
  #open: OpenAccount | undefined;

  constructor(store: MarkedStore) {
    this.#store = store;
    this.#records = new OverlayReader(store);
    this.#trees = new WorldTrees(this.#records, EMPTY_ROOT);
  }

  get isFull(): boolean {
    return this.#changes.length >= BATCH_RECORDS || this.#changesBytes >= BATCH_BYTES;
  }

  add({ text, number }: NumberedLine): void {
    if (number <= 3) this.#addHeader(text, number);
    else if (text.startsWith('storage ')) this.#addStorage(text, number);
    else if (text.startsWith('code ')) this.#addCode(text, number);
    else this.#addAccount(text, number);
  }

  /** Writes what has come together, as no state yet. */
  async write(): Promise<void> {
    const changes = this.#changes;
    this.#changes = [];
    this.#changesBytes = 0;
    this.#trees.update(changes, new OverlayReader(this.#records, checkChanges(changes))).keep();
    this.#recordsSinceFlush += changes.length;
    await this.#commit(changes, this.#recordsSinceFlush >= FLUSH_RECORDS, UNMARKED);
  }

  async finish(): Promise<BatchMark> {
    this.#closeAccount();
    const [height, root] = [this.#height, this.#root];
    if (height === undefined || root === undefined) throw badLine(1, 'the text has no state');
    await this.write();
    if (!equalBytes(this.#trees.root, root)) {
      throw badLine(3, `the root is ${toHex(root)}, that of the records ${toHex(this.#trees.root)}`);
    }
    await this.#commit([], true, { height, root });
    return { height, root };
  }

  async #commit(changes: readonly Change[], isFlushed: boolean, mark: BatchMark): Promise<void> {
    const { height, root } = mark;
    const isImporting = height === UNMARKED.height;
    const database = encodeDatabaseRecord({ treeHeight: height, treeRoot: root, floor: height, isImporting });
    const pages = isFlushed ? this.#trees.takeDirtyRecords() : [];
    if (isFlushed) this.#recordsSinceFlush = 0;
    this.#records.set(checkChanges(pages));
    await this.#store.commit([...changes, ...pages, { key: DATABASE_KEY, value: database }], mark);
    this.#records.set();
  }

  #addHeader(text: string, number: number): void {
    if (number === 1) {
      if (text !== TITLE) throw badLine(1, `it is not "${TITLE}"`);
    } else if (number === 2) {
      const [, height] = HEIGHT_LINE.exec(text) ?? [];
      if (height === undefined) throw badLine(2, 'it is no height');
      this.#height = Number(height);
    } else {
      const [, root] = ROOT_LINE.exec(text) ?? [];
      if (root === undefined) throw badLine(3, 'it is no root');
      this.#root = fromHex(root);
    }
  }

  #addAccount(text: string, number: number): void {
    const fields = ACCOUNT_LINE.exec(text);
    if (fields === null) throw badLine(number, 'it is no account, code, storage or end');
    this.#closeAccount();
    const address = fromHex(fields[1]);
    if (this.#open !== undefined && Buffer.compare(this.#open.address, address) >= 0) {
      throw badLine(number, 'its address does not come after the one before');
    }
    const account: Account = {
      vm: Number(fields[2]),
      nonce: BigInt(fields[3]),
      balance: BigInt(fields[4]),
      codeHash: fromHex(fields[5]),
      storageSize: BigInt(fields[6]),
      totalFee: BigInt(fields[8] ?? 0),
      isIncomplete: (Number(fields[7]) & STATUS_INCOMPLETE) !== 0,
    };
    if (
      account.vm >= 2 ** 32 ||
      account.nonce >> 64n ||
      account.balance >> 128n ||
      account.totalFee >> 128n ||
      account.storageSize >> 64n
    ) {
      throw badLine(number, 'a number is too large');
    }
    const wasCreated = (Number(fields[7]) & STATUS_CREATED) !== 0;
    if (!hasCode(account) && (account.totalFee > 0n || account.isIncomplete))
      throw badLine(number, 'rent of an account without code');
    if (!wasCreated && isAccountEmpty(account)) throw badLine(number, 'an account with nothing in it');
    this.#open = { address, account, number, lastKey: undefined, storageSize: 0n };
    if (!isRecordEmpty(account)) this.#put(accountKey(address), encodeAccount(account));
    if (wasCreated || account.nonce > 0n) {
      const identity = encodeIdentity({ ...EMPTY_IDENTITY, nonce: account.nonce, wasCreated });
      this.#put(identityKey(address), identity);
    }
  }

  #addCode(text: string, number: number): void {
    const [, hash, code] = CODE_LINE.exec(text) ?? [];
    if (hash === undefined) throw badLine(number, 'it is no code');
    const [codeHash, bytes] = [fromHex(hash), fromHex(code)];
    if (!equalBytes(hashCode(bytes), codeHash)) throw badLine(number, 'the code has another hash');
    const { account, lastKey } = this.#openAccount(number);
    if (
      !equalBytes(account.codeHash, codeHash) ||
      lastKey !== undefined ||
      this.#codes.has(keyText(codeHash))
    ) {
      throw badLine(number, 'the code does not follow the first account that has it');
    }
    this.#codes.add(keyText(codeHash));
    this.#put(codeKey(codeHash), bytes);
  }

  #addStorage(text: string, number: number): void {
    const [, keyHex, valueHex] = STORAGE_LINE.exec(text) ?? [];
    if (keyHex === undefined) throw badLine(number, 'it is no storage record');
    const open = this.#openAccount(number);
    const [key, value] = [fromHex(keyHex), fromHex(valueHex)];
    if (open.lastKey !== undefined && Buffer.compare(open.lastKey, key) >= 0) {
      throw badLine(number, 'its key does not come after the one before');
    }
    open.lastKey = key;
    open.storageSize += BigInt(countedBytes(key, value));
    this.#put(Buffer.concat([storagePrefix(open.address, 0n), key]), value);
  }

  #openAccount(number: number): OpenAccount {
    if (this.#open === undefined) throw badLine(number, 'it follows no account');
    return this.#open;
  }

  /** What must be there of an account once its lines are over. */
  #closeAccount(): void {
    if (this.#open === undefined) return;
    const { account, number, storageSize } = this.#open;
    if (storageSize !== account.storageSize) {
      throw badLine(number, `it says ${account.storageSize} bytes of storage, and ${storageSize} follow`);
    }
    if (hasCode(account) && !this.#codes.has(keyText(account.codeHash))) {
      throw badLine(number, 'its code does not follow');
    }
  }

  #put(key: Uint8Array, value: Uint8Array): void {
    this.#changes.push({ key: new Uint8Array(key), value });
    this.#changesBytes += key.length + value.length;
  }
}
