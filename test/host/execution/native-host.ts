/** Native contracts on a host: deploying them, and the ones that tests have in common. */

import assert from 'node:assert/strict';
import type { CallOptions, ContractResult, Host } from '../../../host/index.js';
import { fromHex, toHex } from '../../../runtime/bytes.js';
import { ALICE, describe, successValue } from '../../support/host.js';
import { contractOf } from '../vm/ewasm/contract-text.js';

export const c = (value: number): string => `(i32.const ${value})`;
let salt = 0;

/** Deploys a contract without a constructor: initcode that leaves nothing is the contract. */
export async function deployNativeOn(host: Host, code: Uint8Array, value = 0n): Promise<string> {
  const options = { from: ALICE, salt: (++salt).toString(16).padStart(64, '0'), value };
  const result = await host.deploy(code, options);
  assert.equal(result.status, 'success', describe(result));
  return result.address as string;
}

/** A contract that does nothing without call data, as in its first run. */
export const onCall = (body: string, rest = ''): Promise<Uint8Array> =>
  contractOf(`(if (i32.eqz (call $getCallDataSize)) (then (return))) ${body}`, rest);

/** Calls the address that its call data begins with, passing the rest; finishes with result and output. */
export function relay(
  kind: 'call' | 'callCode' | 'callDelegate' | 'callStatic',
  gas = '(i64.const 100000000)',
): string {
  const value = kind === 'call' || kind === 'callCode' ? c(0) : '';
  return `(call $callDataCopy ${c(1_024)} ${c(0)} (call $getCallDataSize))
    (i32.store8 ${c(2_048)} (call $${kind} ${gas} ${c(1_024)} ${value} ${c(1_044)}
      (i32.sub (call $getCallDataSize) ${c(20)})))
    (call $returnDataCopy ${c(2_049)} ${c(0)} (call $getReturnDataSize))
    (call $finish ${c(2_048)} (i32.add ${c(1)} (call $getReturnDataSize)))`;
}

/** Sends data to an address through a relay. */
export function relayOn(
  host: Host,
  relayer: string,
  to: string,
  data: Uint8Array,
  options: CallOptions = {},
): Promise<ContractResult> {
  return host.send(relayer, Buffer.concat([fromHex(to), data]), { from: ALICE, ...options });
}

/** Output of a result that must be a success; hexadecimal. */
export const bytesOf = (result: ContractResult): string => toHex(successValue(result) as Uint8Array);
