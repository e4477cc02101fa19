/** PBEVM: a sandboxed executor of Python contracts. See README.md. */

export type { ErrorCode, HaltCode, RefusalCode, RevertCode } from '../runtime/errors.js';
export { HostFault, PbevmError } from '../runtime/errors.js';
export type { PoolStatistics } from '../runtime/sandbox/instance-pool.js';
export type {
  CallArguments,
  CallLimits,
  CallOptions,
  ContractEvent,
  ContractInfo,
  ContractLog,
  ContractResult,
  DeployOptions,
  HaltResult,
  HostBlock,
  HostOptions,
  HostStatistics,
  RefusedResult,
  RevertResult,
  SuccessResult,
} from './api.js';
export { DEFAULT_LIMITS } from './api.js';
export type {
  InitialReputation,
  Placement,
  PolicyBlock,
  PolicyFunction,
  PolicyState,
  ReputationBlock,
  ReputationPolicy,
  ReputationRefusal,
  TransactionOutcome,
} from './block/reputation.js';
export { orderCandidates } from './block/reputation.js';
export { createReputationPolicy, type ReputationConfig } from './block/reputation-policies.js';
export type { Warmth } from './engine.js';
export type { BlockOutcome, StateChanges } from './environment/block-outcome.js';
export { checkContract, createHost, Host } from './host.js';
export { toResult } from './results.js';
export type { ChainChange } from './vm/python/chain-changes.js';
export type { ImageStatistics } from './vm/python/contract-images.js';
export { decodeValue, encodeValue } from './vm/values/cbor.js';
export { parseValue, stringifyValue } from './vm/values/json.js';
export { reprValue } from './vm/values/repr.js';
export type { Value } from './vm/values/types.js';
export { PyFloat, PySet, PyTuple } from './vm/values/types.js';
export type { Finding, FrameHaltCode, Trace, TraceFrame } from './vm/vm.js';
