/** Blocks of environments as the command line shows them. */

import { toHex } from '../../runtime/bytes.js';
import type { ContractResult } from '../api.js';
import type { BlockOutcome } from '../environment/block-outcome.js';
import { decodeValue, isCanonical } from '../vm/values/cbor.js';
import { stringifyValue } from '../vm/values/json.js';
import { RawJson, toText } from '../vm/values/json-text.js';
import type { Value } from '../vm/values/types.js';
import { resultMembers } from './json-output.js';
import { number, reportLines, section, short } from './report.js';
import type { Paint } from './style.js';

/** What most environments' receipts are: values in canonical CBOR. Undefined for others. */
function receiptValue(receipt: Uint8Array): Value | undefined {
  return isCanonical(receipt) ? decodeValue(receipt) : undefined;
}

function receiptLines({ receiptsRoot, receipts }: BlockOutcome): string[] {
  const lines = receipts?.map((receipt, index) => `${index}  ${short(receiptValue(receipt) ?? receipt)}`);
  return [toHex(receiptsRoot), ...(lines ?? ['(not hashed by the host)'])];
}

/** The lines for a block; for one that failed, those of any call. */
export function environmentLines(
  entry: string,
  result: ContractResult,
  fuelLimit: number,
  paint: Paint,
): string[] {
  const { environment, frames } = result;
  const [headline, ...rest] = reportLines(result, fuelLimit, paint);
  return [
    `${headline}${result.status === 'success' ? '' : `  (${entry})`}`,
    ...section('state', environment === undefined ? [] : [toHex(environment.stateRoot)], paint),
    ...section('receipts', environment === undefined ? [] : receiptLines(environment), paint),
    ...section('frames', [`${number(frames)} (an instance each)`], paint),
    ...rest,
  ];
}

/**
 * `{entry, status, code?, reason?, stateRoot?, receiptsRoot?, receipts?: [{data, value?}], fuelUsed,
 * memoryPages, instantiations, events, logs, trace?, findings?}`; null for receipts that the host has not
 * seen.
 */
export function environmentToJson(entry: string, result: ContractResult): string {
  const { environment, frames } = result;
  const { status, code, reason, address: _, value: __, ...rest } = resultMembers(result);
  const receipts = environment?.receipts?.map((receipt) => {
    const value = receiptValue(receipt);
    return {
      data: toHex(receipt),
      value: value === undefined ? undefined : new RawJson(stringifyValue(value)),
    };
  });
  return toText({
    entry,
    status,
    code,
    reason,
    stateRoot: environment && toHex(environment.stateRoot),
    receiptsRoot: environment && toHex(environment.receiptsRoot),
    receipts: environment && (receipts ?? null),
    instantiations: frames,
    ...rest,
  });
}
