import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeValue } from '../../../../host/vm/values/cbor.js';
import { parseValue, stringifyValue } from '../../../../host/vm/values/json.js';
import { PyFloat, PySet, PyTuple, type Value } from '../../../../host/vm/values/types.js';
import { toHex } from '../../../../runtime/bytes.js';
import { RandomValues } from './random-values.js';
import { VECTORS } from './vectors.js';

const same = (a: Value, b: Value) => assert.equal(toHex(encodeValue(a)), toHex(encodeValue(b)));

test('the forms of SEMANTICS 12 parse', () => {
  assert.equal(parseValue(' 123456789012345678901234567890 '), 123456789012345678901234567890n);
  assert.equal(parseValue('9007199254740993'), 9007199254740993n);
  assert.equal(parseValue('-0'), 0);
  assert.deepEqual(parseValue('1.0'), new PyFloat(1));
  assert.deepEqual(parseValue('1e2'), new PyFloat(100));
  assert.deepEqual(parseValue('-0.0'), new PyFloat(-0));
  assert.equal(parseValue('1.5e-3'), 0.0015);
  assert.deepEqual(parseValue('{"$float":1}'), new PyFloat(1));
  assert.equal(parseValue('{"$float":"nan"}'), NaN);
  assert.equal(parseValue('{"$float":"-inf"}'), -Infinity);
  assert.deepEqual(parseValue('{"$bytes":"0x00fF"}'), Uint8Array.of(0, 255));
  assert.deepEqual(parseValue('{"$tuple":[1,[2]]}'), new PyTuple([1, [2]]));
  assert.deepEqual(parseValue('{"$set":[]}'), new PySet([]));
  assert.deepEqual(
    parseValue('{"b":1,"a":{}}'),
    new Map<Value, Value>([
      ['b', 1],
      ['a', new Map()],
    ]),
  );
  assert.deepEqual(
    parseValue('{"$dict":[["$a",1],[2,{"$float":3}]]}'),
    new Map<Value, Value>([
      ['$a', 1],
      [2, new PyFloat(3)],
    ]),
  );
  assert.deepEqual(
    [...(parseValue('{"2":0,"1":0,"__proto__":0}') as Map<Value, Value>).keys()],
    ['2', '1', '__proto__'],
  );
  assert.equal(parseValue(String.raw`"\u00e9\n\ud83d\ude00"`), 'é\n😀');
  assert.deepEqual(parseValue('\n[\ttrue ,\r null,false ]'), [true, null, false]);
});

/** Text, and the message after `JSON line `. */
const INVALID: ReadonlyArray<readonly [string, string]> = [
  ['', '1, column 1: the text ends too early'],
  ['[1,', '1, column 4: the text ends too early'],
  ['[1,]', '1, column 4: a value expected'],
  ['[1 2]', "1, column 4: ',' or ']' expected"],
  ['{"a":1,}', '1, column 8: a key in double quotes expected'],
  ['{a:1}', '1, column 2: a key in double quotes expected'],
  ['{"a" 1}', "1, column 6: ':' expected"],
  ['{"a":1', "1, column 7: ',' or '}' expected"],
  ['[\n1,\n  x]', '3, column 3: a value expected'],
  ['1 2', '1, column 3: text after the value'],
  ['01', '1, column 2: text after the value'],
  ['+1', '1, column 1: a value expected'],
  ['.5', '1, column 1: a value expected'],
  ['1.', '1, column 2: text after the value'],
  ['-', '1, column 1: a value expected'],
  ['NaN', '1, column 1: a value expected'],
  ['nul', '1, column 1: a value expected'],
  ["'a'", '1, column 1: a value expected'],
  ['"a', '1, column 1: a string without end, or with a bad escape or character'],
  ['"\t"', '1, column 1: a string without end, or with a bad escape or character'],
  [String.raw`"\x41"`, '1, column 1: a string without end, or with a bad escape or character'],
  [String.raw`["\ud800"]`, '1, column 2: a string with a lone surrogate has no UTF-8 form'],
  ['"\ud800"', '1, column 1: a string with a lone surrogate has no UTF-8 form'],
  ['\ufeff1', '1, column 1: a value expected'],
  ['{"a":1,"a":2}', '1, column 8: the key "a" occurs twice'],
  ['1e400', '1, column 1: a number beyond the range of a float'],
  [`1${'0'.repeat(20_000)}`, '1, column 1: an integer of more than 65536 bits'],
  [(2n ** 65_536n).toString(), '1, column 1: an integer of more than 65536 bits'],
  ['{"$bytes":"00"}', '1, column 11: "0x" and two hexadecimal digits per byte expected'],
  ['{"$bytes":"0x0"}', '1, column 11: "0x" and two hexadecimal digits per byte expected'],
  ['{"$bytes":1}', '1, column 11: "0x" and two hexadecimal digits per byte expected'],
  ['{"$float":"1"}', '1, column 11: a number, "nan", "inf" or "-inf" expected'],
  ['{"$float":null}', '1, column 11: a number, "nan", "inf" or "-inf" expected'],
  ['{"$tuple":{}}', '1, column 11: an array expected'],
  ['{"$set":1}', '1, column 9: an array expected'],
  ['{"$set":[1,true]}', '1, column 12: two keys or elements are equal'],
  ['{"$set":[[]]}', '1, column 10: key: a list is not hashable'],
  ['{"$dict":{}}', '1, column 10: an array of [key, value] pairs expected'],
  ['{"$dict":[[1]]}', '1, column 11: a pair [key, value] expected'],
  ['{"$dict":[[1,2],[1.0,3]]}', '1, column 18: two keys or elements are equal'],
  ['{"$dict":[[{"$float":"nan"},3]]}', '1, column 12: key: NaN equals nothing and can be no key'],
  ['{"$other":1}', '1, column 1: unknown form "$other"'],
  ['{"$bytes":"0x","b":1}', '1, column 1: a dict with the key "$bytes" is written with $dict'],
  [`${'['.repeat(65)}${']'.repeat(65)}`, '1, column 65: nested deeper than 64'],
  ['['.repeat(100_000), '1, column 196: nested deeper than 64 values can be'],
];

test('what is no value is refused with line and column', () => {
  for (const [text, message] of INVALID) {
    assert.throws(
      () => parseValue(text),
      { code: 'BAD_VALUE', message: `JSON line ${message}` },
      text.slice(0, 80),
    );
  }
});

test('output uses the same forms', () => {
  const print = (text: string) => stringifyValue(parseValue(text));
  for (const text of [
    'null',
    '-12',
    '1.5',
    '1e-7',
    '{"$float":1}',
    '{"$float":-0}',
    '{"$float":1e+300}',
    '{"$float":"nan"}',
    '123456789012345678901234567890',
    '"a\\n\\u0000"',
    '{"$bytes":"0x"}',
    '{"$tuple":[1]}',
    '{"$set":[1,2]}',
    '{}',
    '[]',
    '{"a":[1,{}]}',
    '{"$dict":[["$a",1]]}',
    '{"$dict":[[1,2],["a",{"$tuple":[]}]]}',
    '{"2":1,"1":2}',
  ]) {
    assert.equal(print(text), text);
  }
  assert.equal(stringifyValue(-0), '0');
});

test('indented output', () => {
  const value = parseValue('{"a":[1,{"$tuple":[2]},{}],"b":{"$dict":[[1,[]]]}}');
  assert.equal(
    stringifyValue(value, 2),
    [
      '{',
      '  "a": [',
      '    1,',
      '    {"$tuple": [',
      '      2',
      '    ]},',
      '    {}',
      '  ],',
      '  "b": {"$dict": [',
      '    [1, []]',
      '  ]}',
      '}',
    ].join('\n'),
  );
});

test('what is no value does not print', () => {
  const cyclic: Value[] = [];
  cyclic.push(cyclic);
  assert.throws(() => stringifyValue(cyclic), { code: 'BAD_VALUE', message: /contains itself/ });
  assert.throws(() => stringifyValue({} as never), {
    code: 'BAD_VALUE',
    message: 'value: a dict is no value',
  });
  assert.throws(() => stringifyValue(2 ** 60), { code: 'BAD_VALUE', message: /no safe integer/ });
});

test('random values survive, indented or not', () => {
  const random = new RandomValues(5);
  for (let i = 0; i < 2_000; i++) {
    const value = random.value();
    same(parseValue(stringifyValue(value)), value);
    same(parseValue(stringifyValue(value, 2)), value);
  }
});

test('output is JSON for others', () => {
  const random = new RandomValues(6);
  for (let i = 0; i < 500; i++) JSON.parse(stringifyValue(random.value(), random.below(3)));
});

test('values that have no encoding are refused where JSON can say them', () => {
  for (const { value, reason } of VECTORS.unencodable) {
    assert.throws(() => encodeValue(parseValue(value)), { code: 'BAD_VALUE' }, reason);
  }
});

test('a megabyte of text parses without deep stacks', () => {
  const text = 'x\\n'.repeat(1_000_000);
  assert.equal((parseValue(`"${text}"`) as string).length, 2_000_000);
  assert.equal((parseValue(`[${'1,'.repeat(500_000)}1]`) as Value[]).length, 500_001);
});

test('a seeded bug fails: integers read by way of doubles', () => {
  const lossy = (text: string): Value => JSON.parse(text);
  assert.throws(() => same(lossy('9007199254740993'), parseValue('9007199254740993')));
});
