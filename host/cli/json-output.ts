/** `--json`: one object, values in the JSON forms of SEMANTICS 12. */

import type { ContractInfo, ContractResult } from '../api.js';
import { stringifyValue } from '../vm/values/json.js';
import { RawJson, toText } from '../vm/values/json-text.js';
import type { Value } from '../vm/values/types.js';

const raw = (value: Value): RawJson => new RawJson(stringifyValue(value));

/** Of a halt: its words for people, such as a syntax error's. */
function reasonOf(result: ContractResult): string | RawJson | undefined {
  if (result.status === 'revert')
    return typeof result.reason === 'string' ? result.reason : raw(result.reason);
  return result.status === 'halt' ? result.detail : undefined;
}

/**
 * `{status, code?, reason?, address?, value, fuelUsed, memoryPages, burned?, events, logs, trace?,
 * findings?}`
 */
export const resultToJson = (result: ContractResult): string => toText(resultMembers(result));

/** The members of that object, in this order. */
export function resultMembers(result: ContractResult) {
  return {
    status: result.status,
    code: 'code' in result ? result.code : undefined,
    reason: reasonOf(result),
    address: result.address,
    value: raw(result.status === 'success' ? result.value : null),
    fuelUsed: result.fuelUsed,
    memoryPages: result.memoryPages,
    burned: result.burned === 0n ? undefined : result.burned,
    events: result.events.map(({ address, name, fields }) => ({
      address,
      name,
      fields: raw(new Map(fields)),
    })),
    logs: result.logs,
    trace: 'trace' in result ? result.trace : undefined,
    findings: 'findings' in result ? result.findings : undefined,
  };
}

/** `{address, vm, codeHash, balance, storageSize, root?, chain}`; `root` of environments. */
export function infoToJson(info: ContractInfo): string {
  const { source: _, code: __, chain, ...rest } = info;
  return toText({ ...rest, chain: raw(new Map(chain)) });
}
