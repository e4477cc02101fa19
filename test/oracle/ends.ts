/** How a run of the guest ends before it returns. */

/** The guest traps: wasm's own rules. A trap consumes all fuel (SEMANTICS 3). */
export class Trap extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Trap';
  }
}

export type HaltCode = 'OUT_OF_FUEL' | 'STACK_LIMIT' | 'MEMORY';

/** Fuel, height or pages end the run (SEMANTICS 3). */
export class Halt extends Error {
  readonly code: HaltCode;

  constructor(code: HaltCode) {
    super(code);
    this.name = 'Halt';
    this.code = code;
  }
}
