/**
 * What frames of an environment ask of the host by name, and how that ends: a value, something that the frame
 * can catch, or its halt.
 */

import { GuestHalt, GuestOutOfFuel } from '../../../runtime/sandbox/guest-exit.js';
import { Meter } from '../meter.js';
import { isUncatchable } from '../uncatchable.js';
import { decodeValue, encodeValue } from '../values/cbor.js';
import { PyTuple, type Value } from '../values/types.js';
import type { CallResult, FrameHost, Standing } from '../vm.js';
import { BadAsk } from './bad-ask.js';

/** Outcomes of what an environment executes, in the EEI's numbers (INTERFACES, "Call result"). */
const STATUS = { success: 0, failure: 1, revert: 2 } as const;

/** One question of a frame. */
export interface Ask {
  readonly host: FrameHost;
  readonly args: readonly Value[];
  readonly meter: Meter;
  /** Whether the frame may go on after any failure of what it executes (SEMANTICS 40). */
  readonly isCatching: boolean;
  /** Where the frame stands, by what is left now. */
  standing(): Standing;
}

/** A question as the frame has put it. */
export interface Question extends Pick<Ask, 'host' | 'isCatching'> {
  /** Canonical CBOR list of arguments. */
  readonly data: Uint8Array;
  readonly at: Standing;
}

/** Ends the frame that asks, with what ended another. */
class EndsAsker {
  readonly result: CallResult;

  constructor(result: CallResult) {
    this.result = result;
  }
}

/**
 * Answers a question: its arguments, which the frame has paid for by the byte, are decoded, the value is
 * encoded.
 */
export function answer(
  { host, data, at, isCatching }: Question,
  give: (ask: Ask) => Value | EncodedValue,
): CallResult {
  const meter = new Meter(at.fuelLeft);
  const standing = (): Standing => ({ ...at, fuelLeft: meter.left });
  try {
    const args = BadAsk.ifBadValue(() => decodeValue(data));
    if (!Array.isArray(args)) throw new BadAsk('arguments are a list');
    const value = give({ host, args, meter, isCatching, standing });
    const output = value instanceof EncodedValue ? value.bytes : BadAsk.ifBadValue(() => encodeValue(value));
    return { kind: 'success', output, format: 'cbor', fuelUsed: meter.used };
  } catch (thrown) {
    return ended(thrown, meter, at.fuelLeft);
  }
}

/** A value that is canonical CBOR already. */
export class EncodedValue {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }
}

function ended(thrown: unknown, { used }: Meter, fuel: bigint): CallResult {
  if (thrown instanceof GuestOutOfFuel) return { kind: 'halt', code: 'OUT_OF_FUEL', fuelUsed: fuel };
  if (thrown instanceof GuestHalt) return { kind: 'halt', code: thrown.code, fuelUsed: fuel };
  if (thrown instanceof EndsAsker) return { ...thrown.result, fuelUsed: used };
  if (!(thrown instanceof BadAsk)) throw thrown;
  return {
    kind: 'revert',
    code: 'REVERT',
    reason: encodeValue(thrown.message),
    format: 'cbor',
    fuelUsed: used,
  };
}

/**
 * Pays for what a frame used and says how it ended: (status, bytes). What nobody may catch ends the asker
 * (SEMANTICS 19).
 */
export function statusOf(result: CallResult, { meter, isCatching }: Ask): Value {
  meter.use(result.fuelUsed);
  if (!isCatching && isUncatchable(result)) throw new EndsAsker(result);
  switch (result.kind) {
    case 'success':
      return new PyTuple([STATUS.success, result.output]);
    case 'revert':
      return new PyTuple([STATUS.revert, result.reason]);
    default:
      return failure(result.code);
  }
}

/** The status of what failed, or did not begin. */
export const failure = (code: string): Value => new PyTuple([STATUS.failure, new TextEncoder().encode(code)]);
