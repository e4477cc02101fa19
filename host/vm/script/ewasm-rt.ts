/**
 * Runs execution environments that were made for Quilt's ewasm-rt: a root script loads modules into slots,
 * calls their functions, and exposes functions of its own to them; buffers of 32-byte keys and values by
 * frame.
 *
 * Fuel is one budget, and height one measure, for root and modules together: each call between them goes on
 * with what is left. Whatever traps in a module, traps in who called it, to the end of the run.
 */

import { PbevmError } from '../../../runtime/errors.js';
import type { ProtocolVersion } from '../../../runtime/protocol.js';
import { GUEST_OUT_OF_FUEL, GuestTrap } from '../../../runtime/sandbox/guest-exit.js';
import type { FunctionType } from '../../../runtime/wasm/module.js';
import { ETH2_STATE_FUNCTIONS, Eth2Run } from './eth2-functions.js';
import type { ScoutResult, ScriptInput } from './scout.js';
import { checkMain, I32, type ScriptFunction, ScriptModule, scriptInterface } from './script-module.js';
import { ScriptRun } from './script-run.js';

const KEY_BYTES = 32;
/** Frames of buffers, and slots of modules: a byte names one. */
const NAMES = 256;
const MODULES_MAX = 64;
const BUFFER_ENTRIES_MAX = 65_536;
const NAME_BYTES_MAX = 256;
const DEPTH_MAX = 64;

/** What is called between root and modules: no parameters, an i32 for the caller. */
const CALLABLE: FunctionType = { params: [], results: [I32] };
const CALLABLE_WITHOUT_RESULT: FunctionType = { params: [], results: [] };

/** A call from one side to the other: what was passed, and where the result goes. */
interface Passage {
  readonly argument: Uint8Array;
  /** Bytes of the caller's buffer. */
  readonly capacity: number;
  returned: Uint8Array;
}

const NOTHING_PASSED: Passage = { argument: new Uint8Array(), capacity: 0, returned: new Uint8Array() };

/** What can be called, and what it works for. */
interface Callable {
  readonly module: ScriptModule<never>;
  readonly run: RootRun | ChildRun;
  readonly pagesMax: number;
}

class RootRun extends Eth2Run {
  readonly protocol: ProtocolVersion;
  readonly buffers = new Map<number, Map<string, Uint8Array>>();
  readonly modules = new Map<number, Callable>();
  readonly exposed = new Set<string>();
  passage: Passage = NOTHING_PASSED;
  self!: Callable;
  depth = 0;
  #entries = 0;

  constructor(protocol: ProtocolVersion, input: Omit<ScriptInput, 'fuel'>) {
    super(protocol.schedule, input);
    this.protocol = protocol;
  }

  /** Counts an entry of a buffer that is new. */
  addEntry(): void {
    if (++this.#entries > BUFFER_ENTRIES_MAX) throw new GuestTrap('too many entries of buffers');
  }

  removeEntries(count: number): void {
    this.#entries -= count;
  }
}

class ChildRun extends ScriptRun {
  readonly root: RootRun;
  passage: Passage = NOTHING_PASSED;

  constructor(root: RootRun) {
    super(root.schedule);
    this.root = root;
  }
}

type RootRow = ScriptFunction<RootRun>;
type ChildRow = ScriptFunction<ChildRun>;

const named = (name: string) => [['env', name]] as const;
const i32s = (count: number): (typeof I32)[] => Array(count).fill(I32);

function readText(run: ScriptRun, pointer: number, length: number): string {
  if (length >>> 0 > NAME_BYTES_MAX) throw new GuestTrap('a name is too long');
  return Buffer.from(run.read(pointer, length)).toString('latin1');
}

const frameOf = (frame: number): number => {
  if (frame >>> 0 >= NAMES) throw new GuestTrap('no such frame');
  return frame;
};

function bufferOf(run: RootRun, frame: number): Map<string, Uint8Array> {
  const buffer = run.buffers.get(frameOf(frame)) ?? new Map<string, Uint8Array>();
  run.buffers.set(frame, buffer);
  return buffer;
}

const keyAt = (run: ScriptRun, pointer: number): string =>
  Buffer.from(run.read(pointer, KEY_BYTES)).toString('latin1');

function setEntry(run: RootRun, buffer: Map<string, Uint8Array>, key: string, value: Uint8Array): void {
  if (!buffer.has(key)) run.addEntry();
  buffer.set(key, value);
}

/** Functions that root and modules have alike. */
const PASSING: readonly ScriptFunction<RootRun | ChildRun>[] = [
  {
    names: named('eth2_argument'),
    params: i32s(2),
    results: [I32],
    run: (run: RootRun | ChildRun, pointer: number, length: number): number => {
      const { argument } = run.passage;
      const copied = argument.subarray(0, length >>> 0);
      run.charge('copy', copied.length);
      run.write(pointer, copied);
      return argument.length;
    },
  },
  {
    names: named('eth2_return'),
    params: i32s(2),
    results: [I32],
    run: (run: RootRun | ChildRun, pointer: number, length: number): number => {
      const { passage } = run;
      const copied = Math.min(length >>> 0, passage.capacity);
      run.charge('copy', copied);
      passage.returned = run.read(pointer, copied);
      return passage.capacity;
    },
  },
  {
    names: named('print'),
    params: i32s(2),
    results: [],
    run: (run: RootRun | ChildRun, pointer: number, length: number): void => {
      run.charge('copy', length);
      (run instanceof ChildRun ? run.root : run).log.push(run.read(pointer, length));
    },
  },
];

/**
 * Calls a function on the other side with what is left, and goes on with what that leaves.
 * @returns the function's i32; 0 of one that has no result.
 */
function passOver(
  caller: RootRun | ChildRun,
  callee: Callable,
  root: RootRun,
  name: string,
  passage: Passage,
): number {
  const hasResult = callee.module.hasExport(name, CALLABLE);
  if (!hasResult && !callee.module.hasExport(name, CALLABLE_WITHOUT_RESULT)) {
    throw new GuestTrap(`there is no function ${JSON.stringify(name)} to call`);
  }
  if (root.depth >= DEPTH_MAX) throw new GuestTrap('calls nest too deep');
  const { messageHeight } = root.protocol.limits;
  const { run } = callee;
  const [fuel, height] = [caller.sandbox.fuel, caller.sandbox.height];
  // The other side may be in the middle of a call of its own, to which it returns later.
  const before = { passage: run.passage, height: run.sandbox.height };
  run.passage = passage;
  root.depth++;
  run.sandbox.begin({ fuel, height: height + messageHeight, pagesMax: callee.pagesMax });
  const { end, value } = run.sandbox.callExport(name);
  root.depth--;
  run.passage = before.passage;
  const left = run.sandbox.fuel;
  // Set again for the call that this side is in the middle of; `left` may be negative, and is tested there.
  run.sandbox.begin({ fuel: 0n, height: before.height, pagesMax: callee.pagesMax });
  if (end.kind === 'halt' && end.code === 'OUT_OF_FUEL') throw GUEST_OUT_OF_FUEL;
  if (end.kind !== 'return')
    throw new GuestTrap(`a call halted with ${end.kind === 'halt' ? end.code : 'exit'}`);
  caller.sandbox.fuel = left;
  return hasResult ? value : 0;
}

/** A call with argument and result in the caller's memory. */
function callFrom(
  caller: RootRun | ChildRun,
  callee: Callable,
  root: RootRun,
  [name, nameLength, argument, argumentLength, result, capacity]: readonly number[],
): number {
  caller.charge('call', (argumentLength >>> 0) + (capacity >>> 0));
  const passage: Passage = {
    argument: caller.read(argument, argumentLength),
    capacity: capacity >>> 0,
    returned: new Uint8Array(),
  };
  const value = passOver(caller, callee, root, readText(caller, name, nameLength), passage);
  caller.write(result, passage.returned);
  return value;
}

const BUFFERS: readonly RootRow[] = [
  {
    names: named('eth2_bufferGet'),
    params: i32s(3),
    results: [I32],
    run: (run: RootRun, frame: number, key: number, destination: number): number => {
      run.charge('storageLoad');
      const value = bufferOf(run, frame).get(keyAt(run, key));
      if (value === undefined) return 1;
      run.write(destination, value);
      return 0;
    },
  },
  {
    names: named('eth2_bufferSet'),
    params: i32s(3),
    results: [],
    run: (run: RootRun, frame: number, key: number, value: number): void => {
      run.charge('storageLoad');
      setEntry(run, bufferOf(run, frame), keyAt(run, key), run.read(value, KEY_BYTES));
    },
  },
  {
    names: named('eth2_bufferMerge'),
    params: i32s(2),
    results: [],
    run: (run: RootRun, into: number, from: number): void => {
      const [target, source] = [bufferOf(run, into), bufferOf(run, from)];
      run.charge('copy', source.size * 2 * KEY_BYTES);
      for (const [key, value] of source) setEntry(run, target, key, value);
    },
  },
  {
    names: named('eth2_bufferClear'),
    params: i32s(1),
    results: [],
    run: (run: RootRun, frame: number): void => {
      const buffer = bufferOf(run, frame);
      run.charge('copy', buffer.size * KEY_BYTES);
      run.removeEntries(buffer.size);
      buffer.clear();
    },
  },
];

const CHILD = scriptInterface<ChildRun>([
  ...(PASSING as readonly ChildRow[]),
  {
    names: named('eth2_call'),
    params: i32s(6),
    results: [I32],
    run: (run: ChildRun, ...args: number[]): number => {
      const { root } = run;
      const name = readText(run, args[0], args[1]);
      if (!root.exposed.has(name)) throw new GuestTrap(`${JSON.stringify(name)} is not exposed`);
      return callFrom(run, root.self, root, args);
    },
  },
]);

const MODULES: readonly RootRow[] = [
  {
    names: named('eth2_loadModule'),
    params: i32s(3),
    results: [],
    run: (root: RootRun, slot: number, code: number, length: number): void => {
      root.charge('prepare', length);
      if (slot >>> 0 >= NAMES || root.modules.has(slot)) throw new GuestTrap('the slot is not free');
      if (root.modules.size >= MODULES_MAX) throw new GuestTrap('too many modules');
      root.modules.set(slot, loadChild(root, root.read(code, length)));
    },
  },
  {
    names: named('eth2_callModule'),
    params: i32s(7),
    results: [I32],
    run: (root: RootRun, slot: number, ...args: number[]): number => {
      const module = root.modules.get(slot);
      if (module === undefined) throw new GuestTrap('the slot is empty');
      return callFrom(root, module, root, args);
    },
  },
  {
    names: named('eth2_expose'),
    params: i32s(2),
    results: [],
    run: (root: RootRun, name: number, length: number): void => {
      root.charge('copy', length);
      if (root.exposed.size >= NAMES) throw new GuestTrap('too many functions are exposed');
      root.exposed.add(readText(root, name, length));
    },
  },
];

const ROOT = scriptInterface<RootRun>([
  ...(ETH2_STATE_FUNCTIONS as readonly ScriptFunction<never>[] as readonly RootRow[]),
  ...(PASSING as readonly RootRow[]),
  ...BUFFERS,
  ...MODULES,
]);

/** A module of the root's, with an instance that keeps its memory from call to call. */
function loadChild(root: RootRun, code: Uint8Array): Callable {
  const module = checkedModule(code, root.protocol);
  const run = new ChildRun(root);
  run.sandbox = module.instantiate(run);
  return { module: module as ScriptModule<never>, run, pagesMax: module.pagesMax };
}

function checkedModule(code: Uint8Array, protocol: ProtocolVersion): ScriptModule<ChildRun> {
  try {
    return new ScriptModule(code, CHILD, protocol);
  } catch (thrown) {
    if (thrown instanceof PbevmError && thrown.code === 'BAD_MODULE') throw new GuestTrap(thrown.message);
    throw thrown;
  }
}

export class EwasmRtScript {
  readonly #module: ScriptModule<RootRun>;
  readonly #protocol: ProtocolVersion;

  /** @throws PbevmError BAD_MODULE. */
  constructor(code: Uint8Array, protocol: ProtocolVersion) {
    this.#protocol = protocol;
    this.#module = new ScriptModule(code, ROOT, protocol);
    checkMain(this.#module);
  }

  /** Executes the root script; the calling thread has the stack that SEMANTICS 5 asks for. */
  execute({ fuel, ...input }: ScriptInput): Omit<ScoutResult, 'deposits'> {
    const root = new RootRun(this.#protocol, input);
    const { pagesMax } = this.#module;
    root.sandbox = this.#module.instantiate(root);
    root.self = { module: this.#module as ScriptModule<never>, run: root, pagesMax };
    const end = root.sandbox.run('main', { fuel, height: 0, pagesMax });
    const { postStateRoot, log, sandbox } = root;
    if (end.kind === 'halt') return { end, postStateRoot, log, fuelUsed: fuel };
    return { end: { kind: 'success' }, postStateRoot, log, fuelUsed: fuel - sandbox.fuel };
  }
}
