/**
 * The recipe: what is compiled and with which flags, from modules.json and pins.json.
 *
 * All paths here are paths of the compiler's tree (tree.ts): `cpython/`, `zlib/`, `port/`, `embed/`,
 * `generated/`. No path of the machine is ever given to the compiler, so none gets into the binary.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON_WASM, readFolder } from './files.js';

interface FileList {
  readonly folder: string;
  readonly files: readonly string[];
}

/** A Python module that is compiled into the image. */
export interface FrozenModule {
  readonly name: string;
  readonly source: string;
}

/** modules.json */
export interface Modules {
  readonly groups: readonly FileList[];
  readonly freezer: { readonly without: readonly string[]; readonly with: readonly string[] };
  readonly wasi: { readonly without: readonly string[] };
  readonly training: { readonly with: readonly string[] };
  readonly headers: { readonly folders: readonly string[]; readonly files: readonly string[] };
  readonly frozen: { readonly modules: readonly FrozenModule[] };
  readonly flags: Readonly<Record<string, readonly string[]>>;
  readonly defines: Readonly<Record<string, readonly string[]>>;
}

/** pins.json: what the build is made of, and what must come out. */
export interface Pins {
  /** Upstream versions. */
  readonly cpython: string;
  readonly zlib: string;
  /** Size of the C stack, lowest in memory. */
  readonly stackBytes: number;
  /** Limit of the linear memory, in pages of 64 KiB. */
  readonly pagesMax: number;
  /** Hash of each group of inputs when `interpreter` was pinned: tells which one changed. */
  readonly inputs: Readonly<Record<string, string>>;
  /** SHA-256 of python.wasm. */
  readonly interpreter: string;
}

/** One call of the compiler. `name` is the source without `.c`. */
export interface Unit {
  readonly name: string;
  readonly source: string;
  readonly arguments: readonly string[];
}

const TARGET = ['--target=wasm32-wasip1', '-O2'];

const COMPILE = [
  ...TARGET,
  '-std=c11',
  // CPython's own: it relies on wrapping integers and on type punning.
  '-fno-strict-aliasing',
  '-fwrapv',
  '-fno-strict-overflow',
  '-fvisibility=hidden',
  '-DNDEBUG',
  '-DPy_BUILD_CORE',
  // A copy by plain loads and stores is metered like other code; a bulk instruction ends a fuel segment and
  // is priced by its length. The second flag is the one that keeps clang from emitting memory.copy and
  // memory.fill.
  '-mno-bulk-memory',
  '-mno-bulk-memory-opt',
  // No use for references; call_indirect then names its table in one byte instead of five.
  '-mno-reference-types',
  '-mno-call-indirect-overlong',
  // What has a large frame stays a function of its own: a profile makes clang inline it into hot callers,
  // which recurse, and the C stack is small (8 KiB a level of encode_item, for integers that are rare).
  '-mllvm',
  '-inline-max-stacksize=256',
  '-Werror=implicit-function-declaration',
  ...['SIGNAL', 'GETPID', 'PROCESS_CLOCKS', 'MMAN'].map((name) => `-D_WASI_EMULATED_${name}`),
];

const INCLUDE_FOLDERS = [
  'cpython/Include',
  'cpython/Include/internal',
  'cpython/Include/internal/mimalloc',
  'generated',
  'port',
  'cpython/Modules/_hacl/include',
  'cpython/Modules/_hacl',
  'zlib',
  'cpython/Python',
  'cpython',
];

/** Warnings are for our own files; upstream's are upstream's. */
const UPSTREAM = ['-w', ...INCLUDE_FOLDERS.map((folder) => `-I${folder}`)];
const OWN = [
  '-Wall',
  '-Wextra',
  '-Wno-missing-field-initializers',
  '-Wno-unused-parameter',
  ...INCLUDE_FOLDERS.flatMap((folder) => ['-isystem', folder]),
  '-Iembed',
];

/** Where the compiler finds the profile (profile.ts): in its tree, so no path of the machine is named. */
export const PROFILE_FILE = 'generated/interpreter.profdata';

/** What objects are compiled for: contracts, with the profile; or the run that makes the profile. */
export type Purpose = 'product' | 'training';

/**
 * The profile is of branches, not of values: those would need a runtime that allocates. A function that
 * changed since the training has no profile, and that is no news.
 */
export const PROFILE_FLAGS: Readonly<Record<Purpose, readonly string[]>> = {
  product: [
    `-fprofile-use=${PROFILE_FILE}`,
    ...['profile-instr-unprofiled', 'profile-instr-out-of-date', 'backend-plugin'].map(
      (name) => `-Wno-${name}`,
    ),
  ],
  training: ['-fprofile-generate', '-mllvm', '-disable-vp=true'],
};

export const isHeader = (name: string): boolean => /\.(h|inc)$/.test(name);
export const isCode = (name: string): boolean => /\.[ch]$/.test(name);

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(join(PYTHON_WASM, name), 'utf8'));
}

export function readModules(): Modules {
  return readJson('modules.json') as Modules;
}

export function readPins(): Pins {
  return readJson('pins.json') as Pins;
}

/** Names of the units that make python.wasm, in link order: modules.json, then every C file of embed/. */
export function unitNames(modules: Modules): string[] {
  const listed = modules.groups.flatMap((group) => group.files.map((file) => `${group.folder}/${file}`));
  const embed = readFolder('embed', (name) => name.endsWith('.c')).map(([name]) => name.slice(0, -2));
  return [...listed, ...embed];
}

/** How one C file is compiled. */
export function unitOf(name: string, modules: Modules, pins: Pins, purpose: Purpose = 'product'): Unit {
  const own = /^(port|embed|test-image)\//.test(name);
  const defines = [...(modules.defines[name] ?? []), ...(own ? [`PBEVM_PAGES_MAX=${pins.pagesMax}`] : [])];
  const source = `${name}.c`;
  return {
    name,
    source,
    arguments: [
      ...COMPILE,
      ...(own ? OWN : UPSTREAM),
      ...PROFILE_FLAGS[purpose],
      ...(modules.flags[name] ?? []),
      ...defines.map((text) => `-D${text}`),
      '-c',
      source,
    ],
  };
}

/** Arguments of the link, without the objects and the output. */
export function linkArguments(pins: Pins): string[] {
  return [
    ...TARGET,
    '-mexec-model=reactor',
    ...['signal', 'getpid', 'process-clocks'].map((name) => `-lwasi-emulated-${name}`),
    // The stack lowest: an overflow leaves the memory and traps, instead of running into data.
    '-Wl,--stack-first',
    `-Wl,-z,stack-size=${pins.stackBytes}`,
    `-Wl,--max-memory=${pins.pagesMax * 65_536}`,
    '-Wl,--gc-sections',
    '-Wl,--strip-all',
  ];
}
