/**
 * The compile cost of SEMANTICS 10 by its text alone: every block scans its own code, every rule is one
 * expression. Instructions are priced by their names.
 */

import { BLOCK_EMPTY, BLOCK_IN_PLACE, Code, decodeCode } from '../../../runtime/wasm/code.js';
import { type FunctionBody, importedCount, type WasmModule } from '../../../runtime/wasm/module.js';
import { OP, opcodeName } from '../../../runtime/wasm/opcodes.js';
import { PROFILES } from '../../../runtime/wasm/profile.js';

/** What is done wrong. */
export type NaiveVariant = 'correct' | 'assigned anywhere' | 'loops once' | 'no fall-through';

const PRICES: readonly (readonly [name: RegExp, cost: number])[] = [
  [/^(memory|table)\.(init|copy|fill|grow|get|set)$|drop$(?<!^drop)/, 80],
  [/\.(load|store)/, 5],
  [/^global\./, 5],
  [/^f\d\d\.const$/, 4],
  [/^f\d\d\.(add|sub|mul|div|min|max|sqrt|ceil|floor|trunc|nearest|demote_f64|promote_f32)$/, 24],
  [/\.(convert|trunc)_/, 32],
  [/^i\d\d\.(div|rem)_/, 4],
  [/^loop$/, 64],
  [/^call$/, 8],
  [/^call_indirect$/, 16],
];

const price = (op: number): number => PRICES.find(([name]) => name.test(opcodeName(op)))?.[1] ?? 1;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

/** Where a block begins and ends; the function's own begins before the first instruction. */
interface Block {
  readonly start: number;
  end: number;
  readonly carried: number;
  readonly loops: number;
}

class NaiveCost {
  readonly #module: WasmModule;
  readonly #code = new Code();
  readonly #variant: NaiveVariant;
  readonly #index: number;
  readonly #blocks: Block[] = [];
  /** Blocks that are open at each instruction, outermost first. */
  readonly #open: Block[][] = [];

  constructor(module: WasmModule, body: FunctionBody, variant: NaiveVariant) {
    this.#module = module;
    this.#variant = variant;
    const index = importedCount(module, 'function') + module.bodies.indexOf(body);
    decodeCode(this.#code, body, index, PROFILES.contract);
    this.#index = index;
    this.#findBlocks(module.types[module.functions[index]].results.length);
  }

  #findBlocks(results: number): void {
    const { op, count } = this.#code;
    const open: Block[] = [{ start: -1, end: count - 1, carried: results, loops: 0 }];
    this.#blocks.push(open[0]);
    for (let i = 0; i < count; i++) {
      this.#open.push([...open]);
      if (this.#opens(i)) {
        const loops = open[open.length - 1].loops + (op[i] === OP.loop ? 1 : 0);
        const block = { start: i, end: -1, carried: this.#carried(i), loops };
        this.#blocks.push(block);
        open.push(block);
      }
      const closed = op[i] === OP.end ? open.pop() : undefined;
      if (closed !== undefined) closed.end = i;
    }
  }

  #opens(i: number): boolean {
    const op = this.#code.op[i];
    return op === OP.block || op === OP.loop || op === OP.if;
  }

  #carried(i: number): number {
    const type = this.#code.a[i];
    if (type >= BLOCK_IN_PLACE) return type === BLOCK_EMPTY || this.#code.op[i] === OP.loop ? 0 : 1;
    const { params, results } = this.#module.types[type];
    return (this.#code.op[i] === OP.loop ? params : results).length;
  }

  /** Labels that an instruction names: of jumps, and of br_table. */
  #jumpTargets(i: number): Block[] {
    const { op, a } = this.#code;
    if (op[i] !== OP.br && op[i] !== OP.brIf && op[i] !== OP.return) return [];
    return [this.#open[i][this.#open[i].length - 1 - a[i]]];
  }

  #tableTargets(i: number): Block[] {
    const { op, a, b, labels } = this.#code;
    if (op[i] !== OP.brTable) return [];
    return range(a[i], a[i] + b[i]).map((k) => this.#open[i][this.#open[i].length - 1 - labels[k]]);
  }

  #targets(i: number): Block[] {
    return [...this.#jumpTargets(i), ...this.#tableTargets(i)];
  }

  #edges(i: number): number {
    return this.#targets(i).length + (this.#opens(i) || this.#code.op[i] === OP.else ? 1 : 0);
  }

  #isSet(i: number): boolean {
    return this.#code.op[i] === OP.localSet || this.#code.op[i] === OP.localTee;
  }

  /** Merge cost of a label, and values x edges that are kept for it. */
  #label({ start, end, carried }: Block): { readonly merges: number; readonly kept: number } {
    const { op, a, count } = this.#code;
    const inside = range(start + 1, end);
    const here = (block: Block): boolean => block.start === start;
    const tests = start < 0 ? inside.filter((i) => op[i] === OP.loop || this.#isImportCall(i)).length : 0;
    const branches = sum(inside.map((i) => this.#targets(i).filter(here).length)) + tests;
    const elses = inside.filter((i) => op[i] === OP.else && this.#open[i].at(-1)?.start === start).length;
    const jumps = sum(inside.map((i) => this.#jumpTargets(i).filter(here).length)) + elses + tests;
    const fallThrough = this.#variant === 'no fall-through' ? 0 : 1;
    const opening = start < 0 ? OP.block : op[start];
    const arrivals = branches + fallThrough + (opening === OP.if ? 1 : 0) + (opening === OP.loop ? 2 : 0);
    const scanned = this.#variant === 'assigned anywhere' ? range(0, count) : inside;
    const assigned = new Set(scanned.filter((i) => this.#isSet(i)).map((i) => a[i])).size;
    const edges = sum(inside.map((i) => this.#edges(i)));
    const sets = inside.filter((i) => this.#isSet(i)).length;
    const values = Math.min(jumps * (1 + assigned + carried), edges + sets + jumps * carried);
    return { merges: 2 * arrivals * (assigned + carried), kept: edges * values };
  }

  #isImportCall(i: number): boolean {
    const { op, a } = this.#code;
    return op[i] === OP.call && a[i] < importedCount(this.#module, 'function');
  }

  #calls(): { readonly count: number; readonly imports: number; readonly cost: number } {
    const { functions, types } = this.#module;
    const { op, a } = this.#code;
    const calls = range(0, this.#code.count).filter((i) => op[i] === OP.call || op[i] === OP.callIndirect);
    const imports = calls.filter((i) => this.#isImportCall(i)).length;
    const operands = calls.map((i) => {
      const { params, results } = types[op[i] === OP.call ? functions[a[i]] : a[i]];
      return params.length + results.length;
    });
    return { count: calls.length, imports, cost: sum(operands) + 128 * imports };
  }

  total(body: FunctionBody): number {
    const { op, count } = this.#code;
    const all = range(0, count);
    const { params, results } = this.#module.types[this.#module.functions[this.#index]];
    const locals = params.length + sum(body.locals.map((run) => run.count));
    const edges = sum(all.map((i) => this.#edges(i)));
    const sets = all.filter((i) => this.#isSet(i)).length;
    const loops = all.filter((i) => op[i] === OP.loop).length;
    const selects = all.filter((i) => op[i] === OP.select || op[i] === OP.selectTyped).length;
    const left = sum(
      all.flatMap((i) => this.#targets(i).map(({ loops: to }) => (this.#open[i].at(-1)?.loops ?? 0) - to)),
    );
    const labels = this.#blocks.map((block) => this.#label(block));
    const kept = Math.min(sum(labels.map((label) => label.kept)), edges * (edges + sets));
    const calls = this.#calls();
    return (
      40 +
      Math.floor((locals + results.length) / 16) +
      sum(all.map((i) => price(op[i]))) +
      8 * edges -
      3 * sum(all.map((i) => this.#tableTargets(i).length)) +
      Math.floor((edges * locals) / 16) +
      (this.#variant === 'loops once' ? 2 * loops : 2 * loops * loops) +
      8 * left +
      calls.cost +
      sum(labels.map(({ merges }) => merges)) +
      Math.floor(calls.count ** 2 / 16) +
      Math.floor(calls.imports ** 2 / 2) +
      Math.floor(all.filter((i) => /\.(load|store)/.test(opcodeName(op[i]))).length ** 2 / 256) +
      Math.floor(selects ** 2 / 4) +
      Math.floor(kept / 8)
    );
  }
}

export function naiveCompileCost(module: WasmModule, body: FunctionBody, variant: NaiveVariant): number {
  return new NaiveCost(module, body, variant).total(body);
}
