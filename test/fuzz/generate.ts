/** A random module from a seed, and calls of its exports. */

import { encodeModule } from '../../runtime/wasm/binary.js';
import type { WasmModule } from '../../runtime/wasm/module.js';
import { CodeGenerator } from './code-generator.js';
import type { ModuleCall, Sample } from './execution.js';
import { FunctionWriter } from './function-writer.js';
import { HOST_IMPORTS, LETTER_OF_TYPE, ModulePlan } from './module-plan.js';
import { Random } from './random.js';
import { exportState, SHOW_EXPORT } from './state-exports.js';
import { argumentBits } from './values.js';

/** Fuel of a call that is to end by itself, if the module lets it. */
const FUEL_PLENTY = 100_000;
/** heightMax of the samples' options. */
const HEIGHT_MAX = 500;

/** Mostly plenty of fuel and height; sometimes little. */
export function randomLimits(random: Random): Pick<ModuleCall, 'fuel' | 'height'> {
  const magnitude = 4 + random.below(14);
  const fuel = random.oneIn(4) ? random.below(2 ** magnitude) : FUEL_PLENTY;
  const height = random.oneIn(6) ? HEIGHT_MAX - random.below(8) : random.below(100);
  return { fuel: String(fuel), height };
}

const EXPORTS_MAX = 8;

/** Every function that is exported, once and then again. */
export function callsOfExports(module: WasmModule, random: Random): ModuleCall[] {
  const functions = module.exports.filter(({ kind, name }) => kind === 'function' && name !== SHOW_EXPORT);
  const some = functions.slice(0, EXPORTS_MAX);
  const calls = [...some, ...some].map(({ name, index }) => {
    const { params, results } = module.types[module.functions[index]];
    const letters = (types: readonly number[]) => types.map((type) => LETTER_OF_TYPE[type]).join('');
    return {
      name,
      params: letters(params),
      results: letters(results),
      args: params.map((type) => String(argumentBits(random, type))),
      ...randomLimits(random),
    };
  });
  const show = { name: SHOW_EXPORT, params: '', results: '', args: [], fuel: String(FUEL_PLENTY), height: 0 };
  return [...calls, show];
}

/** The module of a seed. */
export function generateSample(seed: number): Sample {
  const random = new Random(seed);
  const plan = new ModulePlan(random);
  const { module } = plan;
  for (let index = plan.firstBody; index < module.functions.length; index++) {
    const out = new FunctionWriter(plan, plan.typeOf(index));
    new CodeGenerator(out).body();
    module.bodies.push(out.finish());
  }
  exportState(module);
  return {
    name: `own ${seed}`,
    bytes: encodeModule(module),
    imports: HOST_IMPORTS,
    calls: callsOfExports(module, random),
  };
}
