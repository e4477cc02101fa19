/** Run with --liftoff-only: prints what `measureOpcodes` finds, as JSON. */

import { measureOpcodes } from './opcodes.js';

process.stdout.write(JSON.stringify(await measureOpcodes()));
