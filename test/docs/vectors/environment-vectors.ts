/** Vectors of execution environments: their contracts' tree, States, receipts. */

import assert from 'node:assert/strict';
import { contractKey, leafBytes, leafHash } from '../../../host/environment/contract-state.js';
import { EnvironmentState } from '../../../host/environment/environment-state.js';
import { rootAfter, rootOf, verifyState } from '../../../host/environment/environment-trees.js';
import { receiptsRoot } from '../../../host/environment/receipts-root.js';
import { decodeValue, encodeValue } from '../../../host/vm/values/cbor.js';
import type { Value } from '../../../host/vm/values/types.js';
import type { Address } from '../../../runtime/address.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import type { Fields, Vectors } from './vector.js';

type Placed = readonly [Address, { readonly code: Uint8Array; readonly storage: Map<Value, Value> }];

/** Lines `address code storage`, numbered from 0: storage in canonical CBOR. */
function contractsOf(fields: Fields, name: string): Placed[] {
  const contracts: Placed[] = [];
  for (let line = fields[`${name}.0`]; line !== undefined; line = fields[`${name}.${contracts.length}`]) {
    const [address, code, storage] = line.split(' ').map(fromHex);
    contracts.push([address, { code, storage: decodeValue(storage) as Map<Value, Value> }]);
  }
  return contracts;
}

function shown(name: string, contracts: readonly Placed[]): Fields {
  const lines = contracts.map(([address, { code, storage }], i) => [
    `${name}.${i}`,
    [address, code, encodeValue(storage)].map(toHex).join(' '),
  ]);
  return Object.fromEntries(lines);
}

function environmentState(fields: Fields): Fields {
  const contracts = contractsOf(fields, 'contract');
  const became = contractsOf(fields, 'became');
  const [[address, contract]] = contracts;
  const state = new EnvironmentState(contracts);
  const witnesses = became.map(([each]) => state.witness(each));
  const states = new Map<Value, Value>();
  became.forEach(([each, { code, storage }], i) => {
    const witness = decodeValue(fromHex(fields[`state.${i}`])) as Map<Value, Value>;
    assert.ok(verifyState(state.root, each, witness));
    states.set(each, witness.set('code', code).set('storage', storage));
  });
  const after = rootAfter(state.root, states);
  state.apply(states);
  assert.deepEqual(after, state.root);
  return {
    ...shown('contract', contracts),
    key: toHex(contractKey(address)),
    leaf: toHex(leafBytes(contract)),
    valueHash: toHex(leafHash(contract) ?? new Uint8Array(0)),
    root: toHex(new EnvironmentState(contracts).root),
    ...Object.fromEntries(witnesses.map((each, i) => [`state.${i}`, toHex(encodeValue(each))])),
    ...shown('became', became),
    alone: toHex(rootOf(states) ?? new Uint8Array(0)),
    after: toHex(after ?? new Uint8Array(0)),
  };
}

export const ENVIRONMENT_VECTORS: Vectors = {
  'environment-state': environmentState,
  'environment-receipts': (fields) => {
    const receipts = [fields['receipt.0'], fields['receipt.1'], fields['receipt.2']].map(fromHex);
    return {
      ...Object.fromEntries(receipts.map((receipt, i) => [`receipt.${i}`, toHex(receipt)])),
      root: toHex(receiptsRoot(receipts) ?? new Uint8Array(0)),
    };
  },
};
