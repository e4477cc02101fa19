/** Runs shapes on an engine, in one of its tiers, in a stack of a given size. */

import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type InstrumentOptions, instrument } from '../../runtime/instrument/pipeline.js';
import { DEV_LIMITS } from '../../runtime/limits.js';
import { assemble, OPTIONS } from '../runtime/instrument/harness.js';
import { type EngineName, engineExecutable } from '../support/engines.js';
import type { StackJob, StackOutcome, Warmth } from './child.js';
import { type StackShape, shapeText } from './shape.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
const MIB = 2 ** 20;

/** A way to run an engine: options of Node, or variables of Bun's environment. */
export interface Tier {
  readonly engine: EngineName;
  readonly name: string;
  readonly options: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly warmth: Warmth;
}

/** After few calls and, where V8 inlines, while the guest waits (Node 22 does so again and again). */
const turbofanAtOnce = (engine: EngineName): string[] => [
  '--wasm-tiering-budget=100',
  ...(engine === 'node 24' || engine === 'node 26' ? ['--wasm-sync-tier-up'] : []),
];

const nodeTier = (engine: EngineName, name: string, bytes: number, ...options: string[]): Tier => ({
  ...{ engine, name, options, warmth: { bytes, runs: 1 } },
});

const nodeTiers = (engine: EngineName): Tier[] => [
  nodeTier(engine, 'as it comes', engine === 'node 20' ? 2e6 : 1e7),
  nodeTier(engine, 'baseline only', 0, '--liftoff-only'),
  nodeTier(engine, 'optimised only', 0, '--no-liftoff'),
  nodeTier(engine, 'optimised at once', 1e5, ...turbofanAtOnce(engine)),
];

const bunTier = (name: string, warmth: Warmth, environment = {}): Tier => ({
  ...{ engine: 'bun', name, options: [], warmth, environment },
});

/** After few entries, and while the guest waits. */
const OMG_AT_ONCE = { BUN_JSC_thresholdForOMGOptimizeAfterWarmUp: '500', BUN_JSC_useConcurrentJIT: '0' };

/** Every tier of every engine, alone and as they come. */
export const TIERS: readonly Tier[] = [
  ...(['node 20', 'node 22', 'node 24', 'node 26'] as const).flatMap(nodeTiers),
  bunTier('as it comes', { bytes: 2e6, runs: 1 }),
  bunTier('interpreter only', { bytes: 0, runs: 1 }, { BUN_JSC_useBBQJIT: '0', BUN_JSC_useOMGJIT: '0' }),
  bunTier('baseline only', { bytes: 1e5, runs: 20 }, { BUN_JSC_useOMGJIT: '0' }),
  bunTier('optimised at once', { bytes: 1e5, runs: 80 }, OMG_AT_ONCE),
];

/** An instrumented shape, ready to be sent, with the largest weight in it. */
export interface BuiltShape {
  readonly name: string;
  readonly bytes: string;
  readonly weightMax: number;
}

export async function buildShapes(
  shapes: readonly StackShape[],
  options: Partial<InstrumentOptions> = {},
): Promise<BuiltShape[]> {
  const built: BuiltShape[] = [];
  for (const shape of shapes) {
    const { bytes, weightMax } = instrument(await assemble(shapeText(shape)), { ...OPTIONS, ...options });
    built.push({ name: shape.name, bytes: Buffer.from(bytes).toString('base64'), weightMax });
  }
  return built;
}

/** What came out, or why the engine cannot be run here. */
export type Ran = { readonly outcomes: readonly StackOutcome[] } | { readonly missing: string };

/** Runs every shape in a thread with that much stack. */
export async function runShapes(
  tier: Tier,
  shapes: StackJob['shapes'],
  stackMb: number,
  limits = DEV_LIMITS,
): Promise<Ran> {
  const executable = engineExecutable(tier.engine);
  if ('missing' in executable) return executable;
  const job: StackJob = { stackMb, limits, warmth: tier.warmth, shapes };
  const { command, args, environment } = commandOf(tier, executable.path, stackMb);
  const child = spawn(command, args, {
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [output, errors]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (data: Buffer) => output.push(data));
  child.stderr.on('data', (data: Buffer) => errors.push(data));
  child.stdin.end(JSON.stringify(job));
  const code = await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  const said = Buffer.concat(errors).toString();
  if (code === NO_STACK_CODE) return { missing: `this shell cannot give a process ${stackMb} MiB of stack` };
  if (code !== 0)
    throw new Error(`${tier.engine}, ${tier.name}: ended with ${code}: ${said.slice(0, 2_000)}`);
  return { outcomes: JSON.parse(Buffer.concat(output).toString()) };
}

/** Exit code of a shell that could not set the stack limit. */
const NO_STACK_CODE = 97;

interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Bun's Workers have the stack that Bun gives them; the main thread has what the process has, by `ulimit`,
 * and of that JavaScriptCore uses as much as it is told.
 */
function commandOf({ engine, options, environment = {} }: Tier, path: string, stackMb: number): Command {
  if (engine !== 'bun') return { command: path, args: [...options, CHILD], environment };
  const script = `ulimit -s ${stackMb * 1_024} || exit ${NO_STACK_CODE}; exec "$0" "$@"`;
  const stack = { BUN_JSC_maxPerThreadStackUsage: String(stackMb * MIB) };
  return { command: 'sh', args: ['-c', script, path, CHILD], environment: { ...environment, ...stack } };
}
