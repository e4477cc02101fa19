/** `pbevm/ethereumjs`: blocks of an EVM and PBEVM together. `@ethereumjs/vm` is a peer: install it beside. */

export { shiftAddress } from '../block/execute-block.js';
export { GATEWAY_ADDRESS, GATEWAY_CODE } from './gateway.js';
export { FUEL_PER_GAS, GATEWAY_PRICES } from './gateway-prices.js';
export { type ParallelResult, ParallelVm, type ParallelVmOptions, QUEUE_LIMITS } from './parallel-vm.js';
export { type CommittedRoot, heightSlot, ROOTS_KEPT, rootSlot } from './root-ring.js';
export type { PendingSection, SectionInput, SectionProcessor } from './section.js';
