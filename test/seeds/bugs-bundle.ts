/** Defects in what is published. */

import type { SeededBug } from './mutant.js';

export const BUNDLE_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/cli/make-bundle',
    what: 'files are named from the folder of their module',
    file: 'host/cli/make-bundle.js',
    change: ['relative(FOLDER, path)', 'relative(COMPILED, path)'],
    fails: ['names files that are there', 'a file is named from where the bundle is'],
    passes: ['a module that asks where it is in another way is refused'],
  },
  {
    suite: 'host/cli/make-bundle',
    what: 'the thread that executes loads the database',
    file: 'host/engine.js',
    change: [
      "import { inspectAccount } from './inspect.js';",
      "import { inspectAccount } from './inspect.js'; import './state/level/level-store.js';",
    ],
    fails: ['has two files to load before a host can be made, and one for the thread that executes'],
    passes: ['names files that are there'],
  },
];
