/** Runs contracts on a `PythonVm` in this thread, without state or transactions: bytes in, bytes out. */

import { createHash } from 'node:crypto';
import { noBlock } from '../../../../host/vm/environment.js';
import { loadImage } from '../../../../host/vm/python/image.js';
import { PythonVm } from '../../../../host/vm/python/python-vm.js';
import { decodeValue } from '../../../../host/vm/values/cbor.js';
import type {
  CallRequest,
  CallResult,
  ContractCode,
  CreateResult,
  FrameHost,
  FrameResult,
  ScriptSide,
  YankRefusal,
} from '../../../../host/vm/vm.js';
import { ZERO_ADDRESS } from '../../../../runtime/address.js';
import { EMPTY_BYTES, toHex } from '../../../../runtime/bytes.js';
import { DEV_PROTOCOL } from '../../../../runtime/protocol.js';
import { StubStorage } from '../stub-storage.js';

const FUEL = 20_000_000_000n;

/** A frame's host with storage of its own; every call to another contract returns `answer`. */
export class StubFrame extends StubStorage implements FrameHost {
  readonly block = noBlock(0n);
  readonly transaction = { origin: ZERO_ADDRESS, gasPrice: 0n };
  answer: Uint8Array | undefined;

  yank(): YankRefusal {
    return 'NO_NETWORK';
  }

  call(_request: CallRequest): CallResult {
    if (this.answer === undefined) return { kind: 'refused', code: 'NO_CODE', fuelUsed: 0n };
    return { kind: 'success', output: this.answer, format: 'cbor', fuelUsed: 0n };
  }

  getBalance(): bigint {
    return 0n;
  }

  hasAccount(): boolean {
    return false;
  }

  getCode(): Uint8Array {
    return EMPTY_BYTES;
  }

  create(): CreateResult {
    return { kind: 'refused', code: 'BALANCE', fuelUsed: 0n };
  }

  log(): boolean {
    return true;
  }

  isReentrant(): boolean {
    return false;
  }

  emit(): boolean {
    return true;
  }

  print(): void {}

  selfDestruct(): void {}

  notePages(): void {}
}

export class ContractRunner {
  readonly vm = new PythonVm(loadImage(), DEV_PROTOCOL);

  compile(text: string): ContractCode {
    const source = new TextEncoder().encode(text);
    const prepared = this.vm.prepare(source, FUEL, 0);
    if (prepared.kind !== 'ready') throw new Error(`${prepared.code}: ${prepared.detail}`);
    return {
      codeHash: createHash('sha256').update(source).digest('hex'),
      source,
      artefact: prepared.artefact,
    };
  }

  /**
   * @param data call data as it is, canonical or not.
   * @param script of a frame of an execution environment.
   */
  run(
    code: ContractCode,
    data: Uint8Array,
    frame: FrameHost = new StubFrame(),
    fuel = FUEL,
    script?: ScriptSide,
  ): FrameResult {
    const message = {
      caller: new Uint8Array(20),
      target: new Uint8Array(20),
      value: 0n,
      data,
      fuel,
      depth: 0,
      height: 0,
      isStatic: false,
      isNew: false,
      pagesMax: DEV_PROTOCOL.limits.pythonPagesMax,
      ...(script === undefined ? {} : { script }),
    };
    return this.vm.execute(code, message, frame);
  }
}

/** `success 0x..`, `REVERT: reason`, or the code of a halt. */
export function describeFrame(result: FrameResult): string {
  if (result.kind === 'success') return `success ${toHex(result.output)}`;
  if (result.kind === 'halt') return `${result.code} ${result.detail ?? ''}`;
  return `${result.code}: ${decodeValue(result.reason)}`;
}
