/**
 * The part of the WebAssembly JavaScript API that this project uses. TypeScript has it only within the DOM
 * and worker libraries, which would declare hundreds of names that Node does not have.
 */

declare namespace WebAssembly {
  type ImportValue = ((...args: never[]) => unknown) | Memory | Global;
  type Imports = Readonly<Record<string, Readonly<Record<string, ImportValue>>>>;
  type ExportValue = ((...args: never[]) => unknown) | Memory | Global;
  type Exports = Record<string, ExportValue>;

  class Module {
    constructor(bytes: Uint8Array);
    static imports(module: Module): { module: string; name: string; kind: string }[];
    static exports(module: Module): { name: string; kind: string }[];
  }

  class Instance {
    constructor(module: Module, imports?: Imports);
    readonly exports: Exports;
  }

  class Memory {
    constructor(descriptor: { initial: number; maximum?: number });
    readonly buffer: ArrayBuffer;
    grow(delta: number): number;
  }

  interface ValueTypes {
    i32: number;
    i64: bigint;
    f32: number;
    f64: number;
  }

  class Global<Type extends keyof ValueTypes = keyof ValueTypes> {
    constructor(descriptor: { value: Type; mutable?: boolean }, value?: ValueTypes[Type]);
    value: ValueTypes[Type];
  }

  class RuntimeError extends Error {}
  class CompileError extends Error {}
  class LinkError extends Error {}

  function validate(bytes: Uint8Array): boolean;
}
