/**
 * The fuel schedule: one table that prices everything a contract can make the host do.
 *
 * Opcode weights and the image belong to a VM version; host and storage prices to the block's protocol row
 * (SEMANTICS 32). One fuel is the same unit in all. Numbers are starting points until calibration freezes a
 * row.
 */

/** Classes of wasm instructions that share a weight; every opcode of the table names one. */
export type CostClass =
  /** block, loop, end, else: structure without work (SEMANTICS 1). */
  | 'structure'
  | 'simple'
  | 'divide'
  | 'remainder'
  | 'squareRoot'
  | 'convert'
  | 'call'
  | 'callIndirect'
  /** Bulk and table operations: the base; their length is charged by `bulkUnitsPerFuel`. */
  | 'bulk'
  /** memory.grow and table.grow: the base; each page or entry is charged on top. */
  | 'grow';

/** Base price of a host operation plus a price for every byte it reads or writes. */
export interface HostPrice {
  readonly base: number;
  readonly perByte: number;
}

/** Everything that a host function, or the host around a call, charges for. */
export type HostOperation =
  | 'storageGet'
  | 'storageSet'
  | 'storageDelete'
  | 'bufferCopy'
  | 'call'
  | 'emit'
  | 'print'
  | 'finish'
  | 'revert'
  | 'selfDestruct'
  | 'output';

export interface FuelSchedule {
  /** Fuel per instruction of a class. */
  readonly opcode: Readonly<Record<CostClass, number>>;
  /** Fuel per 64 KiB page asked of memory.grow, per entry asked of table.grow. */
  readonly growPerPage: number;
  readonly growPerTableEntry: number;
  /** Bytes (memory) or entries (tables) of a bulk operation that one fuel pays for, as a power of two. */
  readonly bulkUnitsPerFuelLog2: number;
  readonly host: Readonly<Record<HostOperation, HostPrice>>;
  /** SEMANTICS 7: every call, warm or cold, pays base + perByte x artefact length + perPage x start pages. */
  readonly load: { readonly base: number; readonly perByte: number; readonly perPage: number };
}

/** Row 0 (`dev`) prices. */
export const DEV_SCHEDULE: FuelSchedule = {
  opcode: {
    structure: 0,
    simple: 1,
    divide: 8,
    remainder: 12,
    squareRoot: 20,
    convert: 8,
    call: 4,
    callIndirect: 8,
    bulk: 16,
    grow: 1000,
  },
  growPerPage: 4000,
  growPerTableEntry: 16,
  bulkUnitsPerFuelLog2: 4,
  // Rough estimates, not a calibration: from a few timings of host calls and commits, at some 12 fuel per
  // nanosecond of an endless loop under the first metering scheme.
  host: {
    storageGet: { base: 25_000, perByte: 10 },
    storageSet: { base: 250_000, perByte: 100 },
    storageDelete: { base: 250_000, perByte: 10 },
    bufferCopy: { base: 3_000, perByte: 1 },
    call: { base: 100_000, perByte: 10 },
    emit: { base: 50_000, perByte: 50 },
    print: { base: 10_000, perByte: 5 },
    finish: { base: 20_000, perByte: 20 },
    revert: { base: 20_000, perByte: 20 },
    selfDestruct: { base: 100_000, perByte: 0 },
    output: { base: 5_000, perByte: 5 },
  },
  load: { base: 500_000, perByte: 200, perPage: 20_000 },
};
