/** Traces as Python prints them: places, source lines, carets, and the callee's trace beneath the call. */

import type { Trace, TraceFrame } from '../vm/vm.js';
import type { Paint } from './style.js';

/** Characters of the source line before a column, which counts UTF-8 bytes. */
export function characters(source: string, column: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(source).subarray(0, column)).length;
}

/** Text without what a terminal would obey; as long as it was. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\t]/gu, (character) => '\ufffd'.repeat(character.length));
}

/** A part of a source line: of a frame or a finding. */
type SourcePlace = Pick<TraceFrame, 'line' | 'column' | 'endLine' | 'endColumn' | 'source'>;

/** The source line without its indent, and carets below the part that failed. */
export function sourceLines(place: SourcePlace, indent: string, paint: Paint): string[] {
  const { column, endLine, endColumn, line } = place;
  if (place.source === undefined) return [];
  const source = printable(place.source);
  const trimmed = source.trimStart();
  const shift = source.length - trimmed.length;
  const lines = [`${indent}${trimmed.trimEnd()}`];
  if (column === null) return lines;
  const start = Math.max(0, characters(source, column) - shift);
  const sameLine = endLine === line && endColumn !== null;
  const end = sameLine ? characters(source, endColumn) - shift : trimmed.trimEnd().length;
  const carets = '^'.repeat(Math.max(1, end - start));
  return [...lines, `${indent}${' '.repeat(start)}${paint('red', carets)}`];
}

function frameLines(frame: TraceFrame, paint: Paint): string[] {
  const inside = frame.function === '' ? '' : `, in ${frame.function}`;
  const where = `${frame.file}, line ${frame.line ?? '?'}${inside}`;
  return [`  File ${where}`, ...sourceLines(frame, '    ', paint)];
}

/** Lines of a trace; the innermost contract comes first, as the cause of what follows. */
export function tracebackLines(trace: Trace, paint: Paint): string[] {
  const text = trace.message === '' ? trace.type : `${trace.type}: ${trace.message}`;
  const own = [
    `Traceback of ${trace.address} (most recent call last):`,
    ...trace.frames.flatMap((frame) => frameLines(frame, paint)),
    paint('bold', text),
  ];
  if (trace.cause === undefined) return own;
  return [...tracebackLines(trace.cause, paint), '', 'which failed the call in:', '', ...own];
}
