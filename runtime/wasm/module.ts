/**
 * A decoded module as plain data. Code, constant expressions and segment contents stay byte ranges of the
 * input; nothing depends on where they stood, so a module can be changed by appending and be encoded again.
 */

/** Binary codes of value types (section 5.3.4). */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;
export const FUNCREF = 0x70;
export const EXTERNREF = 0x6f;

export type ValueType = number;

export function isNumberType(type: number): boolean {
  return type >= F64 && type <= I32;
}

export function isIntegerType(type: number): boolean {
  return type === I32 || type === I64;
}

export function isReferenceType(type: number): boolean {
  return type === FUNCREF || type === EXTERNREF;
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  [I32]: 'i32',
  [I64]: 'i64',
  [F32]: 'f32',
  [F64]: 'f64',
  [FUNCREF]: 'funcref',
  [EXTERNREF]: 'externref',
};

export function typeName(type: number): string {
  return TYPE_NAMES[type] ?? 'any type';
}

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Sizes in pages or entries; `max` is absent where none is declared. */
export interface SizeLimits {
  readonly min: number;
  readonly max?: number;
}

/** A guest's is never shared: threads are not accepted. Instrumentation may make it so. */
export interface MemoryType extends SizeLimits {
  readonly shared?: boolean;
}

export interface TableType extends SizeLimits {
  readonly element: ValueType;
}

export interface GlobalType {
  readonly type: ValueType;
  readonly mutable: boolean;
}

/** Kinds of imports and exports; the position is the code of the binary format. */
export const EXTERN_KINDS = ['function', 'table', 'memory', 'global'] as const;
export type ExternKind = (typeof EXTERN_KINDS)[number];

export interface Import {
  readonly module: string;
  readonly name: string;
  readonly kind: ExternKind;
  /** Index into `WasmModule`'s array of this kind. */
  readonly index: number;
}

export interface Export {
  readonly name: string;
  readonly kind: ExternKind;
  readonly index: number;
}

/** Bytes of a constant expression with its `end`. */
export type ConstantExpression = Uint8Array;

/** Imported globals come first and have no initial value. */
export interface Global extends GlobalType {
  readonly init?: ConstantExpression;
}

export type ElementMode =
  | { readonly kind: 'active'; readonly table: number; readonly offset: ConstantExpression }
  | { readonly kind: 'passive' }
  | { readonly kind: 'declarative' };

export interface ElementSegment {
  readonly mode: ElementMode;
  readonly type: ValueType;
  /** Function indices, or one constant expression per element. */
  readonly items:
    | { readonly kind: 'functions'; readonly functions: readonly number[] }
    | { readonly kind: 'expressions'; readonly expressions: readonly ConstantExpression[] };
}

export interface DataSegment {
  /** Absent in a passive segment. */
  readonly offset?: ConstantExpression;
  readonly bytes: Uint8Array;
}

export interface LocalRun {
  readonly count: number;
  readonly type: ValueType;
}

export interface FunctionBody {
  readonly locals: readonly LocalRun[];
  /** Instructions with the final `end`. */
  readonly code: Uint8Array;
}

export interface CustomSection {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface WasmModule {
  readonly types: FunctionType[];
  readonly imports: Import[];
  /** Type index of every function, imported ones first. */
  readonly functions: number[];
  readonly tables: TableType[];
  readonly memories: MemoryType[];
  readonly globals: Global[];
  readonly exports: Export[];
  /** Function index of the start function. */
  start: number | undefined;
  readonly elements: ElementSegment[];
  /** Content of the data count section. */
  dataCount: number | undefined;
  readonly bodies: FunctionBody[];
  readonly data: DataSegment[];
  readonly customs: CustomSection[];
}

export function createModule(): WasmModule {
  return {
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    start: undefined,
    elements: [],
    dataCount: undefined,
    bodies: [],
    data: [],
    customs: [],
  };
}

/** How many entries of an index space are imported. */
export function importedCount(module: WasmModule, kind: ExternKind): number {
  let count = 0;
  for (const item of module.imports) if (item.kind === kind) count++;
  return count;
}
