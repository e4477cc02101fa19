/** Runs a case on a product and an oracle and says what is not as it should be. */

import { isDeepStrictEqual } from 'node:util';
import type { InstrumentOptions } from '../../runtime/instrument/pipeline.js';
import { decodeModule } from '../../runtime/wasm/binary.js';
import { I64, type ValueType } from '../../runtime/wasm/module.js';
import { PROFILES } from '../../runtime/wasm/profile.js';
import type { Oracle } from '../oracle/oracle.js';
import type { Rules } from '../oracle/rules.js';
import { type Instantiate, type Observation, observe, oracle, product } from '../oracle/sides.js';
import { assemble, PLENTY } from '../runtime/instrument/harness.js';
import type { Expectation, FuelCase } from './cases.js';
import { SCHEDULE } from './schedule.js';

export const OPTIONS: InstrumentOptions = {
  schedule: SCHEDULE,
  heightMax: 1_000,
  pagesMax: 64,
  profile: PROFILES.contract,
};

/** What to leave out or change, for tests that show that it is noticed. */
export interface Seed {
  /** Options of the product only. */
  readonly product?: Partial<InstrumentOptions>;
  /** Options of both sides: wrong in the same way. */
  readonly both?: Partial<InstrumentOptions>;
  readonly rules?: Rules;
}

/** Runs cases of one module after the other; modules are instrumented once for each height limit. */
export class Checker {
  readonly #seed: Seed;
  readonly #withMargins: boolean;
  #text = '';
  #bytes: Uint8Array = new Uint8Array(0);
  #params: ReadonlyMap<string, readonly ValueType[]> = new Map();
  #products = new Map<number, Instantiate>();

  /** @param withMargins whether a call that returns is run again with just enough, and with one less. */
  constructor(seed: Seed = {}, withMargins = true) {
    this.#seed = seed;
    this.#withMargins = withMargins;
  }

  async #use(module: string): Promise<void> {
    if (module === this.#text) return;
    this.#text = module;
    this.#bytes = await assemble(module);
    this.#products = new Map();
    const { types, functions, exports } = decodeModule(this.#bytes, OPTIONS.profile);
    this.#params = new Map(
      exports.flatMap(({ kind, name, index }) =>
        kind === 'function' ? [[name, types[functions[index]].params] as const] : [],
      ),
    );
  }

  #product(heightMax = OPTIONS.heightMax): Instantiate {
    let made = this.#products.get(heightMax);
    if (made === undefined) {
      made = product(this.#bytes, { ...OPTIONS, ...this.#seed.both, ...this.#seed.product, heightMax });
      this.#products.set(heightMax, made);
    }
    return made;
  }

  #args({ invoke, args }: FuelCase): unknown[] {
    const params = this.#params.get(invoke);
    if (params === undefined) throw new Error(`no export ${invoke}`);
    return params.map((type, k) => (type === I64 ? BigInt(args[k]) : Number(args[k])));
  }

  /** Problems of a case; none if product, oracle and expectation agree. */
  async problems(fuelCase: FuelCase): Promise<string[]> {
    await this.#use(fuelCase.module);
    const args = this.#args(fuelCase);
    const { invoke, expected } = fuelCase;
    const limit = 'limit' in expected && expected.limit !== undefined ? expected.limit : PLENTY;
    let peak = 0;
    const makeOracle = oracle(this.#bytes, { ...OPTIONS, ...this.#seed.both }, this.#seed.rules);
    const withPeak: Instantiate = (imports) => {
      const side = makeOracle(imports);
      const call = side.call.bind(side);
      side.call = (...parameters) => {
        const outcome = call(...parameters);
        peak = (side as Oracle).heightPeak;
        return outcome;
      };
      return side;
    };
    const ofOracle = observe(withPeak, invoke, args, limit);
    const ofProduct = observe(this.#product(), invoke, args, limit);
    const problems = [
      ...against('product', ofProduct, expected),
      ...against('oracle', ofOracle, expected),
      ...(isDeepStrictEqual(ofProduct, ofOracle) ? [] : ['product and oracle differ']),
      ...(expected.kind === 'height' && expected.peak !== peak ? [`oracle: height ${peak}`] : []),
    ];
    if (this.#withMargins && ofProduct.end === 'RETURN') {
      problems.push(...this.#margins(invoke, args, ofProduct, peak, withPeak));
    }
    return problems.map((problem) => `${fuelCase.title}: ${problem}`);
  }

  /** The fuel used is enough and one less is not; the height reached is enough and one less is not. */
  #margins(
    invoke: string,
    args: readonly unknown[],
    { used, value }: Observation,
    peak: number,
    second: Instantiate,
  ): string[] {
    const problems: string[] = [];
    const want = (what: string, side: Instantiate, limit: bigint, end: string) => {
      const found = observe(side, invoke, args, limit);
      if (found.end !== end) problems.push(`${what}: ${found.end}`);
      if (end === 'RETURN' && !isDeepStrictEqual(found.value, value)) problems.push(`${what}: another value`);
    };
    for (const [name, side] of [
      ['product', this.#product()],
      ['oracle', second],
    ] as const) {
      want(`${name} with the fuel used`, side, used, 'RETURN');
      if (used > 0n) want(`${name} with one less`, side, used - 1n, 'OUT_OF_FUEL');
    }
    // An exported import enters no function.
    if (peak === 0) return problems;
    want('product with the height reached', this.#product(peak), PLENTY, 'RETURN');
    want('product with one less height', this.#product(peak - 1), PLENTY, 'STACK_LIMIT');
    return problems;
  }
}

/** Differences between what a side did and what it should. */
function against(side: string, found: Observation, expected: Expectation): string[] {
  const wanted: Partial<Observation> = {
    end: END_BY_KIND[expected.kind] ?? (expected as { end: Observation['end'] }).end,
    ...('used' in expected ? { used: expected.used } : {}),
    ...('seen' in expected ? { seen: expected.seen } : {}),
  };
  return (Object.keys(wanted) as (keyof Observation)[]).flatMap((key) =>
    isDeepStrictEqual(found[key], wanted[key])
      ? []
      : [`${side}: ${key} ${show(found[key])}, expected ${show(wanted[key])}`],
  );
}

const END_BY_KIND: Readonly<Partial<Record<Expectation['kind'], Observation['end']>>> = {
  fuel: 'RETURN',
  height: 'RETURN',
  seen: 'RETURN',
  trap: 'TRAP',
  exhausted: 'OUT_OF_FUEL',
};

function show(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? Number(item) : item));
}
