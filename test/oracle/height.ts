/** Weight of a function: item 4, notes m and q of docs/semantics.md. */

import type { FunctionType, WasmModule } from '../../runtime/wasm/module.js';
import { OP } from '../../runtime/wasm/opcodes.js';
import type { Body, Instruction } from './body.js';
import type { Rules } from './rules.js';

/** Values that an instruction takes and gives, where it is more than the opcode table says; control apart. */
const EFFECTS: Readonly<Record<number, readonly [takes: number, gives: number]>> = {
  [OP.drop]: [1, 0],
  [OP.select]: [3, 1],
  [OP.selectTyped]: [3, 1],
  [OP.localGet]: [0, 1],
  [OP.localSet]: [1, 0],
  [OP.localTee]: [1, 1],
  [OP.globalGet]: [0, 1],
  [OP.globalSet]: [1, 0],
  [OP.tableGet]: [1, 1],
  [OP.tableSet]: [2, 0],
  [OP.tableInit]: [3, 0],
  [OP.elemDrop]: [0, 0],
  [OP.tableCopy]: [3, 0],
  [OP.tableGrow]: [2, 1],
  [OP.tableSize]: [0, 1],
  [OP.tableFill]: [3, 0],
  [OP.refNull]: [0, 1],
  [OP.refIsNull]: [1, 1],
  [OP.refFunc]: [0, 1],
  [OP.brIf]: [1, 0],
  [OP.brTable]: [1, 0],
};

function effectOf({ op, row, a }: Instruction, module: WasmModule): readonly [number, number] {
  if (op === OP.call || op === OP.callIndirect) {
    const { params, results } = module.types[op === OP.call ? module.functions[a] : a];
    return [params.length + (op === OP.call ? 0 : 1), results.length];
  }
  if (row.signature !== undefined) return [row.signature.operands.length, row.signature.results.length];
  return EFFECTS[op] ?? [0, 0];
}

interface Open {
  readonly type: FunctionType;
  /** Values on the stack below the block's parameters. */
  readonly below: number;
}

/** Note m: the largest number of values on the operand stack after a reachable instruction. */
function maximalStack(body: Body, module: WasmModule, reachable: Uint8Array, rules: Rules): number {
  const open: Open[] = [{ type: body.type, below: 0 }];
  let values = 0;
  let most = 0;
  body.instructions.forEach((instruction, i) => {
    const { op, type } = instruction;
    const block = open[open.length - 1];
    if (type !== undefined) {
      if (op === OP.if) values--;
      open.push({ type, below: values - type.params.length });
    } else if (op === OP.else) {
      values = block.below + block.type.params.length;
    } else if (op === OP.end) {
      open.pop();
      values = block.below + block.type.results.length;
    } else {
      const [takes, gives] = effectOf(instruction, module);
      // In code that cannot be reached there may be fewer values than are taken.
      values = Math.max(values - takes, block.below) + gives;
    }
    if (reachable[i] !== 0 || !rules.reachableStackOnly) most = Math.max(most, values);
  });
  return most;
}

/** Note q: reachable instructions; `else` and `end` only mark places. */
function instructionCount({ instructions }: Body, reachable: Uint8Array): number {
  return instructions.filter(({ op }, i) => reachable[i] !== 0 && op !== OP.else && op !== OP.end).length;
}

/** Values per height unit. */
const VALUES_PER_UNIT = 64;

/**
 * Item 4: 1 + floor((params + locals + maximal operand stack) / 64 + reachable instructions / 256). The
 * quotients are exact: the profile's divisor is a power of two, or infinite where instructions weigh nothing.
 */
export function weightOf(
  body: Body,
  module: WasmModule,
  reachable: Uint8Array,
  instructionsPerUnit: number,
  rules: Rules,
): number {
  if (!rules.weights) return 1;
  const values = body.locals.length + maximalStack(body, module, reachable, rules);
  const instructions = rules.instructionsWeigh ? instructionCount(body, reachable) : 0;
  return 1 + Math.floor(values / VALUES_PER_UNIT + instructions / instructionsPerUnit);
}
