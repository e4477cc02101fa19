/**
 * The text form of a state: one line a record, in one order only, so that equal states at equal heights are
 * equal texts (docs/layouts.md, "Export of a state").
 */

import { createHash, type Hash } from 'node:crypto';
import { toHex } from '../../../runtime/bytes.js';
import { PbevmError } from '../../../runtime/errors.js';

/** The first line. */
export const TITLE = 'pbevm-state 1';

/** Bytes of a line: a code or a value and its key, in hexadecimal, have far fewer. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

/** Bytes that are handed on at a time. */
const CHUNK_BYTES = 64 * 1024;

const NEWLINE = 0x0a;

/** Joins lines to chunks of bytes, counts them and hashes all. */
export class LineWriter {
  readonly #hash: Hash = createHash('sha256');
  #lines: string[] = [];
  #bytes = 0;
  #count = 0;

  /** A chunk of bytes if enough has come together. */
  write(line: string): Uint8Array | undefined {
    this.#lines.push(line, '\n');
    this.#bytes += line.length + 1;
    this.#count++;
    return this.#bytes >= CHUNK_BYTES ? this.#take() : undefined;
  }

  /** The rest, and the last line. */
  *finish(): Iterable<Uint8Array> {
    yield this.#take();
    const end = `end ${this.#count} ${toHex(this.#hash.digest())}\n`;
    yield Buffer.from(end, 'latin1');
  }

  #take(): Uint8Array {
    const chunk = Buffer.from(this.#lines.join(''), 'latin1');
    this.#hash.update(chunk);
    this.#lines = [];
    this.#bytes = 0;
    return chunk;
  }
}

export interface NumberedLine {
  readonly text: string;
  /** From 1 on. */
  readonly number: number;
}

/** Splits chunks of bytes into lines up to the last one, which it checks against all before it. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<NumberedLine> {
  const hash = createHash('sha256');
  let number = 0;
  let isOver = false;
  for await (const bytes of splitLines(chunks)) {
    number++;
    if (isOver) throw badLine(number, 'something follows the last line');
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length - 1).toString('latin1');
    if (text.startsWith('end ')) {
      const wanted = `end ${number - 1} ${toHex(hash.digest())}`;
      if (text !== wanted) throw badLine(number, 'the lines before are not those that were written');
      isOver = true;
    } else {
      hash.update(bytes);
      yield { text, number };
    }
  }
  if (!isOver) throw badLine(number + 1, 'the text ends before its last line');
}

/** Lines with their newline. */
async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      const part = chunk.subarray(start, end + 1);
      yield parts.length === 0 ? part : Buffer.concat([...parts, part]);
      start = end + 1;
      parts = [];
      length = 0;
      number++;
    }
    if (start === chunk.length) continue;
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > LINE_BYTES_MAX) throw badLine(number, `it has more than ${LINE_BYTES_MAX} bytes`);
  }
  if (parts.length > 0) throw badLine(number, 'the text ends within it');
}

/** @param line number, from 1 on */
export function badLine(line: number, what: string): PbevmError {
  return new PbevmError('BAD_EXPORT', `line ${line} of the state: ${what}`);
}
