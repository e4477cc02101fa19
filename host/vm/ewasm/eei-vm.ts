/** The EEI VM: native contracts that import the Ethereum Environment Interface (DESIGN 8, SEMANTICS 24). */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import type { ContractCode, FrameHost, FrameResult, Message } from '../vm.js';
import { EWASM_EEI_VM } from '../vm.js';
import { EEI_DEBUG_FUNCTIONS, EEI_FUNCTIONS } from './eei.js';
import type { EeiFunction } from './host-function.js';
import { type NativeSettings, NativeVm } from './native-vm.js';
import { EeiRun } from './run.js';

export interface EeiSettings extends NativeSettings {
  /** Accept the module `debug`. For people at work on a contract; a block accepts none. */
  readonly isDebugProfile?: boolean;
}

export class EeiVm extends NativeVm<EeiFunction, EeiRun> {
  readonly id = EWASM_EEI_VM;
  readonly kind = 'ewasm';

  constructor(protocol: ProtocolVersion, settings: EeiSettings = {}) {
    const functions = settings.isDebugProfile ? EEI_DEBUG_FUNCTIONS : EEI_FUNCTIONS;
    // Binaries that were made for Ethereum run unmodified, whatever sections they have.
    super(protocol, { functions, hasSections: false }, settings);
  }

  /** EEI accounts always are (SEMANTICS 17). */
  isReentrant(): boolean {
    return true;
  }

  protected override begin(
    sandbox: SandboxInstance,
    host: FrameHost,
    message: Message,
    { source }: ContractCode,
  ): EeiRun {
    return new EeiRun(sandbox, host, this.protocol, message, source);
  }

  protected override charge(run: EeiRun, row: EeiFunction, length: number): void {
    run.charge(row, length);
  }

  /** In an Ethereum-shaped block a call is paid for in gas. */
  protected override loadPrice(artefactBytes: number, pages: number, message: Message): bigint {
    return message.gas === undefined ? super.loadPrice(artefactBytes, pages, message) : 0n;
  }

  /** A halt has used all gas, too. */
  protected override ended(result: FrameResult, { gas }: Message, run?: EeiRun): FrameResult {
    if (gas === undefined) return result;
    return { ...result, gasLeft: result.kind === 'halt' || run === undefined ? 0n : run.gasLeft };
  }
}
