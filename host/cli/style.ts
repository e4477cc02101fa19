/** Text for a terminal: colours (plain elsewhere and with NO_COLOR), text of guests made harmless, widths. */

import { styleText } from 'node:util';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** A painter for a stream. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const plain = !stream.isTTY || Boolean(process.env['NO_COLOR']);
  return (style, text) => (plain ? text : styleText(style, text));
}

/** A line of a guest's without what a terminal would obey: all that does not print but tabs is escaped. */
export function printable(text: string): string {
  return text.replace(/(?!\t)\p{C}/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

/** Two columns wide: East Asian scripts and forms, and pictures (Unicode TR 11, roughly). */
const WIDE = new RegExp(
  '[\\u1100-\\u115f\\u2e80-\\u303e\\u3041-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f' +
    '\\uff01-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}]',
  'u',
);

/** Columns that a text without tabs takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}/u.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}
