/**
 * `pbevm/runtime`: the sandbox by itself: read, check, instrument and run wasm modules under fuel and limits.
 */

export { type Address, formatAddress, isAddressText, parseAddress } from './address.js';
export { fromHex, toHex } from './bytes.js';
export {
  type ErrorCode,
  type HaltCode,
  HostFault,
  PbevmError,
  type RefusalCode,
  type RevertCode,
} from './errors.js';
export { HALT, HOST_EXPORT } from './instrument/interface.js';
export { instrument } from './instrument/pipeline.js';
export { DEV_LIMITS, FUEL_MAX, type Limits, PAGE_BYTES } from './limits.js';
export { DEV_PROTOCOL, PROTOCOL_VERSIONS, type ProtocolVersion } from './protocol.js';
export type { CompiledModule, GlobalValue, ImportedFunctions } from './sandbox/engine-types.js';
export { type RunEnd, type RunStart, SandboxInstance } from './sandbox/instance.js';
export { InstancePool, type PoolStatistics } from './sandbox/instance-pool.js';
export { MemoryImage } from './sandbox/memory-image.js';
export { snapshot } from './sandbox/snapshot.js';
export { DEV_SCHEDULE, type FuelSchedule, type HostPrice } from './schedule.js';
export { decodeModule, encodeModule } from './wasm/binary.js';
export { PROFILES, type Profile } from './wasm/profile.js';
