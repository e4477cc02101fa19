/** Log of the command line: pino on stderr, so that stdout holds results only. */

import pino, { type Logger } from 'pino';
import pretty from 'pino-pretty';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;

/** One JSON object a line, or text for people where stderr is a terminal. */
export const log: Logger = pino(
  { level: 'warn', base: null },
  process.stderr.isTTY ? pretty({ destination: 2, sync: true }) : pino.destination({ dest: 2, sync: true }),
);
