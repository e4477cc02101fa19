/**
 * The fuel schedule: one table that prices everything a contract can make the host do.
 *
 * Opcode weights and the image belong to a VM version; host and storage prices to the block's protocol row
 * (SEMANTICS 32). One fuel is the same unit in all.
 */

/** Classes of wasm instructions that share a weight; every opcode of the table names one. */
export type CostClass =
  /** block, loop, end, else: structure without work (SEMANTICS 1). */
  | 'structure'
  | 'simple'
  /** Loads and stores in a small memory; in a larger one `memoryTiers` says what they weigh. */
  | 'load'
  | 'store'
  /** Of integers. */
  | 'divide'
  | 'remainder'
  /** Of floats: processors take a slow path where denormal numbers come in or out. */
  | 'floatMultiply'
  | 'floatDivide'
  | 'squareRoot'
  /** To a whole number that is a float. */
  | 'round'
  /** Between integers and floats, and between widths of floats. */
  | 'convert'
  | 'call'
  | 'callIndirect'
  /** Bulk and table operations: the base; bytes and entries are charged on top. */
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
  /** What a frame asks its execution environment for. */
  | 'external'
  | 'emit'
  | 'print'
  | 'finish'
  | 'revert'
  | 'selfDestruct'
  | 'sha2'
  | 'output';

/** Everything that the interface of native contracts charges for in a PBEVM block (SEMANTICS 24). */
export type EeiOperation =
  /** What only reads the message, the block or the transaction. */
  | 'context'
  /** Bytes of the message, of code that runs, or returned ones into memory. */
  | 'copy'
  /** Balance, or a block's hash. */
  | 'account'
  /** Size or bytes of another account's code: the base, a byte that is copied, a byte of the whole code. */
  | 'externalCode'
  | 'storageLoad'
  | 'storageStore'
  | 'log'
  | 'call'
  | 'create'
  | 'selfDestruct'
  /** finish and revert. */
  | 'end'
  /** Checks and instruments a module, where code is created. */
  | 'prepare';

/** Everything that raw EEI of execution environments charges for beside its arguments (SEMANTICS 39-42). */
export type ScriptOperation =
  /** A state against a root, by the bytes of the state. */
  | 'verify'
  /** A root, by the bytes of what it commits to. */
  | 'treeRoot'
  /** Nodes that are hashed for either, by their 64 bytes. */
  | 'treeNode'
  | 'keccak'
  /** The address that signed. */
  | 'recover'
  /** What checking and compiling a code may cost at most, and costs if it is refused. */
  | 'prepare';

/** What loads and stores weigh where a frame may have more than so many pages (SEMANTICS 9). */
export interface MemoryTier {
  readonly abovePages: number;
  readonly load: number;
  readonly store: number;
}

export interface FuelSchedule {
  /** Fuel per instruction of a class. */
  readonly opcode: Readonly<Record<CostClass, number>>;
  /** Weights of loads and stores in frames that may have more pages than a tier says; ascending. */
  readonly memoryTiers: readonly MemoryTier[];
  /** Fuel per 64 KiB page asked of memory.grow, per entry asked of table.grow. */
  readonly growPerPage: number;
  readonly growPerTableEntry: number;
  /** Bytes of memory.init, copy and fill that one fuel pays for, as a power of two. */
  readonly bulkUnitsPerFuelLog2: number;
  /** Fuel per entry of table.init, copy and fill. */
  readonly bulkPerTableEntry: number;
  readonly host: Readonly<Record<HostOperation, HostPrice>>;
  /** A function of a system contract, by its call data; what it reads, writes and returns comes on top. */
  readonly system: HostPrice;
  readonly eei: Readonly<Record<EeiOperation, HostPrice>>;
  readonly script: Readonly<Record<ScriptOperation, HostPrice>>;
  /** Fuel beneath one gas of an Ethereum-shaped block (SEMANTICS 24). */
  readonly fuelPerGas: number;
  /** SEMANTICS 7: every call, warm or cold, pays base + perByte x artefact length + perPage x start pages. */
  readonly load: { readonly base: number; readonly perByte: number; readonly perPage: number };
}

/**
 * Row 0 (`dev`) prices, from `npm run calibrate` (bench/README.md has the numbers): the middle kernel takes
 * some 0.08 nanoseconds a fuel, the dearest known one less than 10 times that.
 */
export const DEV_SCHEDULE: FuelSchedule = {
  opcode: {
    structure: 0,
    simple: 1,
    load: 2,
    store: 1,
    divide: 8,
    remainder: 20,
    floatMultiply: 56,
    floatDivide: 56,
    squareRoot: 56,
    round: 8,
    convert: 8,
    call: 4,
    callIndirect: 8,
    bulk: 64,
    grow: 1000,
  },
  // What fits a second-level cache of 1 or 2 MiB costs less to load from than what does not.
  memoryTiers: [
    { abovePages: 16, load: 40, store: 4 },
    { abovePages: 32, load: 250, store: 8 },
  ],
  // A page is zeroed by the system when it is first touched, 4 KiB at a time.
  growPerPage: 65_536,
  growPerTableEntry: 32,
  bulkUnitsPerFuelLog2: 3,
  bulkPerTableEntry: 32,
  host: {
    storageGet: { base: 25_000, perByte: 10 },
    storageSet: { base: 250_000, perByte: 100 },
    storageDelete: { base: 500_000, perByte: 10 },
    // Paid for a value that is read from the store too, and once more if it does not fit the guest's buffer.
    bufferCopy: { base: 3_000, perByte: 4 },
    call: { base: 100_000, perByte: 10 },
    // What is checked to be canonical CBOR may be a container in every byte.
    external: { base: 100_000, perByte: 400 },
    emit: { base: 50_000, perByte: 400 },
    print: { base: 10_000, perByte: 5 },
    finish: { base: 20_000, perByte: 400 },
    revert: { base: 20_000, perByte: 400 },
    selfDestruct: { base: 500_000, perByte: 0 },
    // A processor without instructions for it takes 2-4 ns a byte.
    sha2: { base: 10_000, perByte: 10 },
    output: { base: 5_000, perByte: 5 },
  },
  // Decoding call data that may be a container in every byte, as an event's is.
  system: { base: 50_000, perByte: 400 },
  eei: {
    context: { base: 1_500, perByte: 0 },
    copy: { base: 3_000, perByte: 4 },
    account: { base: 25_000, perByte: 0 },
    externalCode: { base: 25_000, perByte: 4 },
    storageLoad: { base: 25_000, perByte: 0 },
    storageStore: { base: 250_000, perByte: 0 },
    // What is kept of it is as much as of storage.
    log: { base: 50_000, perByte: 100 },
    call: { base: 100_000, perByte: 10 },
    create: { base: 500_000, perByte: 10 },
    selfDestruct: { base: 500_000, perByte: 0 },
    end: { base: 5_000, perByte: 10 },
    prepare: { base: 1_000_000, perByte: 1_000 },
  },
  script: {
    // Code and storage are encoded and hashed.
    verify: { base: 200_000, perByte: 600 },
    treeRoot: { base: 200_000, perByte: 1_200 },
    treeNode: { base: 0, perByte: 80 },
    keccak: { base: 50_000, perByte: 250 },
    recover: { base: 20_000_000, perByte: 0 },
    prepare: { base: 40_000_000, perByte: 40_000 },
  },
  fuelPerGas: 1_000,
  load: { base: 8_000_000, perByte: 100, perPage: 65_536 },
};

/**
 * The prices of an interpreter's own instructions (opcode weights belong to a VM version, SEMANTICS 32). Its
 * memory is large, but a script cannot make it load and do nothing else: between two loads that a script asks
 * for the interpreter executes some hundred instructions, which pay for the second to miss every cache.
 */
export function interpreterSchedule(schedule: FuelSchedule): FuelSchedule {
  return { ...schedule, memoryTiers: [] };
}
