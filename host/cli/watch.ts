/** Watches files for changes. Editors replace a file as often as they write it, so its folder is watched. */

import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** An editor writes a file in several steps; what follows within this time is one change. */
const SETTLE_MILLISECONDS = 80;

/**
 * Calls back at once and after changes, until the process gets SIGINT or SIGTERM; then resolves. The callback
 * never runs twice at once: what changes meanwhile leads to one more call.
 * @throws what `fs.watch` throws if a folder cannot be watched.
 */
export async function watchFiles(files: readonly string[], onChange: () => Promise<void>): Promise<void> {
  const names = new Map<string, Set<string>>();
  for (const file of files) {
    const folder = dirname(file);
    names.set(folder, (names.get(folder) ?? new Set()).add(basename(file)));
  }
  await new Promise<void>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let running = Promise.resolve();
    const watchers: FSWatcher[] = [];
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
      running.then(settle, settle);
    };
    const onSignal = (): void => end(resolve);
    const fail = (error: unknown): void => end(() => reject(error));
    const call = (): void => {
      running = running.then(onChange);
      running.catch(fail);
    };
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(call, SETTLE_MILLISECONDS);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
    for (const [folder, wanted] of names) {
      try {
        // Some systems give no name: then it may have been any file.
        const watcher = watch(folder, (_event, name) => {
          if (name === null || wanted.has(name)) changed();
        });
        watchers.push(watcher.on('error', fail));
      } catch (error) {
        fail(error);
      }
    }
    call();
  });
}
