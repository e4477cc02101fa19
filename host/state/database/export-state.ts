/** A state as text: see state-text.ts. Records are checked as they are read. */

import { equalBytes, toHex } from '../../../runtime/bytes.js';
import { HostFault } from '../../../runtime/errors.js';
import { hasCode, isAccountEmpty } from '../account.js';
import { keyText } from '../key-text.js';
import { codeKey, countedBytes, keyAfterPrefix, RECORD_KIND, storagePrefix } from '../record-keys.js';
import type { StoreEntry } from '../store.js';
import type { StateDatabase } from './state-database.js';
import { LineWriter, TITLE } from './state-text.js';
import { type AccountRecords, readAccount, statusOf } from './world-trees.js';

/**
 * The lines of the head's state, as chunks of bytes; nobody commits meanwhile. Needs memory for the hashes of
 * codes only.
 * @throws HostFault if a record is not what the state tree says, or is missing.
 */
export async function* exportState(database: StateDatabase): AsyncIterable<Uint8Array> {
  const writer = new LineWriter();
  const { height, root } = database;
  for await (const line of linesOf(database)) {
    const chunk = writer.write(line);
    if (chunk !== undefined) yield chunk;
  }
  if (database.height !== height || !equalBytes(database.root, root)) {
    throw new HostFault('the state changed while it was exported');
  }
  yield* writer.finish();
}

async function* linesOf(database: StateDatabase): AsyncIterable<string> {
  yield TITLE;
  yield `height ${database.height}`;
  yield `root ${toHex(database.root)}`;
  const codes = new Set<string>();
  for await (const address of addressesOf(database)) {
    const records = readAccount(database, address);
    if (isNothing(records)) continue;
    yield accountLine(address, records);
    yield* codeLines(database, records, codes);
    yield* storageLines(database, address, records);
  }
}

/**
 * Whether the records say what is said of an address without any (an identity may have an incarnation only).
 */
function isNothing({ account, identity }: AccountRecords): boolean {
  return isAccountEmpty(account) && !identity.wasCreated;
}

function accountLine(address: Uint8Array, { account, identity }: AccountRecords): string {
  const { vm, nonce, balance, storageSize, totalFee } = account;
  const codeHash = toHex(account.codeHash);
  const status = statusOf(account, identity.wasCreated);
  const fee = totalFee > 0n ? ` ${totalFee}` : '';
  return `account ${toHex(address)} ${vm} ${nonce} ${balance} ${codeHash} ${storageSize} ${status}${fee}`;
}

/** The code, after the first account that has it. */
function* codeLines(
  database: StateDatabase,
  { account }: AccountRecords,
  written: Set<string>,
): Iterable<string> {
  const text = keyText(account.codeHash);
  if (!hasCode(account) || written.has(text)) return;
  written.add(text);
  const code = database.get(codeKey(account.codeHash));
  if (code === undefined) throw new HostFault(`the code ${toHex(account.codeHash)} is missing`);
  yield `code ${toHex(account.codeHash)} ${toHex(code)}`;
}

async function* storageLines(
  database: StateDatabase,
  address: Uint8Array,
  { account, identity }: AccountRecords,
): AsyncIterable<string> {
  const prefix = storagePrefix(address, identity.incarnation);
  let size = 0n;
  if (account.storageSize > 0n) {
    for await (const [key, value] of entriesBelow(database, prefix)) {
      database.check(key, value);
      const own = key.subarray(prefix.length);
      size += BigInt(countedBytes(own, value));
      yield `storage ${toHex(own)} ${toHex(value)}`;
    }
  }
  if (size !== account.storageSize) {
    throw new HostFault(`storage of ${toHex(address)} has ${size} bytes, not ${account.storageSize}`);
  }
}

function entriesBelow(database: StateDatabase, prefix: Uint8Array): AsyncIterable<StoreEntry> {
  const to = keyAfterPrefix(prefix);
  return database.entries({ from: prefix, ...(to && { to }) });
}

/** Addresses with an account or an identity record, in order. */
async function* addressesOf(database: StateDatabase): AsyncIterable<Uint8Array> {
  const [accounts, identities] = [RECORD_KIND.account, RECORD_KIND.identity].map((kind) =>
    entriesBelow(database, Uint8Array.of(kind))[Symbol.asyncIterator](),
  );
  const next = async (records: AsyncIterator<StoreEntry>): Promise<Uint8Array | undefined> => {
    const { value, done } = await records.next();
    return done ? undefined : value[0].slice(1);
  };
  let [account, identity] = [await next(accounts), await next(identities)];
  while (account !== undefined || identity !== undefined) {
    const order = compareOptional(account, identity);
    yield (order <= 0 ? account : identity) as Uint8Array;
    if (order <= 0) account = await next(accounts);
    if (order >= 0) identity = await next(identities);
  }
}

/** What is missing comes last. */
function compareOptional(a: Uint8Array | undefined, b: Uint8Array | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return Buffer.compare(a, b);
}
