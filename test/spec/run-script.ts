/** Runs the commands of one script in both worlds and compares. */

import { PbevmError } from '../../runtime/errors.js';
import { instrument } from '../../runtime/instrument/pipeline.js';
import { InstrumentedWorld, type Instrumenter } from './instrumented-world.js';
import type { Outcome } from './outcome.js';
import { CONTRACT_OPTIONS } from './profile.js';
import type { ActionCommand, Command, RefusalCommand, Script } from './script.js';
import { isNanPattern, matches, type Value } from './values.js';
import { adapt, World } from './world.js';

/** One command as it ended in both worlds. */
export interface Verdict {
  readonly script: string;
  readonly line: number;
  readonly type: Command['type'];
  /** What is asserted about, such as the name of a function. */
  readonly subject: string;
  readonly raw: Outcome;
  readonly instrumented: Outcome;
  /** Whether each is what the script expects. */
  readonly rawPasses: boolean;
  readonly instrumentedPasses: boolean;
  /** Whether both ended alike: the same results or the same trap, and the same prints. */
  readonly same: boolean;
}

/** What was done besides. */
export interface Work {
  /** Malformed modules in text form: they never become bytes. */
  textOnly: number;
  startFunctions: number;
  linkedFunctions: number;
  nanPatterns: number;
  prints: number;
}

export interface ScriptResult {
  readonly verdicts: readonly Verdict[];
  /** The contract profile's message for each valid module that it refuses, and how many it accepts. */
  readonly contractRefusals: readonly { readonly line: number; readonly message: string }[];
  readonly contractAccepted: number;
  readonly work: Work;
}

const EXPECTED_END: Readonly<Record<Command['type'], Outcome['end'] | undefined>> = {
  module: 'loaded',
  action: 'returned',
  assert_return: 'returned',
  assert_trap: 'trap',
  assert_exhaustion: 'exhausted',
  assert_malformed: 'refused',
  assert_invalid: 'refused',
  assert_unlinkable: 'unlinkable',
  assert_uninstantiable: 'trap',
  register: undefined,
};

/** @param instrumenter what is tested; a broken one must give verdicts that differ. */
export function runScript(script: Script, instrumenter: Instrumenter): ScriptResult {
  const run = new ScriptRun(script, instrumenter);
  for (const command of script.commands) run.command(command);
  return run.result();
}

class ScriptRun {
  readonly #script: Script;
  readonly #instrumenter: Instrumenter;
  readonly #raw = new World();
  readonly #instrumented: InstrumentedWorld;
  readonly #verdicts: Verdict[] = [];
  readonly #refusals: { line: number; message: string }[] = [];
  #accepted = 0;
  readonly #work: Work = { textOnly: 0, startFunctions: 0, linkedFunctions: 0, nanPatterns: 0, prints: 0 };

  constructor(script: Script, instrumenter: Instrumenter) {
    this.#script = script;
    this.#instrumenter = instrumenter;
    this.#instrumented = new InstrumentedWorld(instrumenter);
  }

  command(command: Command): void {
    switch (command.type) {
      case 'register':
        this.#raw.register(command.as, command.name);
        this.#instrumented.register(command.as, command.name);
        return;
      case 'module': {
        const bytes = this.#script.binary(command.filename);
        this.#askContractProfile(bytes, command.line);
        const adapted = adapt(bytes);
        if (adapted.hasStart) this.#work.startFunctions++;
        const [raw, instrumented] = this.#worlds().map((world) => world.load(adapted, command.name));
        this.#judge(command, command.name ?? 'module', raw, instrumented);
        return;
      }
      case 'assert_malformed':
      case 'assert_invalid':
      case 'assert_unlinkable':
      case 'assert_uninstantiable':
        this.#refusal(command);
        return;
      default:
        this.#action(command);
    }
  }

  result(): ScriptResult {
    this.#work.linkedFunctions = this.#instrumented.linkedFunctions;
    this.#work.prints = this.#raw.prints.length;
    return {
      verdicts: this.#verdicts,
      contractRefusals: this.#refusals,
      contractAccepted: this.#accepted,
      work: this.#work,
    };
  }

  #worlds(): readonly World[] {
    return [this.#raw, this.#instrumented];
  }

  #refusal(command: RefusalCommand): void {
    if (command.module_type === 'text') {
      this.#work.textOnly++;
      return;
    }
    const bytes = this.#script.binary(command.filename);
    if (command.type === 'assert_malformed' || command.type === 'assert_invalid') {
      this.#judge(command, command.text, compile(bytes), this.#validate(bytes));
      return;
    }
    const adapted = adapt(bytes);
    if (adapted.hasStart) this.#work.startFunctions++;
    const [raw, instrumented] = this.#worlds().map((world) => {
      const outcome = world.instantiate(adapted);
      return 'loaded' in outcome ? ({ end: 'loaded' } as const) : outcome;
    });
    this.#judge(command, command.text, raw, instrumented);
  }

  #action(command: ActionCommand): void {
    const [raw, instrumented] = this.#worlds().map((world) => world.act(command));
    this.#work.nanPatterns += command.expected.filter(isNanPattern).length;
    this.#judge(command, command.action.field, raw, instrumented);
  }

  #judge(command: Command, subject: string, raw: Outcome, instrumented: Outcome): void {
    this.#verdicts.push({
      script: this.#script.name,
      line: command.line,
      type: command.type,
      subject,
      raw,
      instrumented,
      rawPasses: passes(command, raw, false),
      instrumentedPasses: passes(command, instrumented, true),
      same:
        endAlike(command, raw, instrumented) && this.#raw.prints.join() === this.#instrumented.prints.join(),
    });
  }

  #validate(bytes: Uint8Array): Outcome {
    try {
      this.#instrumenter(bytes);
      return { end: 'loaded' };
    } catch (thrown) {
      return { end: 'refused', message: badModuleMessage(thrown) };
    }
  }

  #askContractProfile(bytes: Uint8Array, line: number): void {
    try {
      instrument(bytes, CONTRACT_OPTIONS);
      this.#accepted++;
    } catch (thrown) {
      this.#refusals.push({ line, message: badModuleMessage(thrown) });
    }
  }
}

/** Message of a BAD_MODULE; anything else is thrown again. */
function badModuleMessage(thrown: unknown): string {
  if (thrown instanceof PbevmError && thrown.code === 'BAD_MODULE') return thrown.message;
  throw thrown;
}

function compile(bytes: Uint8Array): Outcome {
  try {
    new WebAssembly.Module(bytes);
    return { end: 'loaded' };
  } catch (thrown) {
    const { name, message } = thrown as Error;
    if (name !== 'CompileError') throw thrown;
    return { end: 'refused', message };
  }
}

function passes(command: Command, outcome: Outcome, isInstrumented: boolean): boolean {
  if (outcome.end !== EXPECTED_END[command.type]) return false;
  // A module that only our limits refuse was not found to be invalid.
  if (outcome.end === 'refused' && isInstrumented && /\(profile /.test(outcome.message)) return false;
  if (command.type !== 'assert_return' || outcome.end !== 'returned') return true;
  return command.expected.every((value, k) => matches(value, outcome.values[k], isInstrumented));
}

/** Trap messages are V8's in both worlds, so they tell the kind of trap. */
function endAlike(command: Command, raw: Outcome, instrumented: Outcome): boolean {
  if (raw.end !== instrumented.end) return false;
  if (raw.end === 'trap' && instrumented.end === 'trap') return raw.message === instrumented.message;
  if (raw.end !== 'returned' || instrumented.end !== 'returned') return true;
  const { values } = instrumented;
  const expected = 'expected' in command ? command.expected : [];
  return raw.values.every((value, k) => {
    const anyNan = command.type === 'assert_return' && isNanPattern(expected[k]);
    return anyNan || alike(value, values[k]);
  });
}

/** Functions are other objects in another instance. */
function alike(a: Value, b: Value): boolean {
  return a === b || (typeof a === 'function' && typeof b === 'function');
}
