/** Defects of the server, and the suites that notice them. */

import type { SeededBug } from './mutant.js';

export const RPC_BUGS: readonly SeededBug[] = [
  {
    suite: 'host/cli/serve',
    what: 'a node is deaf to SIGTERM',
    file: 'host/cli/commands/serve.js',
    change: ["['SIGINT', 'SIGTERM']", "['SIGINT']"],
    fails: ['it says where it is and whose accounts there are, answers, and ends when it is told to'],
  },
  {
    suite: 'host/rpc/json-rpc',
    what: 'inherited names are methods',
    file: 'host/rpc/json-rpc.js',
    change: ['!Object.hasOwn(methods, method)', '!(method in methods)'],
    fails: ['refused: a method of Object'],
    passes: ['refused: no method'],
  },
  {
    suite: 'host/rpc/rpc-server',
    what: 'bodies have no bound',
    file: 'host/rpc/rpc-server.js',
    change: ['if (size <= bytesMax)', 'if (true)'],
    fails: ['a body that is too large is refused, and the server goes on'],
    passes: ['a request is answered; a notification has no content'],
  },
  {
    suite: 'host/rpc/serve-devnet',
    what: 'an estimate is the fuel of a block',
    file: 'host/rpc/methods.js',
    change: ['tooLittle / 64n', 'tooLittle * 1000n'],
    fails: ['a failing call tells why; an estimate is enough and hardly more'],
    passes: ['wrong parameters name their place'],
  },
];
