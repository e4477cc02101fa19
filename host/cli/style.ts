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
const WIDE_RANGES: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

function isWide(character: string): boolean {
  const code = character.codePointAt(0) as number;
  return WIDE_RANGES.some(([first, last]) => code >= first && code <= last);
}

/** Columns that a text without tabs takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{Mn}|\p{Me}/u.test(character)) continue;
    width += isWide(character) ? 2 : 1;
  }
  return width;
}
