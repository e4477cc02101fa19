/**
 * The skip list: tests that fail on the test image, and why that is right. They run all the same, and one that
 * passes is reported, except where `never` says what running it would do.
 */

export const REASONS = {
  codeObjects: 'code objects are not made from parts: code() and code.replace() are sealed (SEMANTICS 18)',
  memory: 'needs more than the 64 MiB that the address map of small-arenas.patch covers',
  recursion: 'C recursion ends at 400, not 5,000 (recursion-limit.patch)',
  asciiNames: 'names are ASCII: others are a syntax error, whatever else is wrong (ascii-names.patch)',
  pathLike: 'port/absent.c knows no path-like objects: open() and compile() take str and bytes',
  moduleNames: 'there is no sys.stdlib_module_names (small-tables.patch)',
  interpreters: 'there is one interpreter (one-runtime.patch)',
  signals: 'there are no signals',
  modules: 'a module that is not in the image: sockets, the C half of traceback’s suggestions',
  standIn: 'would test what stands in for a module (guest/)',
  time: 'the same code is tested by smaller cases',
} as const;

export interface Skip {
  readonly module: string;
  /** `Class.method`, with `*` for anything. */
  readonly tests: readonly string[];
  readonly reason: keyof typeof REASONS;
  /** What happens if it runs; such a test is left out. */
  readonly never?: 'ends the guest' | 'takes a minute' | 'tells nothing';
}

export const SKIPS: readonly Skip[] = [
  {
    module: 'test_ast.test_ast',
    tests: ['AST_Tests.test_ast_recursion_limit'],
    reason: 'memory',
  },
  {
    module: 'test_ast.test_ast',
    tests: ['ModuleStateTests.test_subinterpreter'],
    reason: 'interpreters',
    never: 'ends the guest',
  },
  {
    module: 'test_code',
    tests: [
      'CodeConstsTest.test_unusual_constants',
      'CodeLocationTest.test_code_new_empty',
      'CodeTest.test_closure_injection',
      'CodeTest.test_co_positions_empty_linetable',
      'CodeTest.test_code_equality',
      'CodeTest.test_code_hash_uses_*',
      'CodeTest.test_constructor',
      'CodeTest.test_empty_linetable',
      'CodeTest.test_invalid_bytecode',
      'CodeTest.test_nlocals_mismatch',
      'CodeTest.test_replace',
      'CodeTest.test_shrinking_localsplus',
    ],
    reason: 'codeObjects',
  },
  {
    module: 'test_collections',
    tests: ['TestOneTrickPonyABCs.test_Awaitable', 'TestOneTrickPonyABCs.test_Coroutine'],
    reason: 'codeObjects',
  },
  { module: 'test_compile', tests: ['TestSpecifics.test_path_like_objects'], reason: 'pathLike' },
  {
    module: 'test_compile',
    tests: ['TestSpecifics.test_big_dict_literal', 'TestSpecifics.test_stack_overflow'],
    reason: 'memory',
  },
  {
    module: 'test_coroutines',
    tests: [
      'CoroutineTest.test_await_15',
      'CoroutineTest.test_cr_await',
      'CoroutineTest.test_func_10',
      'CoroutineTest.test_func_14',
      'CoroutineTest.test_func_16',
      'CoroutineTest.test_func_19',
      'CoroutineTest.test_func_[568]',
      'CoroutineTest.test_stack_in_coroutine_throw',
    ],
    reason: 'codeObjects',
  },
  {
    module: 'test_dynamic',
    tests: ['RebindBuiltinsTests.test_load_global_specialization_failure_keeps_oparg'],
    reason: 'recursion',
  },
  { module: 'test_eof', tests: ['EOFTestCase.test_line_continuation_EOF'], reason: 'asciiNames' },
  {
    module: 'test_exception_hierarchy',
    tests: ['HierarchyTest.test_socket_errors'],
    reason: 'standIn',
    never: 'tells nothing',
  },
  {
    module: 'test_exceptions',
    tests: ['PEP626Tests.test_missing_lineno_shows_as_none'],
    reason: 'codeObjects',
  },
  { module: 'test_fstring', tests: ['TestCase.test_conversions'], reason: 'asciiNames' },
  {
    module: 'test_fstring',
    tests: ['TestCase.test_many_expressions'],
    reason: 'memory',
    never: 'takes a minute',
  },
  { module: 'test_gc', tests: ['GCTests.test_get_referents_on_capsule'], reason: 'modules' },
  {
    module: 'test_generators',
    tests: ['SignalAndYieldFromTest.test_raise_and_yield_from'],
    reason: 'signals',
    never: 'ends the guest',
  },
  {
    module: 'test_int',
    tests: ['*.test_int_max_str_digits_is_per_interpreter'],
    reason: 'interpreters',
    never: 'ends the guest',
  },
  { module: 'test_itertools', tests: ['TestBasicOps.test_tee_del_backward'], reason: 'memory' },
  {
    module: 'test_listcomps',
    tests: ['ListComprehensionTest.test_code_replace*'],
    reason: 'codeObjects',
  },
  { module: 'test_math', tests: ['MathTests.test_sumprod_stress'], reason: 'time', never: 'takes a minute' },
  { module: 'test_pickle', tests: ['CompatPickleTests.*'], reason: 'modules' },
  { module: 'test_str', tests: ['StrTest.test_codecs'], reason: 'memory' },
  {
    module: 'test_syntax',
    tests: ['SyntaxTestCase.test_invalid_line_continuation_left_recursive'],
    reason: 'asciiNames',
  },
  { module: 'test_symtable', tests: ['SymtableTest.test_bytes'], reason: 'asciiNames' },
  {
    module: 'test_traceback',
    tests: ['*.test_byte_offset_multiline', '*.test_byte_offset_with_wide_characters_term_highlight'],
    reason: 'asciiNames',
  },
  {
    module: 'test_traceback',
    tests: [
      '*.test_import_from_error_bad_suggestions_do_not_trigger_for_small_names',
      '*.test_import_from_suggestions',
      '*.test_import_from_suggestions_do_not_trigger_for_big_namespaces',
      '*.test_import_from_suggestions_non_string',
      '*.test_import_from_suggestions_underscored',
    ],
    reason: 'pathLike',
  },
  {
    module: 'test_traceback',
    tests: ['*SuggestionFormattingTests.test_name_error_for_*stdlib_modules'],
    reason: 'moduleNames',
  },
  { module: 'test_traceback', tests: ['MiscTest.test_suggestions_extension'], reason: 'modules' },
  { module: 'test_unparse', tests: ['DirectoryTestCase.test_files'], reason: 'pathLike' },
];

/** Rows of a module. */
export function skipsOf(module: string): readonly Skip[] {
  return SKIPS.filter((skip) => skip.module === module);
}

/** Whether a test is one of a pattern's: fnmatch, as the guest does it. */
export function matches(test: string, pattern: string): boolean {
  const parts = pattern.split(/(\*|\[[^\]]+\])/).map((part) => {
    if (part === '*') return '.*';
    return part.startsWith('[') ? part : part.replace(/[\\^$.|?+(){}]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's').test(test);
}
