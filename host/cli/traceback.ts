/**
 * Traces as Python prints them: places, source lines, carets; what led to a failure stands above it, in the
 * callee too.
 */

import type { Trace, TraceFrame } from '../vm/vm.js';
import { type Paint, printable, textWidth } from './style.js';

/** Frames of one trace that are shown, at each end of a long list. */
const FRAMES_SHOWN = 8;

/** Characters of the source line before a column, which counts UTF-8 bytes. */
export function characters(source: string, column: number): number {
  return new TextDecoder().decode(new TextEncoder().encode(source).subarray(0, column)).length;
}

/** As wide as a text; tabs stay tabs. */
const blank = (text: string): string => text.replace(/[^\t]+/g, (part) => ' '.repeat(textWidth(part)));

/** A part of a source line: of a frame or a finding. */
type SourcePlace = Pick<TraceFrame, 'line' | 'column' | 'endLine' | 'endColumn' | 'source'>;

/** The source line without its indent, and carets below the part that failed. */
export function sourceLines(place: SourcePlace, indent: string, paint: Paint): string[] {
  const { column, endLine, endColumn, line } = place;
  if (place.source === undefined) return [];
  // As long as it was, so that columns hold.
  const source = place.source.replace(/[^\P{C}\t]/gu, (character) => '\ufffd'.repeat(character.length));
  const trimmed = source.trimStart();
  const shift = source.length - trimmed.length;
  const text = trimmed.trimEnd();
  const lines = [`${indent}${text}`];
  if (column === null) return lines;
  const start = Math.max(0, characters(place.source, column) - shift);
  // An end of input is pointed at, right behind the line; a place in a part that was cut off is not.
  if (start > text.length) return lines;
  const sameLine = endLine === line && endColumn !== null;
  const end = sameLine ? characters(place.source, endColumn) - shift : text.length;
  const carets = '^'.repeat(Math.max(1, textWidth(text.slice(start, end))));
  return [...lines, `${indent}${blank(text.slice(0, start))}${paint('red', carets)}`];
}

function frameLines(frame: TraceFrame, paint: Paint): string[] {
  const { line, endLine, leftOut } = frame;
  const isLong = line !== null && endLine !== null && endLine > line;
  const lines = isLong ? `lines ${line}-${endLine}` : `line ${line ?? '?'}`;
  const inside = frame.function === '' ? '' : `, in ${printable(frame.function)}`;
  return [
    ...(leftOut === undefined ? [] : [`  ... ${leftOut} more ...`]),
    `  File ${printable(frame.file)}, ${lines}${inside}`,
    ...sourceLines(frame, '    ', paint),
  ];
}

/** The first and the last frames; the first of the last tells how many are left out before it. */
function shownFrames(frames: readonly TraceFrame[]): readonly TraceFrame[] {
  if (frames.length <= 2 * FRAMES_SHOWN) return frames;
  const hidden = frames.slice(FRAMES_SHOWN, -FRAMES_SHOWN);
  const [first, ...rest] = frames.slice(-FRAMES_SHOWN);
  const leftOut = [...hidden, first].reduce((sum, frame) => sum + (frame.leftOut ?? 0), hidden.length);
  return [...frames.slice(0, FRAMES_SHOWN), { ...first, leftOut }, ...rest];
}

/** What a trace says without all that led to it. */
function ownLines(trace: Trace, paint: Paint): string[] {
  const { address, storage, type, message, frames } = trace;
  const whose = storage === undefined ? address : `${address} on behalf of ${storage}`;
  const text = printable(message === '' ? type : `${type}: ${message}`);
  if (frames.length === 0) return [`In ${whose}:`, paint('bold', text)];
  return [
    `Traceback of ${whose} (most recent call last):`,
    ...shownFrames(frames).flatMap((frame) => frameLines(frame, paint)),
    paint('bold', text),
    ...(trace.notes ?? []).map(printable),
  ];
}

function memberLines(trace: Trace, paint: Paint): string[] {
  const { members = [], membersLeftOut: more = 0 } = trace;
  const count = members.length + more;
  return [
    ...members.flatMap((member, index) => [
      `  ${index + 1} of ${count}:`,
      ...tracebackLines(member, paint).map((line) => (line === '' ? '' : `    ${line}`)),
    ]),
    ...(more === 0 ? [] : [`  ... ${more} more ...`]),
  ];
}

/** Lines of a trace; what happened first comes first. Traces are bounded, and so is their nesting. */
export function tracebackLines(trace: Trace, paint: Paint): string[] {
  const { cause, causesLeftOut: more, raisedFrom, raisedDuring } = trace;
  const through = more === undefined ? '' : `, through ${more} more,`;
  const causes: readonly (readonly [Trace | undefined, string])[] = [
    [raisedFrom, 'which is given as the cause of:'],
    [raisedDuring, 'and while that was handled:'],
    [cause, `which failed${through} the call in:`],
  ];
  const before = causes.flatMap(([at, words]) =>
    at === undefined ? [] : [...tracebackLines(at, paint), '', paint('dim', words), ''],
  );
  return [...before, ...ownLines(trace, paint), ...memberLines(trace, paint)];
}
