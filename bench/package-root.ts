/** Where the package is: compiled benches run from dist/. */

import { fileURLToPath } from 'node:url';

export function packageRoot(): string {
  return fileURLToPath(new URL('../..', import.meta.url));
}
