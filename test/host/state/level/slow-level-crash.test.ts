/** A process killed in the middle of commits leaves the last acknowledged batch, or the one after it. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { LevelStore } from '../../../../host/state/level/level-store.js';
import { createRandom } from '../../vm/values/random-values.js';
import { temporaryFolder } from '../temporary-folder.js';

const ROUNDS = 12;

/** Commits batches that write their height under ten keys, and tells each that was acknowledged. */
const WRITER = `
  import { writeSync } from 'node:fs';
  const { LevelStore } = await import(process.argv[1]);
  const store = await LevelStore.open(process.argv[2]);
  for (;;) {
    const value = new TextEncoder().encode(String(store.mark.height + 2));
    await store.commit(Array.from({ length: 10 }, (_, i) => ({ key: Uint8Array.of(1, i), value })));
    writeSync(1, store.mark.height + 1 + '\\n');
  }
`;

test('kill -9 while committing', async (context) => {
  const folder = temporaryFolder(context);
  const module = new URL('../../../../host/state/level/level-store.js', import.meta.url).href;
  const random = createRandom(31);
  let height = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const writer = spawn(process.execPath, ['--input-type=module', '-e', WRITER, module, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    const killAt = height + 1 + Math.floor(random() * 6);
    const delayMs = Math.floor(random() * 4);
    let isKilling = false;
    writer.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (isKilling || Number(output.trim().split('\n').at(-1)) < killAt) return;
      isKilling = true;
      setTimeout(() => writer.kill('SIGKILL'), delayMs);
    });
    await once(writer, 'close');
    const acknowledged = Number(output.trim().split('\n').at(-1));
    const store = await LevelStore.open(folder).catch((error) => assert.fail(`after a crash: ${error}`));
    height = store.mark.height + 1;
    const values = Array.from({ length: 10 }, (_, i) =>
      Buffer.from(store.get(Uint8Array.of(1, i)) ?? []).toString(),
    );
    await store.close();
    assert.ok(height === acknowledged || height === acknowledged + 1, `${height} after ${acknowledged}`);
    assert.deepEqual(values, Array(10).fill(String(height)));
  }
});
