/** A random module from a seed, and calls of its exports. */

import { encodeModule } from '../../runtime/wasm/binary.js';
import { CodeGenerator } from './code-generator.js';
import type { ModuleCall, Sample } from './execution.js';
import { FunctionWriter } from './function-writer.js';
import { HOST_IMPORTS, LETTER_OF_TYPE, ModulePlan } from './module-plan.js';
import { Random } from './random.js';
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

const CALLS_PER_EXPORT = 2;

function callsOf(plan: ModulePlan): ModuleCall[] {
  const { random } = plan;
  const names = plan.module.exports.filter(({ kind }) => kind === 'function');
  return [...names, ...names].slice(0, names.length * CALLS_PER_EXPORT).map(({ name, index }) => {
    const { params, results } = plan.typeOf(index);
    const letters = (types: readonly number[]) => types.map((type) => LETTER_OF_TYPE[type]).join('');
    return {
      name,
      params: letters(params),
      results: letters(results),
      args: params.map((type) => String(argumentBits(random, type))),
      ...randomLimits(random),
    };
  });
}

/** The module of a seed. */
export function generateSample(seed: number): Sample {
  const plan = new ModulePlan(new Random(seed));
  const { module } = plan;
  for (let index = plan.firstBody; index < module.functions.length; index++) {
    const out = new FunctionWriter(plan, plan.typeOf(index));
    new CodeGenerator(out).body();
    module.bodies.push(out.finish());
  }
  return {
    name: `own ${seed}`,
    bytes: encodeModule(module),
    imports: HOST_IMPORTS,
    calls: callsOf(plan),
  };
}
