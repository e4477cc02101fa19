/**
 * Directives: comment lines at the top of a source that tell the host about the contract (SEMANTICS 17, 38).
 * They are read from the source, which never changes, when they are needed.
 */

import { equalBytes } from '../../../runtime/bytes.js';

const BYTE_ORDER_MARK = Uint8Array.of(0xef, 0xbb, 0xbf);
const REENTRANT = 'reentrant';
const RECEIVES = 'receives';

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/**
 * Lines before the first that is neither empty nor a comment. Python ends lines with LF, CR or CR LF; spaces,
 * tabs and form feeds may stand before a comment.
 */
function* headLines(source: Uint8Array): Iterable<string> {
  const start = equalBytes(source.subarray(0, 3), BYTE_ORDER_MARK) ? 3 : 0;
  for (const line of asBuffer(source.subarray(start))
    .toString('latin1')
    .split(/\r\n|\r|\n/)) {
    if (!/^[ \t\f]*(?:#|$)/.test(line)) return;
    yield line;
  }
}

/** Whether a contract opts in to re-entrancy (SEMANTICS 17). */
export function isReentrantSource(source: Uint8Array): boolean {
  return hasDirective(source, REENTRANT);
}

/** Whether a contract accepts messages of other shards (SEMANTICS 38). */
export function isReceivingSource(source: Uint8Array): boolean {
  return hasDirective(source, RECEIVES);
}

/**
 * Whether a line of the head is exactly `# pbevm: ` and the word; only spaces and tabs may follow. Any other
 * spelling or place does not opt in.
 */
function hasDirective(source: Uint8Array, word: string): boolean {
  const directive = `# pbevm: ${word}`;
  if (!asBuffer(source).includes(directive)) return false;
  for (const line of headLines(source)) {
    if (line.startsWith(directive) && /^[ \t]*$/.test(line.slice(directive.length))) return true;
  }
  return false;
}
