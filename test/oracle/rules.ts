/**
 * Sentences of docs/semantics.md that a test can switch off, to show that comparing notices it. An oracle has
 * all of them.
 */

export interface Rules {
  /** Note b: post-dominance is per iteration. */
  readonly perIteration: boolean;
  /** Note c: an endless loop counts as ending where it branches back. */
  readonly endlessLoopsEnd: boolean;
  /** Item 1: blocks of a segment lie in the same loops. */
  readonly sameLoops: boolean;
  /** Item 1, note f: import calls and boundary operations end segments. */
  readonly barriers: boolean;
  /** Item 1, note g: the smaller arm moves in front of the `if`. */
  readonly hoisting: boolean;
  /** Note g: later `if`s first. */
  readonly innerFirst: boolean;
  /** Note g: an arm that continues a segment charges nothing. */
  readonly ownChargeOnly: boolean;
  /** Item 2, note i: which places are tested. */
  readonly testEntry: boolean;
  /** Note i: a loop header charges first and tests then. */
  readonly testAfterCharge: boolean;
  /** Note i: every reachable `loop` is tested, repeating or not. */
  readonly testEveryLoop: boolean;
  readonly testBeforeImports: boolean;
  readonly testAfterImports: boolean;
  readonly testBoundaries: boolean;
  readonly testReturn: boolean;
  /** Note k: lengths are charged. */
  readonly chargeLengths: boolean;
  /** Item 4: height is charged by weight, and not by 1. */
  readonly weights: boolean;
  /** Item 4, note q: instructions weigh. */
  readonly instructionsWeigh: boolean;
  /** Item 4: a callee's weight is taken off when it returns. */
  readonly leave: boolean;
  /** Note m: only reachable instructions count for the operand stack. */
  readonly reachableStackOnly: boolean;
  /** Note l: beyond a declared maximum -1, not MEMORY. */
  readonly declaredMaximum: boolean;
}

export const ALL_RULES: Rules = {
  perIteration: true,
  endlessLoopsEnd: true,
  sameLoops: true,
  barriers: true,
  hoisting: true,
  innerFirst: true,
  ownChargeOnly: true,
  testEntry: true,
  testAfterCharge: true,
  testEveryLoop: true,
  testBeforeImports: true,
  testAfterImports: true,
  testBoundaries: true,
  testReturn: true,
  chargeLengths: true,
  weights: true,
  instructionsWeigh: true,
  leave: true,
  reachableStackOnly: true,
  declaredMaximum: true,
};
