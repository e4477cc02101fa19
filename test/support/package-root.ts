/** Where the package is: compiled tests run from dist/, their data stays in the source tree. */

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder that holds build.sh. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'build.sh'))) folder = dirname(folder);
  return folder;
}
