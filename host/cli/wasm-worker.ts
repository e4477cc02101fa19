/** Entry of the thread in which `pbevm wasm run` runs a module; the other end is wasm-run.ts. */

import { parentPort, workerData } from 'node:worker_threads';
import { HostFault, PbevmError } from '../../runtime/errors.js';
import { FUEL_MAX } from '../../runtime/limits.js';
import { SandboxInstance } from '../../runtime/sandbox/instance.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { describeFunctionType } from '../../runtime/wasm/describe.js';
import { F32, F64, type FunctionType, I32, I64, type ValueType } from '../../runtime/wasm/module.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import { decodeValue } from '../vm/values/cbor.js';
import { reprValue } from '../vm/values/repr.js';
import { PyFloat, type Value } from '../vm/values/types.js';
import { instrumentFor } from './wasm-module.js';
import type { ModuleResult, RunJob, RunReply } from './wasm-run.js';

/** Type of an exported function. @throws PbevmError BAD_INPUT if there is none of that name. */
function exportedType({ bytes, invoke, profile }: RunJob): FunctionType {
  const module = decodeModule(bytes, PROFILES[profile]);
  if (module.imports.length > 0) {
    const [first] = module.imports;
    throw new PbevmError(
      'BAD_INPUT',
      `it imports ${first.module}.${first.name}, and nothing is offered here`,
    );
  }
  const functions = module.exports.filter(({ kind }) => kind === 'function');
  const found = functions.find(({ name }) => name === invoke);
  if (found === undefined) {
    const names = functions.map(({ name }) => name).join(', ') || 'none';
    throw new PbevmError('BAD_INPUT', `there is no exported function ${invoke}; there are: ${names}`);
  }
  return module.types[module.functions[found.index]];
}

/** An argument as the engine wants it. @throws PbevmError BAD_INPUT if it is no number of the type. */
function toGuest(value: Value, type: ValueType): number | bigint {
  const number = value instanceof PyFloat ? value.value : value;
  if (typeof number !== 'number' && typeof number !== 'bigint') {
    throw new PbevmError('BAD_INPUT', `an argument is no number: ${reprValue(value)}`);
  }
  if (type === F32 || type === F64) return Number(number);
  const bits = type === I32 ? 32 : 64;
  const isInteger = !(value instanceof PyFloat) && (typeof number === 'bigint' || Number.isInteger(number));
  const integer = isInteger ? BigInt(number) : undefined;
  if (integer === undefined || integer < -(2n ** BigInt(bits - 1)) || integer >= 2n ** BigInt(bits)) {
    throw new PbevmError('BAD_INPUT', `an argument is no i${bits}: ${reprValue(value)}`);
  }
  return type === I64 ? BigInt.asIntN(64, integer) : Number(BigInt.asIntN(32, integer));
}

function run(job: RunJob): ModuleResult {
  const { bytes, invoke, fuel, profile } = job;
  const args = decodeValue(job.args) as Value[];
  if (fuel > FUEL_MAX) throw new PbevmError('BAD_INPUT', `a fuel limit is at most ${FUEL_MAX}`);
  const module = instrumentFor(bytes, profile, false);
  const type = exportedType(job);
  if (args.length !== type.params.length) {
    const wanted = describeFunctionType(type);
    throw new PbevmError('BAD_INPUT', `${invoke} is ${wanted}; ${args.length} arguments were given`);
  }
  const guestArgs = type.params.map((param, at) => toGuest(args[at], param));
  const instance = new SandboxInstance(new WebAssembly.Module(module.bytes), {});
  const { end, value } = instance.invoke(invoke, guestArgs, { fuel, height: 0, pagesMax: module.maxPages });
  const memoryPages = instance.memory.pages;
  if (end.kind === 'halt') {
    const { code, detail } = end;
    return { status: 'halt', code, ...(detail && { detail }), results: [], fuelUsed: fuel, memoryPages };
  }
  const values = (type.results.length > 1 ? value : [value].slice(0, type.results.length)) as (
    | number
    | bigint
  )[];
  const results = values.map((result, at) => (type.results[at] === I32 ? BigInt(result) : result));
  return { status: 'success', results, fuelUsed: fuel - instance.fuel, memoryPages };
}

function reply(job: RunJob): RunReply {
  try {
    return { result: run(job) };
  } catch (thrown) {
    const fault = thrown instanceof PbevmError ? thrown : new HostFault(String(thrown), { cause: thrown });
    return { error: { code: fault.code, message: fault.message } };
  }
}

parentPort?.postMessage(reply(workerData as RunJob));
