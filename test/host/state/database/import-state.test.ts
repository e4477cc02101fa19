import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { exportState } from '../../../../host/state/database/export-state.js';
import { importState } from '../../../../host/state/database/import-state.js';
import { StateDatabase } from '../../../../host/state/database/state-database.js';
import { LastingStore } from './lasting-store.js';
import { RandomWorld } from './random-world.js';

async function someText(): Promise<string> {
  const database = await StateDatabase.open(new LastingStore());
  await database.commit(new RandomWorld(61).block(database, 60));
  let text = '';
  for await (const chunk of exportState(database)) text += Buffer.from(chunk).toString('latin1');
  return text;
}

async function importText(text: string, store = new LastingStore()): Promise<void> {
  await importState(
    store,
    (async function* () {
      yield Buffer.from(text, 'latin1');
    })(),
  );
}

/** The text with a last line that fits the others. */
function resealed(lines: readonly string[]): string {
  const text = lines.map((line) => `${line}\n`).join('');
  return `${text}end ${lines.length} 0x${createHash('sha256').update(text).digest('hex')}\n`;
}

test('no byte can be changed, cut or added', async () => {
  const text = await someText();
  await importText(text);
  for (let i = 0; i < text.length; i += 1 + (i % 17)) {
    const changed = text.slice(0, i) + String.fromCharCode(text.charCodeAt(i) ^ 1) + text.slice(i + 1);
    const line = text.slice(0, i).split('\n').length;
    await assert.rejects(importText(changed), (error: { code: string; message: string }) => {
      const found = Number(/^line (\d+) of the state: /.exec(error.message)?.[1]);
      // What is not wrong in itself shows at the last line, at the latest.
      return error.code === 'BAD_EXPORT' && found >= Math.min(line, 3);
    });
    await assert.rejects(importText(text.slice(0, i)), { code: 'BAD_EXPORT' });
  }
  await assert.rejects(importText(`${text}x`), { code: 'BAD_EXPORT' });
  await assert.rejects(importText(`${text}\n`), { code: 'BAD_EXPORT', message: /something follows/ });
});

test('lines that are wrong in themselves are named, though the checksum fits', async () => {
  const lines = (await someText()).split('\n').slice(0, -2);
  await importText(resealed(lines));
  const lineOf = (kind: string): number => lines.findIndex((line) => line.startsWith(`${kind} `));
  const [account, code, storage] = [lineOf('account'), lineOf('code'), lineOf('storage')];
  const swap = (i: number, j: number): string[] => {
    const copy = [...lines];
    [copy[i], copy[j]] = [lines[j], lines[i]];
    return copy;
  };
  const edit = (i: number, from: RegExp, to: string): string[] => {
    assert.match(lines[i], from);
    return lines.map((line, at) => (at === i ? line.replace(from, to) : line));
  };
  const without = (i: number): string[] => lines.filter((_, at) => at !== i);
  const lastAccount = lines.findLastIndex((line) => line.startsWith('account '));
  const cases: readonly (readonly [lines: string[], line: number, what: RegExp])[] = [
    [edit(0, /1$/, '2'), 1, /pbevm-state 1/],
    [edit(1, / /, ' 0'), 2, /no height/],
    [edit(2, /root 0x./, 'root 0xx'), 3, /no root/],
    [edit(2, /root 0x../, 'root 0x00'), 3, /that of the records/],
    [edit(account, /account 0x\S+/, '$&0'), account + 1, /no account/],
    [edit(account, /^account (\S+) \d+/, 'account $1 4294967296'), account + 1, /too large/],
    [edit(account, /^account/, 'Account'), account + 1, /no account/],
    [edit(code, /.$/, 'z'), code + 1, /no code/],
    [edit(code, /0x(..)(\S*)$/, '0x00$2'), code + 1, /another hash/],
    [without(code), code, /its code does not follow/],
    [swap(3, lastAccount), 5, /does not come after/],
    [[...lines, lines[code]], lines.length + 1, /first account/],
    [edit(storage, /0x\S+/, '0x0'), storage + 1, /no storage/],
    [
      [...lines.slice(0, storage), lines[storage], ...lines.slice(storage)],
      storage + 2,
      /does not come after/,
    ],
    [
      without(storage),
      lines.findLastIndex((line, i) => i < storage && line.startsWith('account ')) + 1,
      /bytes of storage/,
    ],
    [[...lines.slice(0, 3), lines[storage], ...lines.slice(3)], 4, /follows no account/],
    [lines.slice(0, 2), 1, /no state/],
  ];
  for (const [wrong, line, what] of cases) {
    await assert.rejects(importText(resealed(wrong)), (error: { code: string; message: string }) => {
      assert.equal(error.code, 'BAD_EXPORT');
      assert.match(error.message, what);
      assert.ok(error.message.startsWith(`line ${line} of the state: `), `${error.message}, not ${line}`);
      return true;
    });
  }
});

test('an import that was not completed is no state', async () => {
  const lines = (await someText()).split('\n').slice(0, -2);
  lines[2] = `root 0x${'00'.repeat(32)}`;
  const store = new LastingStore();
  await assert.rejects(importText(resealed(lines), store), { code: 'BAD_EXPORT' });
  await assert.rejects(StateDatabase.open(store), { code: 'STORE_DAMAGED', message: /import/ });
  await assert.rejects(importText(await someText(), store), { code: 'BAD_INPUT', message: /not empty/ });
});
