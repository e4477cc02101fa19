/**
 * What a host function throws to leave the guest. These unwind wasm frames without running guest code; they
 * are no `Error`s, so V8 collects no stack trace for them.
 */

/**
 * The guest is left on purpose: the host function has recorded the outcome (finish, revert and their like).
 */
export class GuestExit {}

/** The guest did what traps: a bad pointer, a forbidden operation. `detail` is debug data. */
export class GuestTrap {
  readonly detail: string;

  constructor(detail: string) {
    this.detail = detail;
  }
}

/** What a host function was asked for ends the frame, with a code of its own. */
export class GuestHalt {
  readonly code: 'MEMORY' | 'STATIC' | 'RENT';

  constructor(code: GuestHalt['code']) {
    this.code = code;
  }
}

/** A host function's price exceeds the fuel that is left. */
export class GuestOutOfFuel {}

export const GUEST_EXIT = new GuestExit();
export const GUEST_OUT_OF_FUEL = new GuestOutOfFuel();
