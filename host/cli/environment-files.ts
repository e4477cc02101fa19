/** Files of `pbevm ee`: the contracts of an environment, and transactions for it. */

import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { PbevmError } from '../../runtime/errors.js';
import { EnvironmentState } from '../environment/environment-state.js';
import { parseValue } from '../vm/values/json.js';
import type { Value } from '../vm/values/types.js';
import { readContract } from './options.js';

/** Where contracts are written before they take the place of those in a file. */
const NEXT = '.next';

/** @throws PbevmError BAD_INPUT, BAD_VALUE with the file's name */
export function readContracts(file: string): EnvironmentState {
  return readJson(file, (text) => EnvironmentState.fromJson(text));
}

/** A list of transactions, in the JSON forms of SEMANTICS 12. @throws as `readContracts` */
export function readTransactions(file: string): Value[] {
  const value = readJson(file, (text) => parseValue(text));
  if (!Array.isArray(value)) throw new PbevmError('BAD_INPUT', `${file}: a list of transactions expected`);
  return value;
}

/** Contracts that are on disk, under another name until they are taken. */
export interface WrittenContracts {
  /** Puts them in the place of the file. */
  take(): void;
}

/** @throws PbevmError BAD_INPUT naming the file and the reason */
export function writeContracts(file: string, state: EnvironmentState): WrittenContracts {
  const next = `${file}${NEXT}`;
  const attempt = (step: () => void): void => {
    try {
      step();
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      throw new PbevmError('BAD_INPUT', `cannot write ${file}: ${code}`, { cause });
    }
  };
  attempt(() => writeFileSync(next, state.toJson(), { flush: true }));
  return { take: () => attempt(() => renameSync(next, file)) };
}

/** What to tell about contracts that were written and not taken; empty if there are none. */
export function hintOfNext(file: string): string {
  const next = `${file}${NEXT}`;
  return existsSync(next) ? `; a call that was cut off has left ${next}` : '';
}

function readJson<Result>(file: string, parse: (text: string) => Result): Result {
  const text = new TextDecoder().decode(readContract(file));
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof PbevmError)) throw thrown;
    throw new PbevmError(thrown.code, `${file}: ${thrown.message}`, { cause: thrown });
  }
}
