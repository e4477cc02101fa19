/**
 * Instrumentation of a whole module. Fixed order: decode, validate and hold to the profile; then per function
 * flow graph, segments, plan, rewriting (fuel, stack, memory, references, NaN, the word through calls); then
 * globals, exports and functions are appended. No index of the guest changes but those of locals, between
 * which and the parameters the word is: globals, functions and types are only ever appended.
 */

import { assert } from '../errors.js';
import type { FuelSchedule } from '../schedule.js';
import { decodeModule, encodeModule } from '../wasm/binary.js';
import { Code, decodeCode } from '../wasm/code.js';
import {
  type FunctionBody,
  I32,
  I64,
  importedCount,
  isIntegerType,
  type WasmModule,
} from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import { checkLimit, type Profile } from '../wasm/profile.js';
import { badModule } from '../wasm/reader.js';
import { FunctionValidator } from '../wasm/validate.js';
import { type ModuleContext, validateModule } from '../wasm/validate-module.js';
import { Additions } from './additions.js';
import { Emitter, type HostIndices } from './emitter.js';
import { FlowGraph } from './flow.js';
import { checkSchedule, FUEL_ACTIONS, opcodeWeights, planFuel } from './fuel.js';
import { HOST_EXPORT, HOST_EXPORT_PREFIX } from './interface.js';
import { emitGrowFunction, framePages, MEMORY_ACTIONS, realMemory } from './memory.js';
import { keptNames } from './names.js';
import { NAN_ACTIONS } from './nan.js';
import { NanFlow } from './nan-flow.js';
import { actionTable, Plan } from './plan.js';
import { ImportWrappers, REFERENCE_ACTIONS } from './references.js';
import { type RewriteContext, rewriteFunction } from './rewrite.js';
import { Segments } from './segments.js';
import { functionWeight, STACK_ACTIONS } from './stack.js';
import { THREADING_ACTIONS, threadModule } from './threading.js';

export interface InstrumentOptions {
  readonly schedule: FuelSchedule;
  /** Height above which a function entry halts with STACK_LIMIT (SEMANTICS 4). */
  readonly heightMax: number;
  /** Pages that a frame of this kind may have at most (SEMANTICS 9). */
  readonly pagesMax: number;
  readonly profile: Profile;
  /** Keep the name section, for people who read the output; nothing else depends on it. */
  readonly keepNames?: boolean;
}

export interface InstrumentedModule {
  readonly bytes: Uint8Array;
  /** Pages at the start of every call; 0 without a memory. */
  readonly startPages: number;
  /** Pages that a frame reserves and may grow to (SEMANTICS 9); 0 without a memory. */
  readonly maxPages: number;
  /** Export names of the guest's mutable globals that hold numbers, for the host to restore them. */
  readonly globals: readonly string[];
  /** Functions of the guest with a body. */
  readonly functionCount: number;
  /** Largest weight of a function (SEMANTICS 4). */
  readonly weightMax: number;
}

/** heightMax plus the largest weight stays below this (SEMANTICS 4). */
const HEIGHT_BOUND = 2 ** 15;

const ACTIONS_BY_OPCODE = actionTable([
  ...FUEL_ACTIONS,
  ...STACK_ACTIONS,
  ...MEMORY_ACTIONS,
  ...REFERENCE_ACTIONS,
  ...NAN_ACTIONS,
  ...THREADING_ACTIONS,
]);

/**
 * Validates a module, holds it to the profile, and rewrites it for metering.
 * @throws PbevmError BAD_MODULE with the limit or rule, the value and the function.
 */
export function instrument(bytes: Uint8Array, options: InstrumentOptions): InstrumentedModule {
  checkSchedule(options.schedule, options.profile);
  const module = decodeModule(bytes, options.profile);
  const context = validateModule(module, options.profile);
  for (const { name } of module.exports) {
    if (name.startsWith(HOST_EXPORT_PREFIX)) badModule(`export ${name}: the prefix is the host's`);
  }
  const functionCount = module.bodies.length;
  const guestExports = guestGlobalExports(module);
  const maxPages = frameLimit(module, options);
  const additions = new Additions(module);
  const weightMax = instrumentFunctions(context, options, maxPages, additions);
  additions.append(maxPages);
  capMemory(module, maxPages);
  capTables(module, options.profile);
  appendExports(module, additions.host, guestExports);
  const names = options.keepNames === true ? keptNames(module.customs) : [];
  module.customs.splice(0, module.customs.length, ...names);
  return {
    bytes: encodeModule(module),
    startPages: module.memories[0]?.min ?? 0,
    maxPages,
    globals: guestExports.map(({ name }) => name),
    functionCount,
    weightMax,
  };
}

/** Pages that a frame of this module may have; a memory that starts larger is refused. */
function frameLimit({ memories }: WasmModule, { pagesMax, profile }: InstrumentOptions): number {
  if (memories.length === 0) return 0;
  const maxPages = framePages(memories[0], pagesMax, profile);
  const { min } = memories[0];
  if (min > maxPages) badModule(`memory: initial memory pages: ${min}, limit ${maxPages} (frame)`);
  return maxPages;
}

/** Scratch of the passes, used by one function after the other. */
interface Workspace {
  readonly code: Code;
  readonly validator: FunctionValidator;
  readonly graph: FlowGraph;
  readonly segments: Segments;
  readonly plan: Plan;
  readonly nanFlow: NanFlow;
  readonly out: Emitter;
  readonly weights: Float64Array;
}

/** Replaces every body and adds the functions that bodies call; returns the largest height weight. */
function instrumentFunctions(
  context: ModuleContext,
  options: InstrumentOptions,
  maxPages: number,
  additions: Additions,
): number {
  const { module, importedFunctions } = context;
  const growFunction = additions.firstFunction;
  const wrappers = new ImportWrappers(module, importedFunctions, growFunction + 1);
  const rewrite: RewriteContext = {
    schedule: options.schedule,
    importedFunctions,
    growFunction,
    wrappers,
    typeOfResults: (results) =>
      results.length < 2 ? undefined : additions.typeIndex({ params: [], results }),
    threadedType: (typeIndex) => additions.threadedType(typeIndex),
    isRestored: (index) => isIntegerType(module.globals[index].type),
  };
  const workspace: Workspace = {
    code: new Code(),
    validator: new FunctionValidator(context, options.profile),
    graph: new FlowGraph(),
    segments: new Segments(),
    plan: new Plan(),
    nanFlow: new NanFlow(),
    out: new Emitter(additions.host, options.heightMax, 1 << 16),
    weights: opcodeWeights(options.schedule, maxPages),
  };
  let weightMax = 0;
  let compileShares = 0;
  for (let at = 0; at < module.bodies.length; at++) {
    const result = instrumentFunction(workspace, context, importedFunctions + at, options, rewrite);
    module.bodies[at] = result.body;
    weightMax = Math.max(weightMax, result.weight);
    compileShares += result.compileShare;
    checkLimit(
      options.profile,
      'compile cost, sum',
      compileShares,
      `module up to function ${importedFunctions + at}`,
    );
  }
  assert(options.heightMax + weightMax < HEIGHT_BOUND, 'heightMax and the largest weight fit 15 bits');
  wrappers.replaceInModule();
  addFunctions(additions, workspace.out, wrappers, module, options.schedule);
  threadModule(module, importedFunctions, additions, workspace.out);
  return weightMax;
}

interface InstrumentedFunction {
  readonly body: FunctionBody;
  readonly weight: number;
  readonly compileShare: number;
}

function instrumentFunction(
  { code, validator, graph, segments, plan, nanFlow, out, weights }: Workspace,
  { module, importedFunctions }: ModuleContext,
  functionIndex: number,
  { profile }: InstrumentOptions,
  rewrite: RewriteContext,
): InstrumentedFunction {
  const body = module.bodies[functionIndex - importedFunctions];
  decodeCode(code, body, functionIndex, profile);
  const facts = validator.validate(code, body);
  graph.build(code, validator.reachable, weights, importedFunctions);
  segments.build(graph);
  plan.reset(code.op, validator.reachable, code.count, ACTIONS_BY_OPCODE);
  planFuel(plan, graph, segments);
  nanFlow.planNan(plan, code, body, module, validator.reachable);
  const weight = functionWeight(facts, profile);
  const type = module.types[module.functions[functionIndex]];
  out.begin(type.params.length, facts.locals);
  rewriteFunction(out, code, plan, type, weight, rewrite);
  const locals = [...body.locals, ...out.temporaryRuns];
  return { body: { locals, code: out.toBytes() }, weight, compileShare: facts.compileShare };
}

/** The function that grows memory (always added, so that indices do not depend on its use), then wrappers. */
function addFunctions(
  additions: Additions,
  out: Emitter,
  wrappers: ImportWrappers,
  { memories }: WasmModule,
  schedule: FuelSchedule,
): void {
  if (memories.length === 0) emitUnreachable(out);
  else emitGrowFunction(out, schedule, memories[0].max);
  const type = additions.typeIndex({ params: [I32, I64], results: [I32, I64] });
  additions.addFunction(type, { locals: out.temporaryRuns, code: out.toBytes() });
  for (const { typeIndex, body } of wrappers.bodies(out)) {
    additions.addFunction(additions.threadedType(typeIndex), body);
  }
}

function emitUnreachable(out: Emitter): void {
  out.begin(1, 1);
  out.op(OP.unreachable);
  out.op(OP.end);
}

interface GuestGlobalExport {
  readonly name: string;
  readonly index: number;
}

function guestGlobalExports(module: WasmModule): GuestGlobalExport[] {
  return module.globals.flatMap(({ mutable, init, type }, index) =>
    mutable && init !== undefined && isIntegerType(type)
      ? [{ name: `${HOST_EXPORT.guestGlobalPrefix}${index}`, index }]
      : [],
  );
}

function appendExports(module: WasmModule, host: HostIndices, guest: readonly GuestGlobalExport[]): void {
  if (module.memories.length > 0) module.exports.push({ name: HOST_EXPORT.memory, kind: 'memory', index: 0 });
  const names = ['fuel', 'height', 'halt', 'dirty', 'pagesMax'] as const;
  for (const name of names)
    module.exports.push({ name: HOST_EXPORT[name], kind: 'global', index: host[name] });
  for (const { name, index } of guest) module.exports.push({ name, kind: 'global', index });
}

function capMemory(module: WasmModule, maxPages: number): void {
  const isImported = module.imports.some(({ kind }) => kind === 'memory');
  if (module.memories.length === 0 || isImported) return;
  module.memories[0] = realMemory(module.memories[0], maxPages);
}

/** table.grow beyond the profile's limit returns -1 like growth beyond a declared maximum. */
function capTables(module: WasmModule, profile: Profile): void {
  const limit = profile.limits['table entries'];
  const imported = importedCount(module, 'table');
  for (let at = imported; at < module.tables.length; at++) {
    const table = module.tables[at];
    module.tables[at] = { ...table, max: Math.min(table.max ?? limit, limit) };
  }
}
