/** Defects in the environments of the examples, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

const ASSEMBLY = 'examples/environments/assembly';

export const ENVIRONMENT_EXAMPLE_BUGS: readonly SeededBug[] = [
  {
    suite: 'examples/environments/contracts',
    what: 'a call that fails keeps the value',
    file: 'examples/environments/ethereum.py',
    change: [', data, ctx)\n    if status != 0:', ', data, ctx)\n    if status < 0:'],
    fails: ['msg.value comes with a call, and goes back if that fails; contracts in wasm'],
    passes: ['call data that no contract knows; contracts in wasm'],
  },
  {
    suite: 'examples/environments/contracts',
    what: 'hooks lock nobody, in wasm',
    file: `${ASSEMBLY}/frame.ts`,
    change: ['if (locked.at(i).equals(target)) return true;', 'if (locked.at(i).isNone) return true;'],
    fails: ['receive_value may refuse, and cannot call back into who waits for it; contracts in python'],
    passes: ['call data that no contract knows; contracts in wasm'],
  },
  {
    suite: 'examples/environments/blocks',
    what: 'who submits a contract may be forestalled with another storage',
    file: 'examples/environments/ethereum.py',
    change: ['if address != eei.sha256(eei.encode([code, storage, salt]))[12:]:', 'if False:'],
    fails: ['contracts are submitted to the address that binds them'],
    passes: ['a transaction with a witness that is none is skipped'],
  },
  {
    suite: 'examples/environments/ecosystems',
    what: 'a callee believes whatever value the caller names, in wasm',
    file: `${ASSEMBLY}/ethereum.ts`,
    change: ['require(isEmpty(value), "BAD_VALUE");', 'require(true, "BAD_VALUE");'],
    fails: ['a callee believes a value of the caller’s own and none else; contracts in python'],
    passes: ['nobody comes in again; contracts in python'],
  },
  {
    suite: 'examples/environments/salary',
    what: 'whoever is asked, anybody may answer, in wasm',
    file: `${ASSEMBLY}/approver.ts`,
    change: ['require(sender.equals(state.field("employees")), "NOT_ASKED");', ''],
    fails: ['in continuations nobody but who was asked answers, and later transactions see earlier ones'],
    passes: ['contracts in python: the same post-state, by fewer instances in continuations'],
  },
  {
    suite: 'examples/environments/cbor',
    what: 'a head may be longer than needed',
    file: `${ASSEMBLY}/cbor.ts`,
    change: ['if (major != SIMPLE && headSize(argument) != width + 1) good = false;', ''],
    fails: ['values are read and written as the host does, and what is no canonical CBOR is no value'],
  },
  {
    suite: 'examples/environments/readme',
    what: 'continuations keep no state',
    file: 'examples/environments/continuation.py',
    change: ["post_state[target] = {**account, 'storage': new_state}", 'pass'],
    fails: ['the salary example from the command line: examples/environments/continuation.py'],
    passes: ['the salary example from the command line: examples/environments/ethereum.py'],
  },
];
