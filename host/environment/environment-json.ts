/**
 * The contracts of an environment as JSON:
 * `{"contracts": {"0x…": {"code": "0x…", "storage": …}}}`, storage in the JSON form of values [12], where the
 * order of a dict is kept.
 */

import { type Address, parseAddress } from '../../runtime/address.js';
import { fromHex, toHex } from '../../runtime/bytes.js';
import { nodeToValue, stringifyValue } from '../vm/values/json.js';
import { failAt, type JsonNode, JsonReader } from '../vm/values/json-reader.js';
import type { Contract } from './contract-state.js';

/** A line for each contract, in the order of the map. */
export function printContracts(contracts: ReadonlyMap<string, Contract>): string {
  const lines = [...contracts].map(
    ([address, { code, storage }]) =>
      `    "${address}": {"code": "${toHex(code)}", "storage": ${stringifyValue(storage)}}`,
  );
  return `{\n  "contracts": {${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}}\n}\n`;
}

/** @throws PbevmError BAD_VALUE with line and column, or BAD_INPUT if an address or code is none. */
export function parseContracts(text: string): [Address, Contract][] {
  const [contracts] = members(text, new JsonReader(text).read(), ['contracts']);
  if (contracts.kind !== 'object') return failAt(text, contracts.offset, 'an object by address expected');
  return contracts.entries.map(([address, node]) => {
    const [code, storage] = members(text, node, ['code', 'storage']);
    if (code.kind !== 'literal' || typeof code.value !== 'string' || !code.value.startsWith('0x')) {
      return failAt(text, code.offset, 'code as "0x…" expected');
    }
    const value = nodeToValue(text, storage);
    if (!(value instanceof Map)) return failAt(text, storage.offset, 'a dict expected');
    return [parseAddress(address), { code: fromHex(code.value), storage: value }];
  });
}

/** The members of an object that has these and no others, in this order. */
function members(text: string, node: JsonNode, names: readonly string[]): JsonNode[] {
  const found = node.kind === 'object' ? node.entries : [];
  if (found.length !== names.length || found.some(([name], i) => name !== names[i])) {
    return failAt(text, node.offset, `an object of ${names.join(' and ')} expected`);
  }
  return found.map(([, member]) => member);
}
