/**
 * A process killed at named points and at random leaves the last acknowledged block, or the one in progress.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryFolder } from '../host/state/temporary-folder.js';
import { createRandom } from '../host/vm/values/random-values.js';
import { packageRoot } from '../support/package-root.js';
import { Checker } from './checker.js';
import { POINTS, type Point } from './writer.js';

const KILLS = 200;
/** Two folders, whose writers run beside each other. */
const LANES = 2;
const HEIGHT_MAX = 8 * KILLS;
const WRITER = join(packageRoot(), 'dist/test/crash/writer.js');

interface Lane {
  readonly folder: string;
  /** Heights at which the state may be: the last acknowledged, and the one that was being written. */
  acknowledged: number;
  target: number;
}

/** Runs a writer until it is killed; follows what it says. */
async function runAndKill(lane: Lane, point: Point | undefined, random: () => number): Promise<void> {
  const count = 1 + Math.floor(random() * 3);
  const writer = spawn(process.execPath, [WRITER, lane.folder, point ?? '', String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const delayMs = random() * 12;
  let rest = '';
  let isKilling = false;
  const kill = (): void => {
    isKilling = true;
    writer.kill('SIGKILL');
  };
  writer.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [word, number] = line.split(' ');
      if (word === 'to') lane.target = Number(number);
      if (word === 'done') lane.acknowledged = Number(number);
      if (word === 'at') kill();
      else if (point === undefined && !isKilling) setTimeout(kill, delayMs);
    }
  });
  const [, signal] = await once(writer, 'close');
  assert.equal(signal, 'SIGKILL', `the writer ended by itself (at ${point})`);
}

test(`${KILLS} kills -9, at named points and at random`, async (context) => {
  const random = createRandom(71);
  const checker = new Checker(HEIGHT_MAX);
  context.after(() => checker.close());
  const lanes = Array.from(
    { length: LANES },
    (): Lane => ({ folder: temporaryFolder(context), acknowledged: -1, target: -1 }),
  );
  const outcomes = { old: 0, new: 0 };
  for (let kill = 0; kill < KILLS; kill += LANES) {
    const point = random() < 0.25 ? undefined : POINTS[(kill / LANES) % POINTS.length];
    await Promise.all(lanes.map((lane) => runAndKill(lane, point, random)));
    for (const lane of lanes) {
      const outcome = await checker.check(lane.folder);
      assert.ok(outcome.kind === 'state', `after a kill at ${point}: ${JSON.stringify(outcome)}`);
      assert.deepEqual(outcome.differences, [], `after a kill at ${point}`);
      const { acknowledged, target } = lane;
      assert.ok(
        [acknowledged, target].includes(outcome.height),
        `${outcome.height}: ${JSON.stringify(lane)}`,
      );
      outcomes[outcome.height === acknowledged ? 'old' : 'new']++;
      lane.acknowledged = outcome.height;
      lane.target = outcome.height;
    }
  }
  context.diagnostic(JSON.stringify(outcomes));
  assert.ok(outcomes.old > KILLS / 8 && outcomes.new > KILLS / 8, JSON.stringify(outcomes));
});
