/**
 * WASI for tests and builds: runs a module that needs files, such as the interpreter linked with `--wasi`,
 * whose purpose is CPython's own regression tests. No part of the call path: contracts run on an image that
 * imports no WASI.
 *
 * The one place that touches `@wasmer/wasi`, a devDependency, loaded when it is first asked for: production
 * code can import this module's folder without it. Files live in memory. Clocks and random bytes are the
 * constants of python-wasm/port/wasi.c, so that what runs here runs as in the image: time stands still,
 * random bytes are zeros.
 */

import type { MemFS, WASI } from '@wasmer/wasi';
import { assert, PbevmError } from '../errors.js';
import { GuestMemory } from './guest-memory.js';

export interface WasiOptions {
  /** Files at the start: absolute path to contents. Folders are made as needed. */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /** Imports of the module beside WASI, by module and name. */
  readonly imports?: WebAssembly.Imports;
  /** Command line, program name first. */
  readonly args?: readonly string[];
}

export interface WasiInstance {
  readonly exports: WebAssembly.Exports;
  readonly memory: GuestMemory;
  /** Contents of a file as the guest left it. @throws PbevmError BAD_INPUT if there is none. */
  readFile(path: string): Uint8Array;
  /** What the guest wrote to its standard output since the last call. */
  takeOutput(): string;
  /** The same of standard error. */
  takeErrors(): string;
  /** Gives the library's memory back, files included. Neither the guest nor this object is used any more. */
  dispose(): void;
}

const WASI_MODULE = 'wasi_snapshot_preview1';
const SUCCESS = 0;
const ERRNO_NOSYS = 52;
/** A clock's value. */
const TIME_BYTES = 8;
/** Access, modification and change time in a `filestat`. */
const FILE_TIMES = { offset: 40, bytes: 24 } as const;

type WasiFunction = (...parameters: unknown[]) => number;

let library: Promise<typeof import('@wasmer/wasi')> | undefined;

/** Loads and starts the library, once. */
async function loadLibrary(): Promise<typeof import('@wasmer/wasi')> {
  library ??= import('@wasmer/wasi').then(async (loaded) => {
    await loaded.init();
    return loaded;
  });
  return library;
}

/**
 * An instance of a module with WASI imports; none of its exports has been called, `_initialize` neither.
 * @throws PbevmError BAD_INPUT for a path that is not absolute; WebAssembly.LinkError if an import is
 *   missing.
 */
export async function createWasiInstance(
  module: WebAssembly.Module,
  { files = {}, imports = {}, args = ['guest'] }: WasiOptions = {},
): Promise<WasiInstance> {
  const { MemFS, WASI } = await loadLibrary();
  const fileSystem = new MemFS();
  for (const [path, contents] of Object.entries(files)) writeFile(fileSystem, path, contents);
  const wasi = new WASI({ fs: fileSystem, args: [...args], env: {}, preopens: { '/': '/' } });
  const bound: { memory?: GuestMemory } = {};
  const instance = new WebAssembly.Instance(module, {
    ...imports,
    [WASI_MODULE]: wasiImports(wasi, module, bound),
  });
  // Only this tells the library where the guest's memory is.
  wasi.instantiate(instance);
  const memory = new GuestMemory(instance.exports['memory'] as WebAssembly.Memory);
  bound.memory = memory;
  return {
    exports: instance.exports,
    memory,
    // The file system that was passed in is used up.
    readFile: (path) => readFile(wasi.fs, path),
    takeOutput: () => wasi.getStdoutString(),
    takeErrors: () => wasi.getStderrString(),
    dispose: () => wasi.free(),
  };
}

/** The library's functions, with those replaced that would let the machine's time or entropy in. */
function wasiImports(
  wasi: WASI,
  module: WebAssembly.Module,
  bound: { readonly memory?: GuestMemory },
): WebAssembly.Imports[string] {
  const functions = (wasi.getImports(module) as Record<string, Record<string, WasiFunction>>)[WASI_MODULE];
  const guest = (): GuestMemory => {
    assert(bound.memory !== undefined, 'a guest runs after it was instantiated');
    return bound.memory;
  };
  /** A file's times are the machine's, in the library. */
  const withoutTimes = (name: string): WasiFunction => {
    return (...parameters) => {
      const code = functions[name](...parameters);
      const stat = Number(parameters.at(-1));
      if (code === SUCCESS) guest().write(stat + FILE_TIMES.offset, new Uint8Array(FILE_TIMES.bytes));
      return code;
    };
  };
  return {
    ...functions,
    clock_time_get(_clock: number, _precision: bigint, pointer: number): number {
      guest().write(pointer, new Uint8Array(TIME_BYTES));
      return SUCCESS;
    },
    clock_res_get(_clock: number, pointer: number): number {
      guest().write(pointer, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0));
      return SUCCESS;
    },
    random_get(pointer: number, length: number): number {
      const range = guest().read(pointer, length);
      guest().write(pointer, range.fill(0));
      return SUCCESS;
    },
    // Nobody may wait for a clock that stands still.
    poll_oneoff: (): number => ERRNO_NOSYS,
    fd_filestat_get: withoutTimes('fd_filestat_get'),
    path_filestat_get: withoutTimes('path_filestat_get'),
  };
}

/** Makes a file, and the folders above it. */
function writeFile(fileSystem: MemFS, path: string, contents: Uint8Array | string): void {
  if (!path.startsWith('/') || path.endsWith('/')) {
    throw new PbevmError('BAD_INPUT', `a file has an absolute path, not ${path}`);
  }
  const folders = path.split('/').slice(1, -1);
  folders.forEach((_, depth) => {
    const folder = `/${folders.slice(0, depth + 1).join('/')}`;
    if (!exists(fileSystem, folder)) fileSystem.createDir(folder);
  });
  const file = fileSystem.open(path, { read: true, write: true, create: true });
  file.write(typeof contents === 'string' ? new TextEncoder().encode(contents) : contents);
  file.flush();
  file.free();
}

function readFile(fileSystem: MemFS, path: string): Uint8Array {
  if (!exists(fileSystem, path)) throw new PbevmError('BAD_INPUT', `there is no file ${path}`);
  const file = fileSystem.open(path, { read: true });
  const contents = file.read();
  file.free();
  return contents;
}

function exists(fileSystem: MemFS, path: string): boolean {
  try {
    fileSystem.metadata(path);
    return true;
  } catch {
    return false;
  }
}
