/**
 * What public signatures say instead of `WebAssembly.Module` and its like: those names are declared by the
 * DOM library, which users of this package need not have.
 */

/** A `WebAssembly.Module`. */
export type CompiledModule = object;

/** A `WebAssembly.Memory`: the buffer is another one after growth. */
export interface GuestBuffer {
  readonly buffer: ArrayBuffer;
}

/** Functions that a module imports, by module and name. */
export type ImportedFunctions = Readonly<
  Record<string, Readonly<Record<string, (...args: never[]) => unknown>>>
>;

/** Value of a guest's mutable global. */
export type GlobalValue = number | bigint;
