/**
 * A VM whose contracts do, in the host, what their call data list: quick enough for tens of thousands of
 * runs. It leaves frames as the sandbox does (`GuestHalt`). Call data: CBOR list of steps; of a message from
 * another shard, its payload is that.
 */

import { decodeValue, encodeValue } from '../../host/vm/values/cbor.js';
import type { Value } from '../../host/vm/values/types.js';
import type { ContractCode, FrameHost, FrameResult, Message, Vm } from '../../host/vm/vm.js';
import { formatAddress } from '../../runtime/address.js';
import { EMPTY_BYTES } from '../../runtime/bytes.js';
import { GuestHalt } from '../../runtime/sandbox/guest-exit.js';

export const STEP_VM = 77;
const STEP_FUEL = 1_000n;

/** A contract that accepts messages; any other text is one that does not. */
export const RECEIVER = new TextEncoder().encode('receives');
export const LONER = new TextEncoder().encode('does not');

/**
 * `['set', key, value]`, `['delete', key]`, `['call', address, value, steps]` and `['must', ..]`, which
 * fails with its callee, `['yank', shard]`, `['destroy']`, `['revert']`, `['halt']`.
 */
export type Step = readonly [kind: string, ...rest: Value[]];

export const stepData = (steps: readonly Step[]): Uint8Array => encodeValue(steps as unknown as Value);

class Reverted extends Error {}

export class StepVm implements Vm {
  readonly id: number;
  readonly kind = 'steps';
  readonly firstRun = 'contract';
  /** Appended to what a run returns, so that versions can be told apart. */
  readonly #version: string;

  constructor(id = STEP_VM, version = 'one') {
    this.id = id;
    this.#version = version;
  }

  pagesReserved(): number {
    return 1;
  }

  prepare(source: Uint8Array, fuel: bigint) {
    const price = 1_000n;
    if (fuel < price) return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuel } as const;
    return { kind: 'ready', artefact: source, fuelUsed: price } as const;
  }

  isReentrant(): boolean {
    return true;
  }

  receives(source: Uint8Array): boolean {
    return Buffer.compare(source, RECEIVER) === 0;
  }

  execute(_code: ContractCode, message: Message, host: FrameHost): FrameResult {
    const meter = { left: message.fuel };
    try {
      for (const step of stepsOf(message.data)) this.#take(step, message, host, meter);
      const output = encodeValue([this.#version, formatAddress(message.caller)]);
      return { kind: 'success', output, format: 'cbor', fuelUsed: message.fuel - meter.left };
    } catch (thrown) {
      if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code, fuelUsed: message.fuel };
      if (!(thrown instanceof Reverted)) throw thrown;
      const reason = encodeValue(thrown.message);
      return { kind: 'revert', code: 'REVERT', reason, format: 'cbor', fuelUsed: message.fuel - meter.left };
    }
  }

  #take([kind, ...rest]: Step, message: Message, host: FrameHost, meter: { left: bigint }): void {
    if (meter.left < STEP_FUEL) throw new GuestHalt('MEMORY');
    meter.left -= STEP_FUEL;
    switch (kind) {
      case 'set':
        host.storageSet(rest[0] as Uint8Array, rest[1] as Uint8Array);
        break;
      case 'delete':
        host.storageDelete(rest[0] as Uint8Array);
        break;
      case 'call':
      case 'must': {
        const [address, value, data] = rest;
        const { height } = message;
        const result = host.call({
          address: address as string,
          data: data instanceof Uint8Array ? data : encodeValue(data as Value),
          value: BigInt(value as number | bigint),
          fuelCap: undefined,
          fuelLeft: meter.left,
          height,
          pages: 1,
        });
        meter.left -= result.fuelUsed;
        if (kind === 'must' && result.kind !== 'success') throw new Reverted(result.code);
        break;
      }
      case 'yank':
        if (host.yank(BigInt(rest[0] as number)) !== undefined) throw new Reverted('no yank');
        break;
      case 'destroy':
        host.selfDestruct();
        break;
      case 'revert':
        throw new Reverted('told to');
      default:
        throw new GuestHalt('STATIC');
    }
  }
}

function stepsOf(data: Uint8Array): readonly Step[] {
  if (data.length === 0) return [];
  const list = decodeValue(data) as Value[];
  if (list[0] !== 'receiveMessage') return list as unknown as Step[];
  const payload = list[3] as Uint8Array;
  return payload.length === 0 ? [] : (decodeValue(payload) as unknown as Step[]);
}

export const NOTHING = EMPTY_BYTES;
