/**
 * Programs for the frames of environments, as lists of what a frame asks for: one program gives wasm, and
 * Python, that ask for the same. A frame finishes with the answer to its last question, or as it is told.
 */

import { SCRIPT_FUNCTIONS } from '../../../../host/vm/script/script-functions.js';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { reprValue } from '../../../../host/vm/values/repr.js';
import type { Value } from '../../../../host/vm/values/types.js';
import { dataText, moduleOf } from '../ewasm/contract-text.js';

/** A question with constant arguments, or an end of the frame. */
export type Step =
  | { readonly ask: string; readonly args?: readonly Value[] }
  /** Stores the encoding of the last answer under a key of the environment's storage. */
  | { readonly keep: string }
  | { readonly end: 'trap' | 'revert' | 'loop' };

/** Steps by the function that is entered. */
export type Program = Readonly<Record<string, readonly Step[]>>;

export type Role = 'script' | 'child';

const MODULES = { script: 'eei', child: 'ext' } as const;
/** Places in memory: arguments, a call that is put together, answers. */
const [DATA, SCRATCH, ANSWER, ROOM] = [4_096, 524_288, 1_048_576, 65_536 * 12] as const;

/** Wasm of a program; functions are exports. */
export async function wasmOf(role: Role, program: Program): Promise<Uint8Array> {
  const asked = new Set(stepsOf(program).flatMap((step) => ('ask' in step ? [step.ask] : [])));
  if (stepsOf(program).some((step) => 'keep' in step)) asked.add('storage_set');
  const imports = [...asked].map(
    (name) => `(import "${MODULES[role]}" "${name}" (func $${name} (param i32 i32 i32 i32) (result i32)))`,
  );
  const data: string[] = [];
  let at: number = DATA;
  const functions = Object.entries(program).map(([name, steps]) => {
    const body = steps.map((step) => {
      if ('end' in step) return END[step.end];
      const isKept = 'keep' in step;
      const bytes = isKept ? keepHead(step.keep) : encodeValue([...(step.args ?? [])]);
      data.push(dataText(at, bytes));
      const text = isKept
        ? `(call $keep (i32.const ${at}) (i32.const ${bytes.length}) (local.get $n))`
        : `(local.set $n (call $${step.ask} (i32.const ${at}) (i32.const ${bytes.length})
        (i32.const ${ANSWER}) (i32.const ${ROOM})))`;
      at += bytes.length;
      return text;
    });
    const finish = steps.length === 0 ? '' : `(call $finish (i32.const ${ANSWER}) (local.get $n))`;
    return `(func (export "${name}") (local $n i32) ${body.join('\n')} ${finish})`;
  });
  if (asked.has('storage_set')) functions.push(KEEP);
  const fields = [...imports, '(memory (export "memory") 32)', ...data, ...functions];
  return moduleOf(fields.join('\n'), SCRIPT_FUNCTIONS);
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** How the arguments of storage_set begin. */
const keepHead = (key: string): Uint8Array => Uint8Array.of(0x82, ...encodeValue(utf8(key)));

/** Puts the answer behind the head, as bytes of up to 65,535, and asks for storage_set. */
const KEEP = `(func $keep (param $head i32) (param $length i32) (param $n i32) (local $at i32)
  (memory.copy (i32.const ${SCRATCH}) (local.get $head) (local.get $length))
  (local.set $at (i32.add (i32.const ${SCRATCH}) (local.get $length)))
  (if (i32.lt_u (local.get $n) (i32.const 24))
    (then (i32.store8 (local.get $at) (i32.or (i32.const 0x40) (local.get $n))))
    (else (if (i32.lt_u (local.get $n) (i32.const 256))
      (then (i32.store8 (local.get $at) (i32.const 0x58))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (i32.store8 (local.get $at) (local.get $n)))
      (else (i32.store8 (local.get $at) (i32.const 0x59))
        (i32.store8 (i32.add (local.get $at) (i32.const 1)) (i32.shr_u (local.get $n) (i32.const 8)))
        (local.set $at (i32.add (local.get $at) (i32.const 2)))
        (i32.store8 (local.get $at) (local.get $n))))))
  (local.set $at (i32.add (local.get $at) (i32.const 1)))
  (memory.copy (local.get $at) (i32.const ${ANSWER}) (local.get $n))
  (drop (call $storage_set (i32.const ${SCRATCH})
    (i32.sub (i32.add (local.get $at) (local.get $n)) (i32.const ${SCRATCH})) (i32.const 0) (i32.const 0))))`;

const END = {
  trap: 'unreachable',
  revert: `(call $revert (i32.const 0) (i32.const 0))`,
  loop: '(loop $again (br $again))',
} as const;

/** Python of a program: functions, and of a child what its `main` does, as a script. */
export function pythonOf(role: Role, program: Program): Uint8Array {
  const space = role === 'script' ? 'eei' : 'wei';
  const lines = (steps: readonly Step[]): string[] => [
    'answer = None',
    ...steps.map((step) =>
      'end' in step
        ? PYTHON_END[step.end]
        : 'keep' in step
          ? `eei.storage_set(${reprValue(utf8(step.keep))}, eei.encode(answer))`
          : `answer = ${space}.${step.ask}(${(step.args ?? []).map((arg) => reprValue(arg)).join(', ')})`,
    ),
  ];
  if (role === 'child') return utf8([...lines(program.main ?? []), 'finish(answer)'].join('\n'));
  const functions = Object.entries(program).map(([name, steps]) =>
    [`def ${name}(*args):`, ...[...lines(steps), 'return answer'].map((line) => `    ${line}`)].join('\n'),
  );
  return utf8(functions.join('\n'));
}

const PYTHON_END = { trap: 'bytes(10**9)', revert: 'revert("")', loop: 'while True: pass' } as const;

const stepsOf = (program: Program): readonly Step[] => Object.values(program).flat();

/** What makes code of a program, by language. */
export const LANGUAGES = {
  wasm: wasmOf,
  python: async (role: Role, program: Program): Promise<Uint8Array> => pythonOf(role, program),
};

/** What a process_block of tests returns. */
export const ROOTS: readonly Value[] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
