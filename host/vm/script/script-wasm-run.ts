/** One run of wasm in a frame of an environment: it asks for functions by name. */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { NativeRun } from '../ewasm/native-run.js';
import type { FrameHaltCode, FrameHost, Message } from '../vm.js';

export class ScriptWasmRun extends NativeRun {
  /** Export that the frame is entered at; undefined if the code has none for it. */
  readonly entry: string | undefined;

  constructor(
    sandbox: SandboxInstance,
    host: FrameHost,
    protocol: ProtocolVersion,
    message: Message,
    code: Uint8Array,
    entry: string | undefined,
  ) {
    super(sandbox, host, protocol, message, code);
    this.entry = entry;
  }

  /**
   * Asks for what a name stands for, with a canonical CBOR list of arguments in memory; copies what of the
   * answer has room, and returns its whole length. What could be caught in Python traps.
   */
  ask(name: string, pointer: number, length: number, place: number, capacity: number): number {
    const { script } = this.message;
    this.chargeHost('external', length >>> 0);
    const data = this.readPayload(pointer, length);
    if (script === undefined) throw new GuestTrap('no frame of an environment');
    const result = script.ask(this.host, name, data, this.standing());
    this.settle(result);
    if (result.kind === 'revert') throw new GuestTrap(`${name}: refused`);
    if (result.kind !== 'success') {
      const trace = 'trace' in result && result.trace !== undefined ? { trace: result.trace } : {};
      this.exit({ kind: 'halt', code: result.code as FrameHaltCode, ...trace });
    }
    const { output } = result;
    const copied = output.subarray(0, Math.min(output.length, capacity >>> 0));
    this.chargeHost('bufferCopy', copied.length);
    this.write(place, copied);
    return output.length;
  }
}
