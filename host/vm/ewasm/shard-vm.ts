/** The `shard` VM: native contracts of minimal state execution (DESIGN 8, SEMANTICS 37). */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_EXIT, GUEST_OUT_OF_FUEL, GuestHalt } from '../../../runtime/sandbox/guest-exit.js';
import type { RunStart, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { ContractCode, FrameEnd, FrameHost, Message } from '../vm.js';
import { EWASM_SHARD_VM } from '../vm.js';
import { hasSection, SECTION } from './contract-sections.js';
import type { HostFunction } from './host-function.js';
import type { MappedStorage } from './mapped-storage.js';
import { type NativeSettings, NativeVm } from './native-vm.js';
import { SHARD_FUNCTIONS } from './shard.js';
import { ShardRun } from './shard-run.js';

type ShardFunction = HostFunction<ShardRun>;

export class ShardVm extends NativeVm<ShardFunction, ShardRun> {
  readonly id = EWASM_SHARD_VM;
  readonly kind = 'shard';

  constructor(protocol: ProtocolVersion, settings: NativeSettings = {}) {
    super(protocol, { functions: SHARD_FUNCTIONS, hasSections: true }, settings);
  }

  /** By the section `pbevm.reentrant` (SEMANTICS 17). */
  isReentrant(source: Uint8Array): boolean {
    return hasSection(source, SECTION.reentrant);
  }

  protected override begin(
    sandbox: SandboxInstance,
    host: FrameHost,
    message: Message,
    code: ContractCode,
  ): ShardRun {
    return new ShardRun(sandbox, host, this.protocol, message, code);
  }

  protected override charge(run: ShardRun, { fuel }: ShardFunction, length: number): void {
    run.chargeFunction(fuel, length);
  }

  protected override runToEnd(run: ShardRun, sandbox: SandboxInstance, start: RunStart): FrameEnd {
    const { mapping } = run;
    return mapping === undefined
      ? super.runToEnd(run, sandbox, start)
      : this.#runMapped(run, mapping, sandbox, start);
  }

  /** With the storage in memory: it is paid for and there at the start, and is written back at success. */
  #runMapped(run: ShardRun, mapping: MappedStorage, sandbox: SandboxInstance, start: RunStart): FrameEnd {
    const price = mapping.loadPrice;
    if (start.fuel < price) return { kind: 'halt', code: 'OUT_OF_FUEL' };
    if (!mapping.fits) return { kind: 'halt', code: 'MEMORY', detail: 'the storage does not fit' };
    mapping.load();
    const end = super.runToEnd(run, sandbox, { ...start, fuel: start.fuel - price });
    if (end.kind !== 'success') return end;
    try {
      mapping.flush();
      return end;
    } catch (thrown) {
      // Writing back may do what a host function may: leave, halt, or be out of fuel.
      if (thrown === GUEST_OUT_OF_FUEL) return { kind: 'halt', code: 'OUT_OF_FUEL' };
      if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code };
      if (thrown === GUEST_EXIT && run.end !== undefined) return run.end;
      throw thrown;
    }
  }
}
