/**
 * What an instrumented module shows to the host and to nobody else: names of the appended exports and the
 * codes that instrumentation leaves behind when it halts a guest. A guest cannot use these names
 * (`HOST_EXPORT_PREFIX`).
 */

/** No guest export may start with this. */
export const HOST_EXPORT_PREFIX = 'pbevm:';

export const HOST_EXPORT = {
  /** The memory, whatever the guest calls it. */
  memory: 'pbevm:memory',
  /** Mutable i64: remaining fuel; negative once exhausted. */
  fuel: 'pbevm:fuel',
  /** Mutable i32: height in units of SEMANTICS 4. */
  height: 'pbevm:height',
  /** Mutable i32: a code of `HALT`. */
  halt: 'pbevm:halt',
  /** Mutable i32: not 0 once the instance must not be used again (SEMANTICS 6). */
  dirty: 'pbevm:dirty',
  /** Mutable i32: pages up to which memory may grow; starts as the frame limit of SEMANTICS 9. */
  pagesMax: 'pbevm:pagesMax',
  /** Followed by the index of a mutable integer global of the guest. */
  guestGlobalPrefix: 'pbevm:global:',
} as const;

/** Why instrumentation executed `unreachable`. */
export const HALT = { none: 0, outOfFuel: 1, stackLimit: 2, memory: 4, hostFault: 5 } as const;
