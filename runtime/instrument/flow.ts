/**
 * Control-flow graph of the reachable code of one function (SEMANTICS 1).
 *
 * wasm's control flow is structured, so one pass finds everything: blocks are numbered in code order, which
 * is a topological order of all edges but those back to a loop's header, and a block's forward predecessors
 * are known when it is made. Edges that leave the function (return, a trap by `unreachable`, a branch to the
 * function's label, the end) go to a virtual exit and are a flag of their block.
 */

import { assert } from '../errors.js';
import type { Code } from '../wasm/code.js';
import { IS_BOUNDARY, OP } from '../wasm/opcodes.js';
import { IntList } from './int-list.js';

/** What no segment may extend over (SEMANTICS 1). */
export const BARRIER = {
  none: 0,
  /** The block ends in an import call. */
  importCall: 1,
  /** The block consists of one bulk, table or grow operation. */
  boundary: 2,
} as const;

const NO_BLOCK = -1;
const NO_PENDING = -1;

/** One entry of the control stack. */
interface Label {
  opcode: number;
  /** Header block of a loop; block that ends in the `if`. */
  block: number;
  /** Position in the list of `if`s. */
  ifIndex: number;
  /** First of the branches that wait for the block after `end`: a chain through `#pendingNext`. */
  pending: number;
  /** The br_table that named this label last; its repeated labels make one edge. */
  lastTable: number;
}

export class FlowGraph {
  /** First instruction of each block. */
  readonly start = new IntList();
  /** `BARRIER` of each block. */
  readonly barrier = new IntList();
  /** Not 0 where the block has an edge to the virtual exit. */
  readonly exits = new IntList();
  /** Forward predecessors of block b: `predecessors[predecessorStart[b] .. predecessorStart[b + 1])`. */
  readonly predecessorStart = new IntList();
  readonly predecessors = new IntList();
  /** Back edges: from a block to the header of a loop around it. */
  readonly backFrom = new IntList();
  readonly backTo = new IntList();
  /** First blocks of reachable `loop`s, whether or not something branches back. */
  readonly headers = new IntList();
  /** Reachable `if`s in code order: the block that ends in it, first blocks of its arms (no else: -1). */
  readonly ifBlock = new IntList();
  readonly thenBlock = new IntList();
  readonly elseBlock = new IntList();
  /** Fuel of each block's instructions. */
  weight = new Float64Array(256);

  readonly #pendingFrom = new IntList();
  readonly #pendingNext = new IntList();
  readonly #labels: Label[] = [];
  #depth = 0;
  /** Block of the current instruction; `NO_BLOCK` where it cannot be reached. */
  #current = NO_BLOCK;

  get blockCount(): number {
    return this.start.length;
  }

  /**
   * Builds the graph of a valid function.
   * @param reachable per instruction, as the validator found it; asserted to agree.
   * @param weights fuel per opcode.
   * @param importedFunctions calls below this index are import calls.
   */
  build(code: Code, reachable: Uint8Array, weights: Float64Array, importedFunctions: number): void {
    this.#clear();
    this.#pushLabel(OP.block, NO_BLOCK);
    this.#current = this.#addBlock(0, NO_BLOCK);
    for (let i = 0; i < code.count; i++) {
      const op = code.op[i];
      const isLive = this.#current !== NO_BLOCK;
      assert((reachable[i] !== 0) === isLive, 'validator and flow graph agree on reachability');
      if (isLive && IS_BOUNDARY[op] !== 0) this.#addBoundary(i, weights[op]);
      else {
        if (isLive) this.weight[this.#current] += weights[op];
        this.#instruction(code, i, op, importedFunctions);
      }
    }
    this.predecessorStart.push(this.predecessors.length);
  }

  #clear(): void {
    for (const list of [this.start, this.barrier, this.exits, this.predecessorStart, this.predecessors])
      list.clear();
    for (const list of [this.backFrom, this.backTo, this.headers]) list.clear();
    for (const list of [this.ifBlock, this.thenBlock, this.elseBlock]) list.clear();
    this.#pendingFrom.clear();
    this.#pendingNext.clear();
    this.#depth = 0;
  }

  /** A block whose first predecessor is `from`; more may be added until the next block is made. */
  #addBlock(start: number, from: number): number {
    const block = this.start.push(start);
    this.barrier.push(BARRIER.none);
    this.exits.push(0);
    this.predecessorStart.push(this.predecessors.length);
    if (from !== NO_BLOCK) this.predecessors.push(from);
    if (block === this.weight.length) {
      const grown = new Float64Array(block * 2);
      grown.set(this.weight);
      this.weight = grown;
    }
    this.weight[block] = 0;
    return block;
  }

  #addBoundary(i: number, weight: number): void {
    const operation = this.#addBlock(i, this.#current);
    this.weight[operation] = weight;
    this.barrier.items[operation] = BARRIER.boundary;
    this.#current = this.#addBlock(i + 1, operation);
  }

  #pushLabel(opcode: number, block: number): Label {
    const label = { opcode, block, ifIndex: -1, pending: NO_PENDING, lastTable: -1 };
    this.#labels[this.#depth++] = label;
    return label;
  }

  #instruction(code: Code, i: number, op: number, importedFunctions: number): void {
    switch (op) {
      case OP.block:
        this.#pushLabel(op, NO_BLOCK);
        return;
      case OP.loop:
        this.#loop(i);
        return;
      case OP.if:
        this.#if(i);
        return;
      case OP.else:
        this.#else(i);
        return;
      case OP.end:
        this.#end(i);
        return;
      default:
        if (this.#current !== NO_BLOCK) this.#liveInstruction(code, i, op, importedFunctions);
    }
  }

  #liveInstruction(code: Code, i: number, op: number, importedFunctions: number): void {
    switch (op) {
      case OP.unreachable:
      case OP.return:
        this.#exit();
        return;
      case OP.br:
        this.#branch(code.a[i]);
        this.#current = NO_BLOCK;
        return;
      case OP.brIf:
        this.#branch(code.a[i]);
        this.#current = this.#addBlock(i + 1, this.#current);
        return;
      case OP.brTable:
        this.#brTable(code, i);
        return;
      case OP.call:
        if (code.a[i] >= importedFunctions) return;
        this.barrier.items[this.#current] = BARRIER.importCall;
        this.#current = this.#addBlock(i + 1, this.#current);
        return;
      default:
        return;
    }
  }

  #exit(): void {
    this.exits.items[this.#current] = 1;
    this.#current = NO_BLOCK;
  }

  #branch(depth: number): void {
    const index = this.#depth - 1 - depth;
    const label = this.#labels[index];
    if (index === 0) {
      this.exits.items[this.#current] = 1;
    } else if (label.opcode === OP.loop) {
      this.backFrom.push(this.#current);
      this.backTo.push(label.block);
    } else {
      this.#wait(label);
    }
  }

  /** The current block goes on after the label's `end`. */
  #wait(label: Label): void {
    this.#pendingNext.push(label.pending);
    label.pending = this.#pendingFrom.push(this.#current);
  }

  #brTable(code: Code, i: number): void {
    const end = code.a[i] + code.b[i];
    for (let k = code.a[i]; k < end; k++) {
      const label = this.#labels[this.#depth - 1 - code.labels[k]];
      if (label.lastTable === i) continue;
      label.lastTable = i;
      this.#branch(code.labels[k]);
    }
    this.#current = NO_BLOCK;
  }

  #loop(i: number): void {
    const isLive = this.#current !== NO_BLOCK;
    if (isLive) {
      this.#current = this.#addBlock(i + 1, this.#current);
      this.headers.push(this.#current);
    }
    this.#pushLabel(OP.loop, this.#current);
  }

  #if(i: number): void {
    const label = this.#pushLabel(OP.if, this.#current);
    if (this.#current === NO_BLOCK) return;
    label.ifIndex = this.ifBlock.push(this.#current);
    this.elseBlock.push(NO_BLOCK);
    this.#current = this.#addBlock(i + 1, this.#current);
    this.thenBlock.push(this.#current);
  }

  #else(i: number): void {
    const label = this.#labels[this.#depth - 1];
    label.opcode = OP.else;
    if (this.#current !== NO_BLOCK) this.#wait(label);
    if (label.ifIndex < 0) return;
    this.#current = this.#addBlock(i + 1, label.block);
    this.elseBlock.items[label.ifIndex] = this.#current;
  }

  #end(i: number): void {
    const label = this.#labels[--this.#depth];
    if (this.#depth === 0) {
      if (this.#current !== NO_BLOCK) this.#exit();
      return;
    }
    const skipsIf = label.opcode === OP.if && label.ifIndex >= 0;
    if (label.opcode === OP.loop || (label.pending === NO_PENDING && !skipsIf)) return;
    const block = this.#addBlock(i + 1, this.#current);
    if (skipsIf) this.predecessors.push(label.block);
    for (let at = label.pending; at !== NO_PENDING; at = this.#pendingNext.items[at]) {
      this.predecessors.push(this.#pendingFrom.items[at]);
    }
    this.#current = block;
  }
}
