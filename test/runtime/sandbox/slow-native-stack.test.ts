/**
 * SEMANTICS 4 and 5: at heightMax every shape fits STACK_MB, in every tier of V8. Whatever the shape, our own
 * limit ends it, at the frame that the weights say, and never V8's RangeError.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { instrument } from '../../../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../../../runtime/limits.js';
import { assemble, OPTIONS } from '../instrument/harness.js';
import type { StackJob, StackOutcome } from './stack-child.js';
import { STACK_SHAPES, type StackShape } from './stack-shapes.js';

const CHILD = fileURLToPath(new URL('./stack-child.js', import.meta.url));
const { heightMax, messageHeight, depthMax, stackMb } = DEV_LIMITS;

const MODES: readonly (readonly [name: string, ...flags: string[]])[] = [
  ['as it comes'],
  ['baseline only', '--liftoff-only'],
  ['optimised only', '--no-liftoff'],
];

let shapes: StackJob['shapes'];
before(async () => {
  const instrumented = STACK_SHAPES.map(async ({ name, wat }) => {
    const { bytes } = instrument(await assemble(wat), { ...OPTIONS, heightMax });
    return { name, bytes: Buffer.from(bytes).toString('base64') };
  });
  shapes = await Promise.all(instrumented);
});

/** Runs every shape in a thread with that much stack, in a process with these flags. */
async function runShapes(flags: readonly string[], stackMegabytes: number): Promise<StackOutcome[]> {
  const job: StackJob = { stackMb: stackMegabytes, limits: DEV_LIMITS, shapes };
  const child = spawn(process.execPath, [...flags, CHILD], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(job));
  const output: Buffer[] = [];
  child.stdout.on('data', (data: Buffer) => output.push(data));
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 0, `the child ended with ${code}`);
  return JSON.parse(Buffer.concat(output).toString());
}

/** Where the limit trips, by the weights alone. */
function expectedOutcome({
  name,
  weight,
  frames,
  framesPerMessage,
  entryWeight = 0,
}: StackShape): StackOutcome {
  const end = 'STACK_LIMIT';
  if (framesPerMessage === undefined) {
    const turns = Math.floor((heightMax - entryWeight) / weight) * frames;
    // A turn of the mutual shape is cut after its light first frame where that still fits.
    return { name, end, frames: turns + (heightMax % weight > 0 && frames > 1 ? 1 : 0), messages: 0 };
  }
  // recurse itself has weight 1, like the frames below it.
  const heightPerMessage = 1 + framesPerMessage + messageHeight;
  const messages = Math.min(
    depthMax - 1,
    Math.floor((heightMax - 1 - framesPerMessage) / heightPerMessage) + 1,
  );
  const isCut = messages < depthMax - 1;
  const left = heightMax - messages * heightPerMessage;
  return {
    name,
    end,
    frames: messages * framesPerMessage + (isCut ? Math.max(0, left - 1) : left),
    messages,
  };
}

const EXPECTED = STACK_SHAPES.map(expectedOutcome);

for (const [name, ...flags] of MODES) {
  test(`${name}: every shape ends by our limit, at the frame that the weights say`, async () => {
    assert.deepEqual(await runShapes(flags, stackMb), EXPECTED);
  });
}

test('a stack that is too small is seen', async () => {
  const outcomes = await runShapes([], 4);
  const faults = outcomes.filter(({ end }) => end.includes('native stack overflow'));
  assert.ok(faults.length >= 6, outcomes.map(({ name, end }) => `${name}: ${end}`).join('\n'));
});
