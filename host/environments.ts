/** `pbevm/environment`: contracts of execution environments, and their blocks without a chain. */

export type { BlockOutcome, StateChanges } from './environment/block-outcome.js';
export type { Contract } from './environment/contract-state.js';
export { EnvironmentState } from './environment/environment-state.js';
export { receiptsRoot } from './environment/receipts-root.js';
export { stateAfter } from './environment/state-after.js';
export {
  type EnvironmentBlock,
  type EnvironmentBlockResult,
  EnvironmentRunner,
} from './environment-runner.js';
