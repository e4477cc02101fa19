/** CPython's test modules that run here, with the numbers of tests that pass and that skip themselves. */

interface Expected {
  readonly passed: number;
  readonly skipped: number;
  /** `test`: part of `npm test`; `command`: only of `npm run test:cpython`. */
  readonly suite: 'test' | 'command';
}

type Row = readonly [module: string, passed: number, skipped: number];

/** By value for contracts: the language, the builtin types, the three libraries. */
const TEST: readonly Row[] = [
  ['test_math', 83, 2],
  ['test_zlib', 70, 6],
  ['test_hashlib', 64, 16],
  ['test_dict', 113, 0],
  ['test_list', 64, 1],
  ['test_tuple', 36, 0],
  ['test_set', 623, 0],
  ['test_int', 39, 5],
  ['test_long', 42, 2],
  ['test_float', 49, 1],
  ['test_str', 130, 4],
  ['test_bytes', 287, 7],
  ['test_bool', 31, 0],
  ['test_complex', 35, 0],
  ['test_generators', 50, 0],
  ['test_class', 33, 1],
  ['test_exceptions', 88, 13],
  ['test_raise', 37, 0],
  ['test_listcomps', 56, 0],
  ['test_setcomps', 2, 0],
  ['test_dictcomps', 10, 0],
  ['test_genexps', 1, 0],
  ['test_patma', 327, 0],
  ['test_fstring', 81, 5],
  ['test_format', 18, 0],
  ['test_string', 38, 0],
  ['test_string_literals', 20, 0],
  ['test_int_literal', 6, 0],
  ['test_grammar', 79, 0],
  ['test_syntax', 37, 0],
  ['test_scope', 41, 0],
  ['test_global', 4, 0],
  ['test_iter', 57, 0],
  ['test_iterlen', 22, 0],
  ['test_range', 28, 0],
  ['test_slice', 11, 0],
  ['test_sort', 21, 0],
  ['test_unpack', 2, 0],
  ['test_unpack_ex', 1, 0],
  ['test_descr', 149, 7],
  ['test_super', 35, 1],
  ['test_property', 28, 3],
  ['test_decorators', 16, 0],
  ['test_with', 51, 0],
  ['test_dictviews', 16, 0],
  ['test_enumerate', 92, 0],
  ['test_builtin', 107, 16],
  ['test_exception_group', 50, 0],
  ['test_except_star', 60, 0],
  ['test_exception_variations', 30, 0],
  ['test_exception_hierarchy', 14, 1],
  ['test_baseexception', 11, 0],
  ['test_binop', 12, 0],
  ['test_augassign', 7, 0],
  ['test_compare', 16, 0],
  ['test_contains', 4, 0],
  ['test_keywordonlyarg', 11, 0],
  ['test_positional_only_arg', 28, 0],
  ['test_extcall', 1, 0],
  ['test_call', 184, 0],
  ['test_named_expressions', 74, 0],
  ['test_peepholer', 60, 1],
  ['test_compile', 166, 5],
  ['test_opcodes', 8, 0],
  ['test_opcache', 36, 18],
  ['test_yield_from', 42, 0],
  ['test_generator_stop', 2, 0],
  ['test_coroutines', 85, 2],
  ['test_funcattrs', 35, 0],
  ['test_frame', 50, 11],
  ['test_isinstance', 23, 0],
  ['test_index', 55, 0],
  ['test_pow', 7, 0],
  ['test_richcmp', 11, 0],
  ['test_strtod', 8, 1],
  ['test_unary', 6, 0],
  ['test_typechecks', 6, 0],
  ['test_type_params', 103, 1],
  ['test_type_annotations', 10, 0],
  ['test_type_aliases', 27, 0],
  ['test_utf8source', 3, 0],
  ['test_hash', 14, 16],
  ['test_print', 10, 0],
  ['test_memoryview', 125, 19],
  ['test_genericclass', 22, 0],
  ['test_metaclass', 1, 0],
  ['test_subclassinit', 17, 0],
  ['test_dynamic', 10, 0],
  ['test_dynamicclassattribute', 11, 1],
  ['test_flufl', 4, 0],
  ['test_eof', 3, 2],
  ['test_longexp', 1, 0],
  ['test_pep646_syntax', 1, 0],
  ['test_gc', 42, 9],
  ['test_weakref', 128, 9],
  ['test_traceback', 337, 6],
  ['test_numeric_tower', 9, 0],
  ['test_ordered_dict', 295, 0],
  ['test_structseq', 23, 1],
  ['test_symtable', 29, 0],
  ['test_unparse', 71, 0],
  ['test_code', 14, 3],
  ['test_monitoring', 77, 1],
  ['test_module', 38, 1],
  ['test_copy', 81, 0],
  ['test_abc', 36, 0],
  ['test_keyword', 11, 0],
];

/** What else runs: library modules in Python, and those that take long for what they say. */
const COMMAND: readonly Row[] = [];

const table = (rows: readonly Row[], suite: Expected['suite']): [string, Expected][] =>
  rows.map(([module, passed, skipped]) => [module, { passed, skipped, suite }]);

export const EXPECTED: ReadonlyMap<string, Expected> = new Map([
  ...table(TEST, 'test'),
  ...table(COMMAND, 'command'),
]);

/** Names of the modules of a suite. */
export function modulesOf(suite: Expected['suite']): string[] {
  return [...EXPECTED].filter(([, expected]) => expected.suite === suite).map(([name]) => name);
}
