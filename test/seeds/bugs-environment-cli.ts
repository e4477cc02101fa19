/** Defects in blocks of environments offline, on the command line, over RPC; suites that notice them. */

import type { SeededBug } from './mutant.js';

export const ENVIRONMENT_CLI_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/vm/script/block-roots',
    what: 'roots of any length are taken',
    file: 'host/vm/script/block-roots.js',
    change: ['value.length === ROOT_BYTES', 'true'],
    fails: ['one root, three, a short one and no canonical CBOR are none'],
    passes: ['a list and a tuple of two roots are read'],
  },
  {
    suite: 'host/environment/observed-services',
    what: 'the newest values are forgotten',
    file: 'host/environment/observed-services.js',
    change: ['hashed.shift()', 'hashed.pop()'],
    fails: ['beyond the bound the oldest values are forgotten'],
  },
  {
    suite: 'host/environment/block-outcome',
    what: 'all that was hashed to the wanted root before it was is a step too',
    file: 'host/environment/block-outcome.js',
    change: ['wanted = step.preRoot;', ''],
    fails: ['steps lead from the root before to the root after, whatever else was hashed'],
    passes: ['receipts are those of the root, if the host has seen them'],
  },
  {
    suite: 'host/environment/state-after',
    what: 'a state that is not what the outcome tells is given',
    file: 'host/environment/state-after.js',
    change: ['equalBytes(after.root, stateRoot)', 'true'],
    fails: ['an outcome of other contracts, and one that shows nothing'],
  },
  {
    suite: 'host/environment-runner',
    what: 'the root that the creation has written counts',
    file: 'host/offline-environment.js',
    change: ['world.setStorage(address, ROOT_KEY, preRoot);', ''],
    fails: ['the root that is given counts, not what the creation has written'],
    passes: ['roots, receipts, changes and instances of a block'],
  },
  {
    suite: 'examples/environments/stateless',
    what: 'an environment has another address than it was given',
    file: 'host/environment-runner.js',
    change: ['address: addressOf(block.address)', 'address: addressOf(undefined)'],
    fails: [
      "a token's blocks from witnesses alone, in python",
      "a token's blocks from witnesses alone, in wasm",
    ],
  },
  {
    suite: 'host/environment-calls',
    what: 'accounts on the stack are counted',
    file: 'host/execution/transaction-context.js',
    change: ['this.frames += 1;', 'this.frames = this.#active.size;'],
    fails: ['frames: of an environment script, children and linked functions; of contracts each call'],
    passes: ['only environments have a root'],
  },
  {
    suite: 'host/block/environment-blocks',
    what: 'an account keeps the receipts root',
    file: 'host/vm/script/script-vm.js',
    change: ['host.storageSet(ROOT_KEY, roots.stateRoot)', 'host.storageSet(ROOT_KEY, roots.receiptsRoot)'],
    fails: ['chain, witness and offline runner: the same roots, receipts root and fuel'],
    passes: ['a genesis whose environment cannot be created is refused'],
  },
  {
    suite: 'host/cli/ee',
    what: 'a call does not ask whether the file is of this root',
    file: 'host/cli/commands/ee.js',
    change: ['if (root === toHex(state.root))', 'if (true)'],
    fails: ['call: an out-of-date file, a place without environment and a root of thin air are refused'],
    passes: ['no subcommand: exit code 2, a message on stderr, nothing on stdout'],
  },
  {
    suite: 'host/rpc/environments',
    what: 'batches are sent to whatever there is',
    file: 'host/rpc/environments.js',
    change: ['if (!isEnvironment(head.getAccount(to)))', 'if (false)'],
    fails: ['wrong requests name their place'],
    passes: ['fuel and nonce are those of the request; what fails has a receipt and leaves the root'],
  },
];
