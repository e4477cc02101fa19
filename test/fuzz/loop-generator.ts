/** Random loops, and the branches that may go back to them. */

import { I32, type ValueType } from '../../runtime/wasm/module.js';
import type { Label } from './function-writer.js';
import { ValueGenerator } from './value-generator.js';

const LOOP_NESTING_MAX = 3;
const ROUNDS_MAX = 5;

export abstract class LoopGenerator extends ValueGenerator {
  /**
   * A loop in a block. So that it ends, it counts its rounds at its header, where it is left, or at every
   * branch back, which then is never taken without a condition.
   */
  protected loop(results: readonly ValueType[]): void {
    const out = this.out;
    if (out.loopNesting >= LOOP_NESTING_MAX) {
      this.values(results);
      return;
    }
    const params = this.plan.randomTypes(this.random.oneIn(3) ? 2 : 0);
    const counter = out.newCounter();
    const countsBranches = this.random.oneIn(2);
    out.i32(1 + this.random.below(ROUNDS_MAX));
    out.with('local.set', counter);
    out.loopNesting++;
    const leave = out.open('block', [], results);
    this.values(params);
    const again = out.open('loop', params, results, countsBranches ? counter : undefined);
    if (!countsBranches) this.#countDown(counter, leave);
    this.take(params);
    this.statements(1 + this.random.below(3));
    this.#endRound(again, leave);
    out.close();
    out.close();
    out.loopNesting--;
  }

  /** A branch that may be taken. */
  protected branchMaybe(label: Label): void {
    this.values(label.types);
    this.#condition(label);
    this.out.with('br_if', this.out.depthOf(label));
    this.take(label.types);
  }

  /** Whether to branch: no more once the rounds of a loop are used up that counts its branches. */
  #condition({ counter }: Label): void {
    this.value(I32);
    if (counter === undefined) return;
    if (!this.random.oneIn(3)) {
      // The branch is taken as long as it may be.
      this.out.i32(1);
      this.out.op('i32.or');
    }
    this.#count(counter);
    this.out.i32(0);
    this.out.op('i32.gt_s');
    this.out.op('i32.and');
  }

  /** Leaves the decreased counter on the stack. */
  #count(counter: number): void {
    this.out.with('local.get', counter);
    this.out.i32(-1);
    this.out.op('i32.add');
    this.out.with('local.tee', counter);
  }

  #countDown(counter: number, leave: Label): void {
    const out = this.out;
    if (!this.plan.isBounded && this.random.oneIn(2)) return;
    this.#count(counter);
    out.i32(0);
    out.op('i32.lt_s');
    out.open('if', [], []);
    out.constants(leave.types);
    out.with('br', out.depthOf(leave));
    out.close();
  }

  /** What a loop ends with: a branch back that may be taken, or must, and what is given. */
  #endRound(again: Label, leave: Label): void {
    const out = this.out;
    const form = this.random.below(8);
    if (form <= 1) {
      this.#twoWays(again, leave);
    } else if (form === 2 && again.counter === undefined) {
      this.values(again.types);
      out.with('br', out.depthOf(again));
    } else {
      if (form > 3) this.branchMaybe(again);
      this.values(leave.types);
    }
  }

  /** One arm goes on, the other leaves; nothing comes after them. */
  #twoWays(again: Label, leave: Label): void {
    const out = this.out;
    this.#condition(again);
    out.open('if', [], []);
    this.#statementsAndBranch(again);
    out.op('else');
    this.#statementsAndBranch(leave);
    out.close();
    out.op('unreachable');
  }

  #statementsAndBranch(label: Label): void {
    this.statements(this.random.below(2));
    this.values(label.types);
    this.out.with('br', this.out.depthOf(label));
  }
}
