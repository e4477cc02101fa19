/**
 * One compiler in one thread: runs clang (itself a wasm module) on an in-memory tree. See compiler.ts.
 *
 * The compiler takes seconds to start and is kept for many files; the tree is handed over once.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { commands, type Tree as Folder, runLLVM } from '@yowasp/clang';
import type { CompilerAnswer, CompilerTask } from './compiler.js';
import type { Tree } from './tree.js';

const OUTPUT = 'output';

const tree = workerData as Tree;

// Loads the compiler. Without this the first run does, and prints its progress on the standard output.
await runLLVM(undefined, {}, { fetchProgress: () => {} });

parentPort?.on('message', async (task: CompilerTask) => {
  const text: string[] = [];
  const keep = (bytes: Uint8Array | null): void => {
    if (bytes) text.push(new TextDecoder().decode(bytes));
  };
  let data: Uint8Array | undefined;
  try {
    const files = toFolder(new Map([...tree, ...task.files]));
    const options = { stdout: keep, stderr: keep, decodeASCII: false };
    const result = await commands.clang([...task.arguments, '-o', OUTPUT], files, options);
    const output = result?.[OUTPUT];
    if (output instanceof Uint8Array) data = output;
  } catch (error) {
    // The compiler's exit with an error is thrown; its words are in `text`.
    if (text.length === 0) text.push(String(error));
  }
  parentPort?.postMessage({ data, text: text.join('') } satisfies CompilerAnswer);
});

/** Nested folders, as the compiler takes them, of a flat map of paths. */
function toFolder(tree: ReadonlyMap<string, Uint8Array>): Folder {
  const top: Folder = {};
  for (const [path, data] of tree) {
    const parts = path.split('/');
    const name = parts.pop() as string;
    let folder = top;
    for (const part of parts) {
      folder[part] ??= {};
      folder = folder[part] as Folder;
    }
    folder[name] = data;
  }
  return top;
}
