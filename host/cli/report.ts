/** Results for people: status, value, fuel, events, output, what changed, traceback. */

import type { ContractEvent, ContractInfo, ContractResult } from '../api.js';
import type { ChainChange } from '../vm/python/chain-changes.js';
import { reprValue } from '../vm/values/repr.js';
import type { Value } from '../vm/values/types.js';
import { findingsLines } from './findings.js';
import { type Paint, printable } from './style.js';
import { tracebackLines } from './traceback.js';

/** Longest representation of a value in a line. */
const VALUE_LENGTH_MAX = 200;

export const number = (value: number | bigint): string => value.toLocaleString('en-US');

export function short(value: Value): string {
  const text = reprValue(value);
  return text.length <= VALUE_LENGTH_MAX
    ? text
    : `${text.slice(0, VALUE_LENGTH_MAX)}… (${number(text.length)} characters)`;
}

/** What follows a code: nothing, or a colon and the text. */
function after(text: string | undefined): string {
  return text === undefined || text === '' ? '' : `: ${printable(text)}`;
}

/** Bytes of a native contract as Python writes bytes. */
function reasonText(reason: string | Uint8Array): string {
  return typeof reason === 'string' ? reason : short(reason);
}

function headline(result: ContractResult, paint: Paint): string {
  switch (result.status) {
    case 'success':
      return paint('green', '✔ success');
    case 'revert':
      return paint('red', `✘ revert ${result.code}`) + after(reasonText(result.reason));
    case 'halt':
      return paint('red', `✘ halt ${result.code}`) + after(result.detail);
    case 'refused':
      return paint('red', `✘ refused ${result.code}`) + REFUSAL_HINTS[result.code];
  }
}

const REFUSAL_HINTS: Readonly<Record<string, string>> = {
  NO_CODE: ': there is no contract at this address',
  TOMBSTONE: ': this address was created before; another --salt gives another address',
  DEPTH: '',
  PAGES: '',
  BALANCE: ': the invoker does not have the value it sends',
  REENTRANCY: '',
  BAD_ADDRESS: '',
  VM_MISMATCH: '',
};

function eventLine({ address, name, fields }: ContractEvent, paint: Paint): string {
  const text = [...fields].map(([key, value]) => `${key}=${short(value)}`).join(', ');
  return `${paint('cyan', name)}(${text})  ${paint('dim', address)}`;
}

function changeLine({ path, key, before, after }: ChainChange, paint: Paint): string {
  const name = `chain${[...path, key].map((step) => `[${reprValue(step)}]`).join('')}`;
  if (before === undefined) return paint('green', `+ ${name} = ${short(after as Value)}`);
  if (after === undefined) return paint('red', `- ${name}`);
  return `~ ${name} = ${paint('dim', short(before))} → ${short(after)}`;
}

/** Lines below a label; the label stands before the first. */
export function section(label: string, lines: readonly string[], paint: Paint): string[] {
  return lines.map((line, index) => `${paint('dim', (index === 0 ? label : '').padEnd(9))}${line}`);
}

function changeLines(changes: readonly ChainChange[], paint: Paint): string[] {
  const addresses = [...new Set(changes.map(({ address }) => address))];
  return addresses.flatMap((address) => [
    paint('dim', address),
    ...changes.filter((change) => change.address === address).map((change) => changeLine(change, paint)),
  ]);
}

/** The lines that a command prints for a result. */
export function reportLines(result: ContractResult, fuelLimit: number, paint: Paint): string[] {
  const logs = result.logs.flatMap(({ text }) => text.replace(/\n$/, '').split('\n').map(printable));
  if (result.logsTruncated) logs.push(paint('yellow', '… (more was printed than is kept)'));
  const trace =
    'trace' in result && result.trace !== undefined ? ['', ...tracebackLines(result.trace, paint)] : [];
  const findings = 'findings' in result ? (result.findings ?? []) : [];
  const found = findingsLines({ file: '<contract>', findings }, paint);
  const failed = result.status === 'revert' || result.status === 'halt';
  return [
    headline(result, paint),
    ...section('address', result.address === undefined || failed ? [] : [result.address], paint),
    ...section(
      'value',
      result.status === 'success' && !result.environment ? [short(result.value)] : [],
      paint,
    ),
    ...section('fuel', [`${number(result.fuelUsed)} of ${number(fuelLimit)}`], paint),
    ...section(
      'memory',
      [`${result.memoryPages} pages (${(result.memoryPages / 16).toFixed(1)} MiB)`],
      paint,
    ),
    ...section('burned', result.burned === 0n ? [] : [number(result.burned)], paint),
    ...section(
      'events',
      result.events.map((event) => eventLine(event, paint)),
      paint,
    ),
    ...section('output', logs, paint),
    ...section('state', result.status === 'success' ? changeLines(result.changes ?? [], paint) : [], paint),
    ...(found.length === 0 ? [] : ['', ...found]),
    ...trace,
  ];
}

/** The lines that `inspect` prints. */
export function infoLines(info: ContractInfo, paint: Paint): string[] {
  if (info.vm === 'none') {
    const balance = section('balance', [number(info.balance)], paint);
    return [paint('bold', info.address), ...section('code', ['(none)'], paint), ...balance];
  }
  const entries = [...info.chain].map(([key, value]) => `chain[${reprValue(key)}] = ${short(value)}`);
  return [
    paint('bold', info.address),
    ...section('vm', [info.vm], paint),
    ...section('code', [`${info.codeHash} (${number(info.code.length)} bytes)`], paint),
    ...section('balance', [number(info.balance)], paint),
    ...section('storage', [`${number(info.storageSize)} bytes`], paint),
    ...section('root', info.root === undefined ? [] : [info.root], paint),
    ...section('chain', entries.length > 0 ? entries : info.vm === 'python' ? ['(empty)'] : [], paint),
  ];
}
