/**
 * Random structured programs in text form, from a seed: nested blocks, loops with continue and break, ifs,
 * br_table, returns, dead code, internal and import calls, bulk and table operations, growth. Every loop
 * counts its rounds, so every program ends. Export `f` takes the state of the decisions and returns a sum of
 * what was executed.
 */

const FUNCTIONS = 4;
const LOOP_NESTING_MAX = 3;

interface Scope {
  readonly depth: number;
  /** Labels of blocks and of loops, innermost last; a branch to a loop's label continues it. */
  readonly labels: readonly string[];
  readonly loops: number;
  readonly functionIndex: number;
}

class Generator {
  #state: number;
  #names = 0;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 .. n-1 */
  #pick(n: number): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }

  #label(): string {
    return `$l${this.#names++}`;
  }

  #work(): string {
    return `(local.set $sum (i32.add (local.get $sum) (i32.const ${this.#pick(100)})))`.repeat(this.#pick(3));
  }

  /** A decision of the executed program: 0 .. n-1 */
  #decide(n: number): string {
    const next = '(i32.add (i32.mul (local.get $x) (i32.const 1664525)) (i32.const 1013904223))';
    return `(i32.rem_u (i32.shr_u (local.tee $x ${next}) (i32.const 16)) (i32.const ${n}))`;
  }

  #branch(scope: Scope): string {
    const label = scope.labels[this.#pick(scope.labels.length)];
    const dead = ['', 'nop', 'i32.const 1 drop', 'block br 0 end', 'unreachable'][this.#pick(5)];
    return [
      `(br_if ${label} ${this.#decide(3)})`,
      `(if (i32.eqz ${this.#decide(4)}) (then ${this.#work()} br ${label} ${dead}))`,
      `(if ${this.#decide(3)} (then ${this.#work()}) (else ${this.#work()} br ${label} ${dead}))`,
      `(if (i32.eqz ${this.#decide(6)}) (then local.get $sum return ${dead}))`,
    ][this.#pick(4)];
  }

  #leaf(scope: Scope): string {
    const callee = scope.functionIndex + 1;
    const canCall = callee < FUNCTIONS;
    const add = (call: string) => `(local.set $sum (i32.add (local.get $sum) ${call}))`;
    switch (this.#pick(12)) {
      case 0:
        return '(call $look (local.get $sum))';
      case 1:
        return canCall ? add(`(call $f${callee} (local.get $x))`) : this.#work();
      case 2:
        return canCall ? add(`(call_indirect (type $t) (local.get $x) (i32.const ${callee}))`) : this.#work();
      case 3:
        return '(memory.fill (i32.const 8) (local.get $x) (i32.const 4))';
      case 4:
        return add('(memory.grow (i32.and (local.get $x) (i32.const 1)))');
      case 5:
        return '(table.set 1 (i32.const 0) (table.get 1 (i32.const 0)))';
      case 6:
      case 7:
        return scope.labels.length > 0 ? this.#branch(scope) : this.#work();
      default:
        return this.#work();
    }
  }

  #statements(scope: Scope): string {
    let text = '';
    for (let count = 1 + this.#pick(4); count > 0; count--) text += this.#statement(scope);
    return text;
  }

  #inside(scope: Scope, label?: string): Scope {
    const labels = label === undefined ? scope.labels : [...scope.labels, label];
    return { ...scope, depth: scope.depth - 1, labels };
  }

  #statement(scope: Scope): string {
    if (scope.depth === 0) return this.#leaf(scope);
    const label = this.#label();
    const body = () => this.#statements(this.#inside(scope, label));
    switch (this.#pick(10)) {
      case 0:
      case 1:
        return `(block ${label} ${body()})`;
      case 2:
        return `(if ${label} ${this.#decide(2)} (then ${body()}))`;
      case 3:
      case 4:
        return `(if ${label} ${this.#decide(2)} (then ${body()}) (else ${body()}))`;
      case 5:
      case 6:
        return scope.loops < LOOP_NESTING_MAX ? this.#loop(scope, label) : this.#leaf(scope);
      case 7:
        return this.#switch(scope);
      case 8:
        return `(loop ${label} ${this.#statements(this.#inside(scope))})`;
      default:
        return this.#leaf(scope);
    }
  }

  #loop(scope: Scope, label: string): string {
    const out = this.#label();
    const round = `$round${scope.loops}`;
    const rounds = 1 + this.#pick(4);
    const inner = { ...this.#inside(scope, label), loops: scope.loops + 1 };
    const body = this.#statements({ ...inner, labels: [...inner.labels, out] });
    const again = this.#pick(3) === 0 ? `(br_if ${label} ${this.#decide(2)})` : `(br ${label})`;
    return `(local.set ${round} (i32.const 0)) (block ${out} (loop ${label}
      (br_if ${out} (i32.ge_u (local.get ${round}) (i32.const ${rounds})))
      (local.set ${round} (i32.add (local.get ${round}) (i32.const 1)))
      ${body} ${again}))`;
  }

  #switch(scope: Scope): string {
    const labels = [this.#label(), this.#label(), this.#label()];
    const inner = this.#inside(scope);
    const targets = [0, 1, 2].map(() => labels[this.#pick(3)]);
    return `(block ${labels[0]} (block ${labels[1]} (block ${labels[2]}
      (br_table ${targets.join(' ')} ${labels[0]} ${this.#decide(4)}))
      ${this.#statements({ ...inner, labels: [...inner.labels, labels[0], labels[1]] })})
      ${this.#statements({ ...inner, labels: [...inner.labels, labels[0]] })})`;
  }

  module(): string {
    let functions = '';
    for (let index = 0; index < FUNCTIONS; index++) {
      const rounds = Array.from({ length: LOOP_NESTING_MAX }, (_, k) => `(local $round${k} i32)`).join(' ');
      const name = index === 0 ? '$f0 (export "f")' : `$f${index}`;
      const body = this.#statements({ depth: 3, labels: [], loops: 0, functionIndex: index });
      functions += `(func ${name} (param $x i32) (result i32) (local $sum i32) ${rounds}
        ${body} local.get $sum)\n`;
    }
    const elements = Array.from({ length: FUNCTIONS }, (_, index) => `$f${index}`).join(' ');
    return `(module (type $t (func (param i32) (result i32)))
      (import "env" "look" (func $look (param i32)))
      (memory (export "memory") 1 3) (table ${FUNCTIONS} funcref) (table 1 funcref)
      (elem (table 0) (i32.const 0) func ${elements})\n${functions})`;
  }
}

export function randomProgram(seed: number): string {
  return new Generator(seed).module();
}
