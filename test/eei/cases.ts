/** Executes cases and compares state roots and log hashes with what was published. */

import { EeiVm } from '../../host/vm/ewasm/eei-vm.js';
import { DEV_PROTOCOL } from '../../runtime/protocol.js';
import { logsHash, stateRoot } from './ethereum-root.js';
import { type CaseMachine, executeCase } from './ethereum-transaction.js';
import { loadPrecompiles } from './precompiles.js';
import { readCases, type StateCase } from './state-case.js';

export interface SuiteReport {
  readonly passed: number;
  /** Name of the case and the first difference. */
  readonly failures: readonly string[];
  /** Of execution, roots and reading, without the start of the thread. */
  readonly milliseconds: number;
}

export async function createMachine(): Promise<CaseMachine> {
  return {
    vm: new EeiVm(DEV_PROTOCOL),
    protocol: DEV_PROTOCOL,
    codes: new Map(),
    precompiles: await loadPrecompiles(),
  };
}

/** The first difference to what was published; undefined if there is none. */
export async function differenceOf(machine: CaseMachine, stateCase: StateCase): Promise<string | undefined> {
  const world = executeCase(machine, stateCase);
  const logs = logsHash(world.logs);
  if (logs !== stateCase.logsHash) return `logs hash ${logs}, published ${stateCase.logsHash}`;
  const root = await stateRoot(world);
  if (root === stateCase.stateRoot) return undefined;
  const accounts = [...world.accounts].map(
    ([name, { nonce, balance, storage }]) =>
      `${name}: nonce ${nonce}, balance ${balance}, ${storage.size} slots`,
  );
  return `state root ${root}, published ${stateCase.stateRoot}; here ${accounts.join('; ')}`;
}

/** Runs in this thread, whose stack must be large enough. */
export async function runCases(folder: string): Promise<SuiteReport> {
  const machine = await createMachine();
  const failures: string[] = [];
  let passed = 0;
  const start = performance.now();
  for (const stateCase of readCases(folder)) {
    const difference = await differenceOf(machine, stateCase);
    if (difference === undefined) passed++;
    else failures.push(`${stateCase.name}: ${difference}`);
  }
  return { passed, failures, milliseconds: performance.now() - start };
}
