/**
 * Snapshots: a module that starts with the memory and globals that an instance of it had, so that a booted
 * program needs no second boot. Memory becomes data segments; the boot's own exports stay, unused.
 */

import { assert } from '../errors.js';
import { HOST_EXPORT } from '../instrument/interface.js';
import { PAGE_BYTES } from '../limits.js';
import { decodeModule, encodeModule } from '../wasm/binary.js';
import { type DataSegment, type Global, I32, I64 } from '../wasm/module.js';
import type { Profile } from '../wasm/profile.js';
import { ByteWriter } from '../wasm/writer.js';
import type { GlobalValue } from './engine-types.js';
import type { SandboxInstance } from './instance.js';

/** Runs of zeros up to this length are stored: a segment of its own costs about as much. */
const GAP_BYTES = 32;

const I32_CONST = 0x41;
const I64_CONST = 0x42;
const END = 0x0b;

/**
 * The module with the state of `instance`, which must be an instance of it. Deterministic.
 * @throws HostFault if the module has passive data segments: they may be used later, under their numbers.
 */
export function snapshot(bytes: Uint8Array, instance: SandboxInstance, profile: Profile): Uint8Array {
  const module = decodeModule(bytes, profile);
  const hasPassive = module.data.some(({ offset }) => offset === undefined);
  assert(!hasPassive, 'a module to snapshot has no passive data segments');
  const memory = instance.memory.bytes;
  module.memories[0] = { ...module.memories[0], min: memory.length / PAGE_BYTES };
  module.data.splice(0, module.data.length, ...dataSegments(memory));
  if (module.dataCount !== undefined) module.dataCount = module.data.length;
  const values = instance.readGlobals();
  const guestGlobals = module.exports.filter(({ name }) => name.startsWith(HOST_EXPORT.guestGlobalPrefix));
  assert(values.length === guestGlobals.length, 'the instance is one of this module');
  guestGlobals.forEach(({ index }, i) => {
    module.globals[index] = withValue(module.globals[index], values[i]);
  });
  return encodeModule(module);
}

function dataSegments(memory: Uint8Array): DataSegment[] {
  const segments: DataSegment[] = [];
  let start = nextNonZero(memory, 0);
  while (start < memory.length) {
    let end = start + 1;
    let next = nextNonZero(memory, end);
    while (next < memory.length && next - end <= GAP_BYTES) {
      end = next + 1;
      next = nextNonZero(memory, end);
    }
    segments.push({ offset: constant(I32_CONST, BigInt(start)), bytes: memory.slice(start, end) });
    start = next;
  }
  return segments;
}

/** Position of the first byte that is not zero, or the length. */
function nextNonZero(memory: Uint8Array, from: number): number {
  let position = from;
  while (position < memory.length && memory[position] === 0) position++;
  return position;
}

function withValue(global: Global, value: GlobalValue): Global {
  assert(global.type === I32 || global.type === I64, 'a guest global to snapshot is an integer');
  return { ...global, init: constant(global.type === I32 ? I32_CONST : I64_CONST, BigInt(value)) };
}

function constant(opcode: number, value: bigint): Uint8Array {
  const writer = new ByteWriter(12);
  writer.u8(opcode);
  writer.signed64(value);
  writer.u8(END);
  return writer.toBytes();
}
