/** Vectors of what a store on disk holds, and of the text of a state. */

import { encodeAccount, encodeIdentity } from '../../../host/state/account.js';
import { encodeDatabaseRecord } from '../../../host/state/database/database-record.js';
import { deathRecords } from '../../../host/state/database/dead-storage.js';
import { exportState } from '../../../host/state/database/export-state.js';
import { StateDatabase } from '../../../host/state/database/state-database.js';
import { encodeUndo } from '../../../host/state/database/undo-record.js';
import { headText } from '../../../host/state/level/head-file.js';
import { recordHash, sealValue } from '../../../host/state/level/sealed-record.js';
import { BatchDigest, encodeDatabaseHead, HEAD_KEY } from '../../../host/state/level/store-head.js';
import { MemoryStore } from '../../../host/state/memory-store.js';
import {
  accountKey,
  artefactKey,
  codeKey,
  DATABASE_KEY,
  identityKey,
  storagePrefix,
  treeRootKey,
  undoKey,
} from '../../../host/state/record-keys.js';
import type { Change } from '../../../host/state/store.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Fields, Recompute, Vectors } from './vector.js';

const record = (key: Uint8Array, value: Uint8Array): string => `${toHex(key)} ${toHex(value)}`;
const isTrue = (text: string): boolean => text === 'true';

const storeAccount: Recompute = (fields) => {
  const { address, vm, balance, codeHash, storageSize, nonce, wasCreated, incarnation } = fields;
  const { totalFee = '0', isIncomplete = 'false' } = fields;
  const account = {
    vm: Number(vm),
    nonce: BigInt(nonce),
    balance: BigInt(balance),
    codeHash: fromHex(codeHash),
    storageSize: BigInt(storageSize),
    totalFee: BigInt(totalFee),
    isIncomplete: isTrue(isIncomplete),
  };
  const identity = {
    nonce: BigInt(nonce),
    wasCreated: isTrue(wasCreated),
    incarnation: BigInt(incarnation),
  };
  return {
    ...pick(
      fields,
      'address',
      'vm',
      'balance',
      'codeHash',
      'storageSize',
      ...('totalFee' in fields ? ['totalFee', 'isIncomplete'] : []),
      'nonce',
      'wasCreated',
      'incarnation',
    ),
    account: record(accountKey(fromHex(address)), encodeAccount(account)),
    identity: record(identityKey(fromHex(address)), encodeIdentity(identity)),
  };
};

function pick(fields: Fields, ...names: string[]): Fields {
  return Object.fromEntries(names.map((name) => [name, fields[name]]));
}

const storeKeys: Recompute = (fields) => {
  const { address, incarnation, vm, codeHash, key, height } = fields;
  const prefix = storagePrefix(fromHex(address), BigInt(incarnation));
  const [dead] = deathRecords(Number(height), [
    { address: fromHex(address), from: BigInt(incarnation), to: BigInt(incarnation) + 1n },
  ]);
  return {
    ...pick(fields, 'address', 'incarnation', 'vm', 'codeHash', 'key', 'height'),
    code: toHex(codeKey(fromHex(codeHash))),
    artefact: toHex(artefactKey(Number(vm), fromHex(codeHash))),
    storage: toHex(Buffer.concat([prefix, fromHex(key)])),
    treeRoot: toHex(treeRootKey(fromHex(address), BigInt(incarnation))),
    dead: record(dead.key, dead.value ?? new Uint8Array()),
  };
};

/** `change.N = KEY VALUE`, or `none` for a value. */
function readChanges(fields: Fields): Change[] {
  return Object.entries(fields)
    .filter(([name]) => name.startsWith('change.'))
    .map(([, text]) => {
      const [key, value] = text.split(' ');
      return { key: fromHex(key), value: value === 'none' ? undefined : fromHex(value) };
    });
}

const storeUndo: Recompute = (fields) => ({
  ...fields,
  undo: record(
    undoKey(Number(fields['height'])),
    encodeUndo({ root: fromHex(fields['root']), before: readChanges(fields) }),
  ),
});

const storeDatabase: Recompute = (fields) => ({
  ...fields,
  database: record(
    DATABASE_KEY,
    encodeDatabaseRecord({
      treeHeight: Number(fields['treeHeight']),
      treeRoot: fromHex(fields['treeRoot']),
      floor: Number(fields['floor']),
      isImporting: isTrue(fields['isImporting']),
    }),
  ),
});

const storeHead: Recompute = (fields) => {
  const mark = { height: Number(fields['height']), root: fromHex(fields['root']) };
  const previousDigest = fromHex(fields['previousDigest']);
  const batch = new BatchDigest(previousDigest, mark);
  const sealed: [string, string][] = [];
  readChanges(fields).forEach(({ key, value }, i) => {
    if (value === undefined) {
      batch.addRemoval(key);
      return;
    }
    const hash = recordHash(key, value);
    batch.addRecord(hash);
    sealed.push([`sealed.${i}`, toHex(sealValue(hash, value))]);
  });
  const head = { ...mark, digest: batch.finish(), previousDigest };
  const inputs = Object.entries(fields).filter(([name]) =>
    /^(height|root|previousDigest|change\.\d+)$/.test(name),
  );
  return {
    ...Object.fromEntries(inputs),
    ...Object.fromEntries(sealed),
    head: record(HEAD_KEY, encodeDatabaseHead(head)),
    file: JSON.stringify(headText(head)),
  };
};

/** The text of a state with these records in one batch. */
const stateExport: Recompute = async (fields) => {
  const database = await StateDatabase.open(new MemoryStore());
  const changes = readChanges(fields);
  await database.commit(changes);
  let text = '';
  for await (const chunk of exportState(database)) text += Buffer.from(chunk).toString('latin1');
  await database.close();
  const inputs = Object.entries(fields).filter(([name]) => name.startsWith('change.'));
  const lines = text.trimEnd().split('\n');
  return {
    ...Object.fromEntries(inputs),
    ...Object.fromEntries(lines.map((line, i) => [`line.${i + 1}`, line])),
  };
};

export const STORE_VECTORS: Vectors = {
  'store-account-rent': storeAccount,
  'store-account': storeAccount,
  'store-keys': storeKeys,
  'store-undo': storeUndo,
  'store-database': storeDatabase,
  'store-head': storeHead,
  'state-export': stateExport,
};
