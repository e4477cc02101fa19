/**
 * System contract 0x…30: what contracts can ask of the reputation policy. Call data is the CBOR list
 * [name, ...] (SEMANTICS 13), an address in it the text that contracts have: `0x` and 40 hexadecimal digits.
 */

import { isAddressText, parseAddress } from '../../runtime/address.js';
import { integerToValue, type Value } from '../vm/values/types.js';
import type { PolicyBlock, PolicyState, ReputationPolicy } from './reputation.js';

/** The answer, or that the call reverts with BAD_ARGS: no such function, or other arguments than it takes. */
export type ContractAnswer = { readonly value: Value } | 'BAD_ARGS';

/** A pure function of the policy's state, the block and the decoded call data. */
export function answerReputationCall(
  policy: ReputationPolicy,
  state: PolicyState,
  block: PolicyBlock,
  args: Value,
): ContractAnswer {
  if (!Array.isArray(args)) return 'BAD_ARGS';
  const [name, ...rest] = args;
  const called = typeof name === 'string' ? policy.functions.get(name) : undefined;
  if (called === undefined || rest.length !== called.parameters) return 'BAD_ARGS';
  if (called.parameters === 0) return { value: integerToValue(called.read(state, block)) };
  const [address] = rest;
  if (typeof address !== 'string' || !isAddressText(address)) return 'BAD_ARGS';
  return { value: integerToValue(called.read(state, block, parseAddress(address))) };
}
