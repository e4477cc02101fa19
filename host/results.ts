/** From the engine's bytes to the values and texts that a caller of the API sees. */

import { formatAddress } from '../runtime/address.js';
import type { ContractEvent, ContractLog, ContractResult, ResultBase } from './api.js';
import type { EngineResult } from './engine.js';
import { CheckedEvent, type EventRecord } from './execution/result.js';
import { readChanges } from './vm/python/chain-changes.js';
import { decodeRecord, decodeValue } from './vm/values/cbor.js';
import type { Value } from './vm/values/types.js';
import type { EventContent } from './vm/vm.js';

/** The result of a transaction, decoded. */
export function toResult(result: EngineResult): ContractResult {
  const base: ResultBase = {
    fuelUsed: Number(result.fuelUsed),
    memoryPages: result.memoryPages,
    frames: result.frames,
    burned: result.burned,
    events: result.events.map(toEvent),
    logs: joinLogs(result),
    logsTruncated: result.logsTruncated,
    ...(result.created === undefined ? {} : { address: formatAddress(result.created) }),
    ...(result.changes === undefined ? {} : { changes: readChanges(result.changes) }),
    ...(result.environment === undefined ? {} : { environment: result.environment }),
  };
  const { end } = result;
  switch (end.kind) {
    case 'success':
      return {
        status: 'success',
        value: end.format === 'cbor' ? decodeValue(end.output) : end.output,
        ...base,
      };
    case 'revert': {
      const trace = end.trace === undefined ? {} : { trace: end.trace };
      return {
        status: 'revert',
        code: end.code,
        reason: end.format === 'cbor' ? (decodeValue(end.reason) as string) : end.reason,
        ...trace,
        ...base,
      };
    }
    case 'halt': {
      const detail = end.detail === undefined ? {} : { detail: end.detail };
      const trace = end.trace === undefined ? {} : { trace: end.trace };
      const findings = end.findings === undefined ? {} : { findings: end.findings };
      return { status: 'halt', code: end.code, ...detail, ...trace, ...findings, ...base };
    }
    case 'refused':
      return { status: 'refused', code: end.code, ...base };
  }
}

function toEvent(event: EventRecord): ContractEvent {
  const [name, fields] = contentOf(event);
  return { address: formatAddress(event.address), name, fields };
}

/** A log of the EEI is the event `log` with the fields `data` and `topics`. */
function contentOf(event: EventRecord): EventContent {
  if (event instanceof CheckedEvent) return event.content;
  const { data, topics } = event;
  if (topics === undefined) return decodeRecord(data, 2) as [string, Map<string, Value>];
  const fields: [string, Value][] = [
    ['data', data],
    ['topics', [...topics]],
  ];
  return ['log', new Map(fields)];
}

/** Of text that comes back as it was given, a byte order mark included. */
export const newDecoder = () => new TextDecoder('utf-8', { ignoreBOM: true });

/** Debug output as text, consecutive pieces of one contract joined. Cut characters show as U+FFFD. */
function joinLogs(result: EngineResult): ContractLog[] {
  const joined: { address: string; text: string }[] = [];
  if (result.logs.length === 0) return joined;
  const decoder = newDecoder();
  for (const { address, text } of result.logs) {
    const last = joined.at(-1);
    const from = formatAddress(address);
    if (last?.address === from) last.text += decoder.decode(text);
    else joined.push({ address: from, text: decoder.decode(text) });
  }
  return joined;
}
