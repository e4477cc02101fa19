/** One step of the session, and what of it nodes must agree on. */

import { createHash } from 'node:crypto';
import type { CallOptions, ContractResult, Host } from '../../host/index.js';
import { decodeIdentity } from '../../host/state/account.js';
import { identityKey, parseStorageKey } from '../../host/state/record-keys.js';
import type { Store } from '../../host/state/store.js';
import { stringifyValue } from '../../host/vm/values/json.js';
import type { Step } from './session-steps.js';

/** Everything of a result that is no words for people. */
export function lineOf(index: number, step: Step, result: ContractResult): string {
  const { status, fuelUsed, memoryPages, logs, logsTruncated, address } = result;
  return JSON.stringify({
    index,
    label: step.label,
    status,
    ...('code' in result ? { code: result.code } : {}),
    ...(result.status === 'revert' ? { reason: result.reason, trace: result.trace } : {}),
    ...(result.status === 'success' ? { value: stringifyValue(result.value) } : {}),
    fuelUsed,
    memoryPages,
    address,
    events: result.events.map((event) => [event.address, event.name, stringifyValue(new Map(event.fields))]),
    logs,
    logsTruncated,
  });
}

/** Runs a step; a deployment adds to `addresses`. */
export async function runStep(
  host: Host,
  step: Step,
  addresses: Map<string, string>,
  control: Pick<CallOptions, 'signal' | 'deadlineMs'> = {},
): Promise<ContractResult> {
  const addressOf = (name: string): string => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`${step.label}: nothing was deployed as ${name}`);
    return address;
  };
  const args = step.args(addressOf);
  const options = { from: step.from, limits: step.limits, ...control };
  if (step.kind === 'deploy') {
    const salt = step.salt === undefined ? {} : { salt: step.salt };
    const result = await host.deploy(step.source ?? '', { ...options, ...salt, args });
    if (step.name !== undefined && result.address !== undefined) addresses.set(step.name, result.address);
    return result;
  }
  return host[step.kind](addressOf(step.to ?? ''), args, options);
}

/** Number of records, and SHA-256 over all of them, lengths first. */
export async function hashStore(store: Store): Promise<string> {
  const hash = createHash('sha256');
  let records = 0;
  for await (const [key, value] of store.entries()) {
    if (isDead(store, key)) continue;
    hash.update(`${key.length} ${value.length}\n`).update(key).update(value);
    records++;
  }
  return `${records} records, sha256 ${hash.digest('hex')}`;
}

/** Storage of an incarnation that has ended: when it is collected is nobody's business. */
function isDead(store: Store, key: Uint8Array): boolean {
  const parts = parseStorageKey(key);
  const identity = parts && store.get(identityKey(parts.address));
  return identity !== undefined && decodeIdentity(identity).incarnation !== parts?.incarnation;
}

/** Where two sessions differ first, if they do. */
export function firstDifference(expected: readonly string[], actual: readonly string[]): string | undefined {
  const length = Math.max(expected.length, actual.length);
  const at = Array.from({ length }, (_, i) => i).find((i) => expected[i] !== actual[i]);
  return at === undefined ? undefined : `line ${at}:\n${expected[at]}\nbecame\n${actual[at]}`;
}
