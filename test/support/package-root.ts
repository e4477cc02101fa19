/** Where the package is: compiled tests run from dist/, their data stays in the source tree. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds build.sh. @throws Error if there is none above. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'build.sh'))) {
    if (folder === dirname(folder)) throw new Error('there is no build.sh above the compiled tests');
    folder = dirname(folder);
  }
  return folder;
}
