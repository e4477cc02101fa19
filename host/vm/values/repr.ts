/** Values as Python's `repr` prints them, for people: messages, the CLI, logs. Nothing parses this. */

import { PyFloat, PySet, PyTuple, VALUE_DEPTH_MAX } from './types.js';

/** Python's text of a value. What is no value prints as `<...>`, also what is nested too deep. */
export function reprValue(value: unknown): string {
  return reprItem(value, 0);
}

const SHORT_CHARACTERS = 60;

/** A text of bounded length, for a path in an error message. */
export function reprShort(value: unknown): string {
  if (typeof value === 'string') {
    const text = reprString(value.slice(0, SHORT_CHARACTERS));
    return value.length > SHORT_CHARACTERS ? `${text.slice(0, -1)}...${text.slice(-1)}` : text;
  }
  if (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof PyTuple) &&
    !(value instanceof PyFloat)
  ) {
    return describe(value);
  }
  const text = reprItem(value, VALUE_DEPTH_MAX - 2);
  return text.length > SHORT_CHARACTERS ? `${text.slice(0, SHORT_CHARACTERS)}...` : text;
}

/** What a JavaScript value is, in words. */
export function describe(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'None';
  if (typeof value === 'function')
    return `a function${value.name === '' ? '' : ` (${value.name.slice(0, 40)})`}`;
  if (typeof value !== 'object') return `a ${typeof value}`;
  if (Array.isArray(value)) return 'a list';
  if (value instanceof PySet) return 'a set';
  if (value instanceof Uint8Array) return 'bytes';
  const name = Object.getPrototypeOf(value)?.constructor?.name;
  if (value instanceof Map || name === undefined || name === 'Object') return 'a dict';
  const hint = value instanceof Set ? ' (a Python set is a PySet)' : '';
  return `an instance of ${String(name).slice(0, 40)}${hint}`;
}

function reprItem(value: unknown, depth: number): string {
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isInteger(value) ? BigInt(value).toString() : reprFloat(value);
    case 'string':
      return reprString(value);
    case 'object':
      return value === null ? 'None' : reprObject(value, depth);
    default:
      return `<${describe(value)}>`;
  }
}

function reprObject(value: object, depth: number): string {
  if (value instanceof PyFloat) return reprFloat(value.value);
  if (value instanceof Uint8Array) return reprBytes(value);
  if (depth >= VALUE_DEPTH_MAX) return '<...>';
  const list = (items: readonly unknown[]) => items.map((item) => reprItem(item, depth + 1)).join(', ');
  if (value instanceof PyTuple)
    return value.items.length === 1 ? `(${list(value.items)},)` : `(${list(value.items)})`;
  if (value instanceof PySet) return value.items.length === 0 ? 'set()' : `{${list(value.items)}}`;
  if (Array.isArray(value)) return `[${list(value)}]`;
  const prototype = Object.getPrototypeOf(value);
  if (!(value instanceof Map) && prototype !== Object.prototype && prototype !== null)
    return `<${describe(value)}>`;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  const pairs = entries.map(([key, item]) => `${reprItem(key, depth + 1)}: ${reprItem(item, depth + 1)}`);
  return `{${pairs.join(', ')}}`;
}

/** Shortest digits that read back as the same float; exponents below 1e-4 and from 1e16 on, as CPython. */
function reprFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa, exponentText] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const point = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const places = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${digits[0]}${point}e${exponent < 0 ? '-' : '+'}${places}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}

function quoteFor(hasSingle: boolean, hasDouble: boolean): string {
  return hasSingle && !hasDouble ? '"' : "'";
}

const NAMED_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

function reprString(text: string): string {
  const quote = quoteFor(text.includes("'"), text.includes('"'));
  // The categories that `str.isprintable` rejects; space is the one separator that prints.
  const escaped = text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (character) => {
    if (character === "'" || character === '"') return character === quote ? `\\${character}` : character;
    return NAMED_ESCAPES.get(character) ?? escapeCodePoint(character.codePointAt(0) as number);
  });
  return quote + escaped + quote;
}

function escapeCodePoint(codePoint: number): string {
  const digits = codePoint.toString(16);
  if (codePoint < 0x100) return `\\x${digits.padStart(2, '0')}`;
  return codePoint < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function reprBytes(bytes: Uint8Array): string {
  const quote = quoteFor(bytes.includes(0x27), bytes.includes(0x22));
  let text = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const named = NAMED_ESCAPES.get(character);
    if (named !== undefined) text += named;
    else if (character === quote) text += `\\${character}`;
    else text += byte >= 0x20 && byte < 0x7f ? character : escapeCodePoint(byte);
  }
  return `b${quote}${text}${quote}`;
}
