/**
 * Wasm in the frames of environments, in two roles: their own code imports raw EEI from `eei`, what they
 * execute imports linked functions from `ext`, and neither can import what is the other's (SEMANTICS 39, 40).
 */

import type { ProtocolVersion } from '../../../runtime/protocol.js';
import type { ImportedFunctions } from '../../../runtime/sandbox/engine-types.js';
import type { RunStart, SandboxInstance } from '../../../runtime/sandbox/instance.js';
import { decodeModule } from '../../../runtime/wasm/binary.js';
import type { FunctionType, WasmModule } from '../../../runtime/wasm/module.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';
import {
  brokenRule,
  type ImportTable,
  importKey,
  MAIN,
  MAIN_TYPE,
  ofStart,
  ofType,
  typeOf,
} from '../ewasm/contract-rules.js';
import { hasSection, SECTION } from '../ewasm/contract-sections.js';
import { I32 } from '../ewasm/host-function.js';
import { type NativeSettings, NativeVm } from '../ewasm/native-vm.js';
import { encodeValue } from '../values/cbor.js';
import type { ContractCode, Finding, FrameEnd, FrameHost, Message } from '../vm.js';
import { SCRIPT_KIND, SCRIPT_VM } from '../vm.js';
import { SCRIPT_FUNCTIONS, type ScriptFunctionRow } from './script-functions.js';
import { ScriptWasmRun } from './script-wasm-run.js';

/** The module whose functions are asked for by name: of an environment's own code, of a child. */
const ASKING = { script: 'eei', child: 'ext' } as const;

/** (args, bytes of args, place of the result, room there) -> bytes of the result */
const ASK_TYPE: FunctionType = { params: [I32, I32, I32, I32], results: [I32] };

/** What of a code matters before it runs. */
interface Outline {
  readonly asksFor: readonly string[];
  readonly exports: ReadonlySet<string>;
}

export interface ScriptWasmSettings extends NativeSettings {
  readonly role: keyof typeof ASKING;
  /** Names that may be imported; of a child any, for they are looked at when it runs. */
  readonly names?: ReadonlySet<string>;
}

export class ScriptWasmVm extends NativeVm<ScriptFunctionRow, ScriptWasmRun> {
  readonly id = SCRIPT_VM;
  readonly kind = SCRIPT_KIND;
  readonly #asking: string;
  readonly #names: ReadonlySet<string> | undefined;
  readonly #outlines = new WeakMap<ContractCode, Outline>();

  constructor(protocol: ProtocolVersion, { role, names, ...settings }: ScriptWasmSettings) {
    super(protocol, { functions: SCRIPT_FUNCTIONS, hasSections: false }, settings);
    this.#asking = ASKING[role];
    this.#names = names;
  }

  isReentrant(source: Uint8Array): boolean {
    return hasSection(source, SECTION.reentrant);
  }

  /** Names that a code asks for. */
  asksFor(code: ContractCode): readonly string[] {
    return this.#outlineOf(code).asksFor;
  }

  protected override begin(
    sandbox: SandboxInstance,
    host: FrameHost,
    message: Message,
    code: ContractCode,
  ): ScriptWasmRun {
    const { exports } = this.#outlineOf(code);
    const entry = [message.script?.entry ?? MAIN, MAIN].find((name) => exports.has(name));
    return new ScriptWasmRun(sandbox, host, this.protocol, message, code.source, entry);
  }

  protected override charge(run: ScriptWasmRun, { fuel }: ScriptFunctionRow, length: number): void {
    run.chargeFunction(fuel, length);
  }

  protected override importsOf(module: WebAssembly.Module, table: ImportedFunctions): ImportedFunctions {
    const asked: Record<string, (...args: number[]) => number> = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) {
      if (from !== this.#asking) continue;
      asked[name] = (pointer, length, place, capacity) =>
        this.running.ask(name, pointer, length, place, capacity);
    }
    return { ...table, [this.#asking]: asked };
  }

  protected override runToEnd(run: ScriptWasmRun, sandbox: SandboxInstance, start: RunStart): FrameEnd {
    if (run.entry !== undefined) return super.runToEnd(run, sandbox, start);
    return { kind: 'revert', code: 'BAD_ARGS', reason: NO_ENTRY, format: 'cbor' };
  }

  protected override entryOf({ entry = MAIN }: ScriptWasmRun): string {
    return entry;
  }

  protected override brokenRules(module: WasmModule, table: ImportTable): Finding[] {
    return [...ofStart(module), ...ofExports(module), ...this.#ofImports(module, table)];
  }

  *#ofImports(module: WasmModule, table: ImportTable): Iterable<Finding> {
    for (const { module: from, name, kind, index } of module.imports) {
      const isAsked = from === this.#asking && (this.#names?.has(name) ?? true);
      const row = isAsked ? ASK_TYPE : table.get(importKey(from, name));
      if (kind !== 'function' || row === undefined) {
        yield brokenRule('imports', `import ${from}.${name}: there is no such function`);
      } else {
        yield* ofType('signature', `import ${from}.${name}`, typeOf(module, index), row);
      }
    }
  }

  #outlineOf(code: ContractCode): Outline {
    const known = this.#outlines.get(code);
    if (known !== undefined) return known;
    const { imports, exports } = decodeModule(code.source, PROFILES.contract);
    const outline = {
      asksFor: imports.filter(({ module }) => module === this.#asking).map(({ name }) => name),
      exports: new Set(exports.filter(({ kind }) => kind === 'function').map(({ name }) => name)),
    };
    this.#outlines.set(code, outline);
    return outline;
  }
}

const NO_ENTRY = encodeValue('there is no such function');

/** A memory, and functions () -> () that a frame can be entered at. */
function* ofExports(module: WasmModule): Iterable<Finding> {
  for (const { name, kind, index } of module.exports) {
    if (kind === 'function') yield* ofType('main', `export ${name}`, typeOf(module, index), MAIN_TYPE);
    else if (name !== 'memory' || kind !== 'memory')
      yield brokenRule('exports', `export ${name}: an environment's code exports \`memory\` and functions`);
  }
  for (const wanted of ['memory', 'function']) {
    if (!module.exports.some(({ kind }) => kind === wanted))
      yield brokenRule('exports', `there is no export of a ${wanted}`);
  }
}
