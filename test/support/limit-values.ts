/** How much of every limit of the profile a module uses. */

import { decodeModule } from '../../runtime/wasm/binary.js';
import { Code, decodeCode } from '../../runtime/wasm/code.js';
import { elementCount } from '../../runtime/wasm/contents.js';
import { type LimitName, PROFILES, type Profile } from '../../runtime/wasm/profile.js';
import { FunctionValidator } from '../../runtime/wasm/validate.js';
import { validateModule } from '../../runtime/wasm/validate-module.js';

export type LimitValues = Readonly<Record<LimitName, number>>;

/** More than any module here has; small enough to be the length of an array. */
const LIMITLESS = 2 ** 20;

export const LIMITLESS_PROFILE: Profile = {
  ...PROFILES.contract,
  name: 'limitless',
  limits: {
    ...(Object.fromEntries(
      Object.keys(PROFILES.contract.limits).map((name) => [name, LIMITLESS]),
    ) as LimitValues),
    'module bytes': 2 ** 30,
    'compile cost': Number.MAX_SAFE_INTEGER,
    'compile cost, sum': Number.MAX_SAFE_INTEGER,
  },
};

const largest = (numbers: Iterable<number>): number => Math.max(0, ...numbers);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** @throws PbevmError BAD_MODULE if the module is invalid, or crosses the contract profile's boundary. */
export function limitValues(bytes: Uint8Array): LimitValues {
  const profile = LIMITLESS_PROFILE;
  const module = decodeModule(bytes, profile);
  const context = validateModule(module, profile);
  const validator = new FunctionValidator(context, profile);
  const code = new Code();
  const functions = module.bodies.map((body, at) => {
    decodeCode(code, body, context.importedFunctions + at, profile);
    return { nesting: code.depthMax - 1, ...validator.validate(code, body) };
  });
  const named = [...module.exports, ...module.imports, ...module.customs];
  return {
    'module bytes': bytes.length,
    types: module.types.length,
    parameters: largest(module.types.map(({ params }) => params.length)),
    results: largest(module.types.map(({ results }) => results.length)),
    imports: module.imports.length,
    functions: module.functions.length,
    tables: module.tables.length,
    'table entries': largest(module.tables.map(({ min }) => min)),
    'initial memory pages': largest(module.memories.map(({ min }) => min)),
    globals: module.globals.length,
    exports: module.exports.length,
    'name bytes': largest(named.map(({ name }) => Buffer.byteLength(name))),
    'element segments': module.elements.length,
    elements: sum(module.elements.map(elementCount)),
    'data segments': module.data.length,
    'parameters and locals': largest(functions.map(({ locals }) => locals)),
    'block nesting': largest(functions.map(({ nesting }) => nesting)),
    'operand stack': largest(functions.map(({ stackMax }) => stackMax)),
    'compile cost': largest(functions.map(({ compileCost }) => compileCost)),
    'compile cost, sum': sum(functions.map(({ compileShare }) => compileShare)),
  };
}
