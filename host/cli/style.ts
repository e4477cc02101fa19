/** Colours and marks for a terminal; plain text elsewhere and where NO_COLOR is set. */

import { styleText } from 'node:util';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** A painter for a stream. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const plain = !stream.isTTY || Boolean(process.env['NO_COLOR']);
  return (style, text) => (plain ? text : styleText(style, text));
}
