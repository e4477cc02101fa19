/**
 * Hands the word (`emitter.ts`) through calls: every function of the guest takes it as its last parameter and
 * gives it back as its last result. The host does not know of it: what it calls are wrappers, and what it is
 * called by shows it fuel and height in globals.
 */

import type { Code } from '../wasm/code.js';
import { type FunctionBody, type FunctionType, I32, I64, type WasmModule } from '../wasm/module.js';
import { OP } from '../wasm/opcodes.js';
import type { Additions } from './additions.js';
import type { Emitter } from './emitter.js';
import { ACTION } from './plan.js';
import type { RewriteContext } from './rewrite.js';

export const THREADING_ACTIONS = [
  [[OP.call, OP.callIndirect], ACTION.call],
  [[OP.localGet, OP.localSet, OP.localTee], ACTION.local],
] as const;

/** A call of anything but an import; of an import only where it cannot be reached. */
export function emitCall(out: Emitter, code: Code, i: number, context: RewriteContext): void {
  const target = code.a[i];
  if (code.op[i] === OP.callIndirect) {
    const entry = out.temporary(I32);
    out.index(OP.localSet, entry);
    out.getWord();
    out.index(OP.localGet, entry);
    out.index(OP.callIndirect, context.threadedType(target));
    out.u32(code.b[i]);
    out.setWord();
  } else if (target < context.importedFunctions) {
    out.index(OP.call, target);
  } else {
    out.threadedCall(target);
  }
}

/** Around the call of an import; tested before by the caller of this. */
export function emitImportCall(out: Emitter, imported: number): void {
  out.storeWord();
  out.index(OP.call, imported);
  out.loadTestedFuel();
}

/** Makes the host's exports wrappers, then gives every function of the guest its threaded type. */
export function threadModule(
  module: WasmModule,
  importedFunctions: number,
  additions: Additions,
  out: Emitter,
): void {
  const wrappers = new Map<number, number>();
  module.exports.forEach((item, at) => {
    if (item.kind !== 'function' || item.index < importedFunctions) return;
    let wrapper = wrappers.get(item.index);
    if (wrapper === undefined) {
      const typeIndex = module.functions[item.index];
      wrapper = additions.addFunction(typeIndex, exportWrapper(out, item.index, module.types[typeIndex]));
      wrappers.set(item.index, wrapper);
    }
    module.exports[at] = { ...item, index: wrapper };
  });
  for (let index = importedFunctions; index < module.functions.length; index++) {
    module.functions[index] = additions.threadedType(module.functions[index]);
  }
}

/** Of the function's own type; the word is a local. */
function exportWrapper(out: Emitter, target: number, { params }: FunctionType): FunctionBody {
  out.begin(params.length, params.length);
  out.loadWord();
  params.forEach((_, local) => {
    out.index(OP.localGet, local);
  });
  out.threadedCall(target);
  out.storeWord();
  out.op(OP.end);
  return { locals: [{ count: 1, type: I64 }], code: out.toBytes() };
}
