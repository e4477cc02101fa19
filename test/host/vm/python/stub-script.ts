/** An execution environment in a few lines: what a frame asks it for is noted, and answered by a function. */

import { decodeValue, encodeValue } from '../../../../host/vm/values/cbor.js';
import type { Value } from '../../../../host/vm/values/types.js';
import type { CallResult, FrameHost, FrameResult, ScriptSide, Standing } from '../../../../host/vm/vm.js';
import { type ContractRunner, StubFrame } from './contract-runner.js';

type Answer = (name: string, args: readonly Value[], standing: Standing, host: FrameHost) => CallResult;

export const success = (value: Value, fuelUsed = 0n): CallResult => ({
  kind: 'success',
  output: encodeValue(value),
  format: 'cbor',
  fuelUsed,
});

export class StubScript implements ScriptSide {
  readonly kind: ScriptSide['kind'];
  readonly names: readonly string[];
  readonly entry?: string;
  /** What was asked for, in order. */
  readonly asked: (readonly [name: string, args: readonly Value[]])[] = [];
  readonly #answer: Answer;

  /** @param answer by default the name and the arguments. */
  constructor(
    kind: ScriptSide['kind'],
    names: readonly string[],
    answer: Answer = (name, args) => success([name, [...args]]),
    entry?: string,
  ) {
    this.kind = kind;
    this.names = names;
    this.#answer = answer;
    if (entry !== undefined) this.entry = entry;
  }

  ask(host: FrameHost, name: string, data: Uint8Array, standing: Standing): CallResult {
    const args = decodeValue(data) as Value[];
    this.asked.push([name, args]);
    return this.#answer(name, args, standing, host);
  }
}

/** Runs a source in a frame of an environment. */
export function runIn(
  runner: ContractRunner,
  script: ScriptSide,
  source: string,
  args: readonly Value[] = [],
  frame: FrameHost = new StubFrame(),
): FrameResult {
  return runner.run(runner.compile(source), encodeValue([...args]), frame, undefined, script);
}

/** The value of a success, or what describes another end. */
export function outcomeOf(result: FrameResult): Value | string {
  if (result.kind === 'success') return decodeValue(result.output);
  if (result.kind === 'revert') return `${result.code}: ${String(decodeValue(result.reason))}`;
  return `${result.code}: ${result.detail ?? ''}`;
}
