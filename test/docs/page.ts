/**
 * A page of docs/ as what can be run: fenced blocks, commands with the output that the page shows.
 *
 *   ```python NAME.py     a file of the reader's folder
 *   ```python             a contract that must run
 *   ```wat NAME.wat       a file, as is ```assemblyscript NAME.ts
 *   ```console            `$ command` lines, each followed by what it prints
 *   ```ts NAME.ts         a module: must compile strictly; with a ```text block after it, it must print that
 *   ```json               must be JSON
 *
 * In shown output, `…` stands for anything within a line, and a line that is only `…` for any lines.
 */

export interface Block {
  /** Language and, after a blank, the name of the file. */
  readonly language: string;
  readonly file: string | undefined;
  /** Line of the page on which the block begins. */
  readonly line: number;
  readonly text: string;
}

const FENCE = /^```(\w*) ?(\S*)\n(.*?)^```$/gms;

/** The fenced blocks of a page, in order. */
export function readBlocks(markdown: string): Block[] {
  return [...markdown.matchAll(FENCE)].map(({ 1: language, 2: file, 3: text, index }) => ({
    language,
    file: file === '' ? undefined : file,
    line: markdown.slice(0, index).split('\n').length,
    text,
  }));
}

export interface Command {
  readonly command: string;
  readonly output: string;
}

/** The commands of a console block. */
export function readCommands(text: string): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { command: part.slice(0, end), output: part.slice(end + 1) };
    });
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** What shown output allows, as a pattern for all of a real one. Blanks at ends of lines do not count. */
export function outputPattern(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line.trim() === '…' ? '(?:.*\\n)*?.*' : line.trimEnd().split('…').map(literal).join('.*?'),
  );
  return new RegExp(`^${patterns.join('[ ]*\\n')}\\s*$`);
}
