/** One run of a `shard` contract: its storage, and calls that cannot be made to fail for it alone. */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { isUncatchable } from '../uncatchable.js';
import type { CallResult, ContractCode, FrameHost, Message } from '../vm.js';
import { ByteStorage } from './byte-storage.js';
import { storagePlace } from './contract-sections.js';
import { MappedStorage } from './mapped-storage.js';
import { type CallWish, NativeRun } from './native-run.js';

export class ShardRun extends NativeRun {
  readonly storage: ByteStorage;
  /** Of a contract whose storage is in its memory. */
  readonly mapping: MappedStorage | undefined;

  constructor(
    sandbox: SandboxInstance,
    host: FrameHost,
    protocol: ProtocolVersion,
    message: Message,
    { source }: ContractCode,
  ) {
    super(sandbox, host, protocol, message, source);
    this.storage = new ByteStorage(this);
    const place = storagePlace(source);
    if (place !== undefined) {
      this.mapping = new MappedStorage(this, this.storage, place, sandbox.memory.pages);
    }
  }

  /**
   * Makes a call with at most `cap` fuel. The frame halts with a code that its kind cannot catch (SEMANTICS
   * 19). Mapped storage is written before; it is loaded again where another frame may have written to it.
   */
  call(wish: CallWish, cap: bigint): CallResult {
    this.mapping?.flush();
    const result = this.host.call({ ...wish, ...this.standing(), fuelCap: cap });
    this.settle(result);
    if (isUncatchable(result)) {
      const trace = 'trace' in result && result.trace !== undefined ? { trace: result.trace } : {};
      this.exit({ kind: 'halt', code: result.code, ...trace });
    }
    if (wish.kind === 'delegate' || this.host.isReentrant()) this.mapping?.reload();
    return result;
  }

  /** Changes the size of the storage; beyond its limit, or the room that memory has for it, it halts. */
  resize(size: number): void {
    const { shardStorageBytesMax } = this.protocol.limits;
    if (size > Math.min(shardStorageBytesMax, this.mapping?.roomBytes ?? shardStorageBytesMax)) {
      this.exit({ kind: 'halt', code: 'MEMORY', detail: `${size} bytes of storage` });
    }
    this.storage.resize(size);
    this.mapping?.noteSize(size);
  }
}
