/** What the `wasm` commands print. */

import type { ModuleDescription } from '../../runtime/wasm/describe.js';
import { stringifyValue } from '../vm/values/json.js';
import { RawJson, toText } from '../vm/values/json-text.js';
import { reprValue } from '../vm/values/repr.js';
import { PyFloat, type Value } from '../vm/values/types.js';
import { number, section } from './report.js';
import type { Paint } from './style.js';
import type { Verdict } from './wasm-module.js';
import type { ModuleResult } from './wasm-run.js';

function verdictLines(verdict: Verdict, paint: Paint): string[] {
  if (!verdict.accepted) {
    return [paint('red', `✘ refused by the profile ${verdict.profile}: ${verdict.reason}`)];
  }
  const { functionCount, weightMax, startPages, maxPages } = verdict;
  const facts = `${number(functionCount)} functions, at most ${weightMax} height units each`;
  return [
    paint('green', `✔ accepted by the profile ${verdict.profile}`),
    ...section('code', [facts], paint),
    ...section('memory', [`${startPages} to ${maxPages} pages`], paint),
  ];
}

export function descriptionLines(
  bytes: Uint8Array,
  description: ModuleDescription,
  verdict: Verdict,
  paint: Paint,
): string[] {
  const { sections, imports, exports, malformed } = description;
  return [
    ...verdictLines(verdict, paint),
    ...section('bytes', [number(bytes.length)], paint),
    ...section(
      'sections',
      sections.map(({ name, bytes: length }) => `${name}, ${number(length)} bytes`),
      paint,
    ),
    ...section('imports', imports, paint),
    ...section('exports', exports, paint),
    ...section('broken', malformed === undefined ? [] : [malformed], paint),
  ];
}

/** Results as values: a float never looks like an integer. */
function resultValues({ results }: ModuleResult): Value[] {
  return results.map((result) => (typeof result === 'number' ? new PyFloat(result) : result));
}

export function runLines(result: ModuleResult, fuelLimit: number, paint: Paint): string[] {
  const { status, code, detail, fuelUsed, memoryPages } = result;
  const headline =
    status === 'success'
      ? paint('green', '✔ success')
      : paint('red', `✘ halt ${code}`) + (detail === undefined ? '' : `: ${detail}`);
  return [
    headline,
    ...section('results', resultValues(result).map(reprValue), paint),
    ...section('fuel', [`${number(fuelUsed)} of ${number(fuelLimit)}`], paint),
    ...section('memory', [`${memoryPages} pages`], paint),
  ];
}

/** `{status, code?, detail?, results, fuelUsed, memoryPages}` */
export function runToJson(result: ModuleResult): string {
  const { status, code, detail, fuelUsed, memoryPages } = result;
  const results = new RawJson(stringifyValue(resultValues(result)));
  return toText({ status, code, detail, results, fuelUsed, memoryPages });
}
